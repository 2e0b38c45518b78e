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
import { texts } from "./texts.ts";

export interface Message {
  /** What notifications and screen readers get. */
  readonly text: string;
  readonly blocks: readonly Block[];
}

const words = texts.card;

/** The card is a function of the order: the same order always gives the same card. */
export const orderCard = (order: Order): Message => ({
  text: words.summary(order),
  blocks: [
    header(words.heading(order)),
    facts(orderFacts(order)),
    quote(order.justification),
    ...cost(order),
    ...outcome(order),
    context(progress(order)),
    actions(...buttons(order), orderButton("order_details", texts.showDetails, order)),
  ],
});

const isPrepaid = ({ spec }: Order): boolean => spec.charge.chargeMode === "prepaid_by_duration";

function billing({ spec }: Order): string {
  const { chargeMode = "postpaid_by_duration", chargeUnit, chargeDuration } = spec.charge;
  const mode = texts.chargeModes[chargeMode] ?? chargeMode;
  return chargeUnit && chargeDuration ? words.term(mode, chargeDuration, chargeUnit) : mode;
}

/** What was shown is what is bought: everything here comes from the stored order. */
export function orderFacts(order: Order): readonly Fact[] {
  const { spec, labels } = order;
  const label = (field: string, id: string): string => labels[field] ?? id;
  const rows: (Fact | undefined)[] = [
    [words.who, { userId: order.requester.userId }],
    [words.what, `${spec.count} × ${label("deviceType", spec.deviceType)}`],
    [words.where, `${label("regionId", order.region)}, ${label("az", spec.az)}`],
    [words.name, spec.count > 1 ? words.numbered(spec.name) : spec.name],
    [
      words.system,
      words.disks(
        label("osTypeId", spec.osTypeId),
        label("sysRaidTypeId", spec.sysRaidTypeId),
        label("dataRaidTypeId", spec.dataRaidTypeId),
      ),
    ],
    [words.subnet, label("subnetId", spec.subnetId ?? "–")],
    [
      words.network,
      spec.enableInternet === "yes"
        ? words.publicly(spec.bandwidth, spec.lineType)
        : words.noNetwork,
    ],
    spec.keypairId ? [words.keyPair, label("keypairId", spec.keypairId)] : undefined,
    order.sealed ? [words.sealed, words.sealedGiven] : undefined,
    [words.billing, billing(order)],
  ];
  return rows.filter((row) => row !== undefined);
}

/** What a yes costs, while somebody can still say it. */
function cost(order: Order): Block[] {
  if (order.status !== "pending") return [];
  const consequence = isPrepaid(order)
    ? words.chargedAtOnce(order)
    : words.billedWhileItExists(order);
  return [section(`${consequence} ${texts.priceUnknown}`)];
}

function outcome(order: Order): Block[] {
  switch (order.status) {
    case "provisioned":
      return [
        section(texts.bought(order)),
        facts([[words.instances, order.instanceIds.join(", ")]]),
      ];
    case "failed":
    case "unknown":
      return order.failure ? [section(texts.failure(order, order.failure))] : [];
    case "denied": {
      const reason = order.history.findLast(({ action }) => action === "deny")?.reason;
      return reason ? [quote(reason)] : [];
    }
    case "cancelled":
      return order.failure ? [section(texts.boughtNothing(order))] : [];
    default:
      return [];
  }
}

function progress(order: Order): string {
  const rule = words.rule(order.rule.name);
  if (order.status === "pending")
    return [words.approved(order), rule, words.waitsUntil(order.expiresAt)].join(" · ");
  const last = order.history.at(-1);
  const approved = order.approvals.length > 0 ? words.approved(order) : "";
  return [approved, rule, last ? words.step(last) : ""].filter(Boolean).join(" · ");
}

function buttons(order: Order): Button[] {
  const retry = (): Button[] =>
    order.failure?.retriable
      ? [orderButton("order_retry", texts.retry, order, { confirm: texts.confirmRetry })]
      : [];
  const shown: Partial<Record<Status, () => Button[]>> = {
    pending: () => [
      orderButton("order_approve", texts.approve, order, {
        style: "primary",
        ...(isPrepaid(order) ? { confirm: texts.confirmPrepaid(order) } : {}),
      }),
      orderButton("order_deny", texts.deny, order, { style: "danger" }),
    ],
    failed: retry,
    unknown: () => [
      ...retry(),
      orderButton("order_cancel", texts.closeOrder, order, { confirm: texts.confirmClose }),
    ],
  };
  return shown[order.status]?.() ?? [];
}
