import type { Status } from "../order/lifecycle.ts";
import type { Order } from "../order/order.ts";
import {
  actions,
  context,
  facts,
  header,
  orderButton,
  quote,
  section,
  type Block,
  type Button,
  type Fact,
} from "./blocks.ts";
import { escaped, mention, moment } from "./text.ts";
import { texts } from "./texts.ts";

export interface Message {
  /** What notifications and screen readers get. */
  readonly text: string;
  readonly blocks: readonly Block[];
}

const titles: Record<Status, string> = {
  pending: "Approval needed",
  approved: "Approved, about to be bought",
  provisioning: "Being bought",
  provisioned: "Bought",
  failed: "Not bought",
  unknown: "Not known whether bought",
  denied: "Denied",
  cancelled: "Cancelled",
  expired: "Expired",
};

/** The card is a function of the order: the same order always gives the same card. */
export function orderCard(order: Order): Message {
  const { id, status } = order;
  return {
    text: `Order ${id}: ${titles[status].toLowerCase()}. ${mention(order.requester.userId)} asked for ${escaped(what(order), 200)} in ${escaped(order.labels["regionId"] ?? order.region, 100)}.`,
    blocks: [
      header(`${titles[status]} · order ${id}`),
      facts(orderFacts(order)),
      quote(order.justification),
      ...cost(order),
      ...outcome(order),
      context(progress(order)),
      ...buttons(order),
    ],
  };
}

export const what = (order: Order): string =>
  `${order.spec.count} × ${order.labels["deviceType"] ?? order.spec.deviceType}`;

const isPrepaid = ({ spec }: Order): boolean => spec.charge.chargeMode === "prepaid_by_duration";

export function billing({ spec }: Order): string {
  const { chargeMode = "postpaid_by_duration", chargeUnit, chargeDuration } = spec.charge;
  const mode = texts.chargeModes[chargeMode] ?? chargeMode;
  return chargeUnit && chargeDuration
    ? `${mode}; ${chargeDuration} ${chargeUnit}${chargeDuration === 1 ? "" : "s"}`
    : mode;
}

/** What was shown is what is bought: everything here comes from the stored order. */
export function orderFacts(order: Order): readonly Fact[] {
  const { spec, labels } = order;
  const label = (field: string, id: string): string => labels[field] ?? id;
  const rows: (Fact | undefined)[] = [
    ["Who", { userId: order.requester.userId }],
    ["What", what(order)],
    ["Where", `${label("regionId", order.region)}, ${label("az", spec.az)}`],
    ["Name", spec.count > 1 ? `${spec.name} (numbers are added)` : spec.name],
    [
      "System",
      `${label("osTypeId", spec.osTypeId)}; system disks ${label("sysRaidTypeId", spec.sysRaidTypeId)}; data disks ${label("dataRaidTypeId", spec.dataRaidTypeId)}`,
    ],
    ["Subnet", label("subnetId", spec.subnetId ?? "–")],
    [
      "Public network",
      spec.enableInternet === "yes"
        ? `yes, ${spec.bandwidth ?? "?"} Mbps each, line ${spec.lineType ?? "?"} (billed)`
        : "none",
    ],
    spec.keypairId ? ["Key pair", label("keypairId", spec.keypairId)] : undefined,
    order.sealed
      ? ["Sealed", "a password or start-up script was given; it is shown to nobody"]
      : undefined,
    ["Billing", billing(order)],
  ];
  return rows.filter((row) => row !== undefined);
}

/** What a yes costs, while somebody can still say it. */
function cost(order: Order): Block[] {
  if (order.status !== "pending") return [];
  const servers = texts.servers(order.spec.count);
  const consequence = isPrepaid(order)
    ? `*Charged at once.* ${texts.confirmPrepaid(order)}`
    : `Billing of ${servers} starts when they are made and goes on until they are deleted.`;
  return [section(`${consequence} ${texts.priceUnknown}`)];
}

function outcome(order: Order): Block[] {
  if (order.status === "provisioned")
    return [section(boughtSentence(order)), facts([["Instances", order.instanceIds.join(", ")]])];
  if ((order.status === "failed" || order.status === "unknown") && order.failure)
    return [section(texts.failure(order, order.failure))];
  const reason =
    order.status === "denied"
      ? order.history.findLast(({ action }) => action === "deny")?.reason
      : undefined;
  return reason ? [quote(reason)] : [];
}

export function boughtSentence({ spec, instanceIds }: Order): string {
  return instanceIds.length < spec.count
    ? `*Only ${instanceIds.length} of ${spec.count} servers were made.* The rest was not confirmed by the cloud: look at the console before you order the rest.`
    : `${texts.servers(instanceIds.length)} ordered from the cloud. A new server takes a while until it runs.`;
}

function progress(order: Order): string {
  const rule = `rule “${escaped(order.rule.name, 60)}”`;
  const approvers = order.approvals.map(({ userId }) => mention(userId)).join(", ");
  const approved = `${order.approvals.length} of ${order.rule.quorum} approved${approvers ? `: ${approvers}` : ""}`;
  if (order.status === "pending")
    return `${approved} · ${rule} · waits until ${moment(order.expiresAt)}`;
  const last = order.history.at(-1);
  const lastly = last ? `${texts.actor(last.by)} ${texts.did[last.action]} ${moment(last.at)}` : "";
  return [approvers ? approved : "", rule, lastly].filter(Boolean).join(" · ");
}

function buttons(order: Order): Block[] {
  const words = { sure: texts.sure, yes: texts.yes, no: texts.no };
  const details = orderButton("order_details", texts.details, order, words);
  const shown: Partial<Record<Status, Button[]>> = {
    pending: [
      orderButton("order_approve", texts.approve, order, words, {
        style: "primary",
        ...(isPrepaid(order) ? { confirm: texts.confirmPrepaid(order) } : {}),
      }),
      orderButton("order_deny", texts.deny, order, words, { style: "danger" }),
    ],
    ...(order.failure?.retriable
      ? {
          failed: [
            orderButton("order_retry", texts.retry, order, words, { confirm: texts.confirmRetry }),
          ],
          unknown: [
            orderButton("order_retry", texts.retry, order, words, { confirm: texts.confirmRetry }),
          ],
        }
      : {}),
  };
  return [actions(...(shown[order.status] ?? []), details)];
}
