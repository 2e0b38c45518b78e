import type { Attempt } from "../order/audit.ts";
import type { Instance } from "../order/catalogue.ts";
import type { Decision } from "../order/decision.ts";
import { checkInstanceSpec, type InstanceSpec, type Limits } from "../order/instance-spec.ts";
import type { Order, PurchaseFailure } from "../order/order.ts";
import { boughtByNoOther } from "./bought-by-no-other.ts";
import { CloudFailure } from "./cloud-failure.ts";
import { reportOnOrder, type ChangePorts } from "./change-order.ts";
import { keepRefusal } from "./keep-refusal.ts";
import type { Cloud, Later, Purchase, Sealer } from "./ports.ts";

export interface ProvisionPorts extends ChangePorts {
  readonly cloud: Cloud;
  readonly sealer: Sealer | undefined;
  /** As the policy is now: it may have changed since the order was placed. */
  readonly limits: () => Limits;
}

const by = { kind: "purchase" } as const;

/**
 * For how long a repeat under the same token goes out without a look at what exists. The cloud documents that it
 * remembers tokens and not for how long; a few minutes of retries and crashes are surely inside that time.
 */
const TOKEN_SURELY_REMEMBERED_MS = 10 * 60_000;

/**
 * How long an earlier call may still be at work in the cloud although its answer was lost: the time limit of a purchase,
 * twice. Until then a refusal of a later call says nothing about it.
 */
const STILL_AT_WORK_MS = 60_000;
const LOOK_AGAIN: Later = { againInMs: 10_000 };

/** Servers may carry a creation time, and calls the time at which they were sent, from a clock that is not ours. */
const CLOCKS_DIFFER_MS = 5 * 60_000;

/**
 * Buys an approved order. Safe to run again at any point and any number of times: the token and the specification are
 * the stored ones, so the cloud executes the first call and answers the others with its result.
 *
 * Throws CloudFailure when the queue may try again under the same token. Once `lastAttempt` failed too, the order says
 * what is known: failed when certainly nothing was bought, else unknown, with what a look at the cloud found.
 */
export async function provisionOrder(
  ports: ProvisionPorts,
  orderId: string,
  lastAttempt: boolean,
): Promise<void | Later> {
  const order = await begun(ports, orderId);
  if (!order) return;
  const earlier = await ports.orders.openCalls(order.id);
  const spec = unsealed(ports, order);
  if (!spec) return secretsLost(ports, order, earlier.open);
  // What an earlier call may have bought is found out by the same call again, whatever the rules are now.
  const wrong = earlier.open === 0 ? problemOf(ports, spec) : undefined;
  if (wrong)
    return settle(ports, order, "fail", { kind: "not-valid", status: wrong, retriable: false });

  const age = ageOf(ports, earlier.firstAt);
  if (age === undefined || age > TOKEN_SURELY_REMEMBERED_MS) {
    const found = await lookUp(ports, order);
    if (!found || found.length > 0)
      return settle(ports, order, "doubt", {
        kind: "given-up",
        status: "LOOK_UP",
        retriable: true,
        ...(found ? { found } : {}),
      });
  }

  const call = await ports.orders.callStarted(order.id, ports.clock());
  let purchase: Purchase;
  try {
    purchase = await ports.cloud.createInstances({
      region: order.region,
      clientToken: order.clientToken,
      spec,
    });
  } catch (error) {
    if (!(error instanceof CloudFailure)) throw error;
    return await failed(ports, order, call, error, lastAttempt);
  }
  const recorded = await reportOnOrder(
    ports,
    order.id,
    { action: "complete", by, ...purchase },
    order,
  );
  if (recorded?.ok) return ports.log.info({ orderId, ...purchase }, "An order was bought.");
  ports.log.error(
    { orderId, ...purchase },
    "A purchase could not be recorded: the order has ended. These servers exist.",
  );
  await keepUnrecorded(ports, { ...purchase, orderId, action: "complete" }, recorded);
}

/** What the purchase reported and the order did not take. */
async function keepUnrecorded(
  ports: ProvisionPorts,
  report: Pick<Attempt, "action" | "requestId" | "instanceIds"> & { readonly orderId: string },
  refused: Extract<Decision, { ok: false }> | undefined,
): Promise<void> {
  const order = await ports.orders.find(report.orderId);
  const reason = refused?.refusal.reason ?? "unknown-order";
  await keepRefusal(ports, { ...report, by, order }, reason);
}

/** The first rule that the order breaks now, by field; undefined when it is as good as when it was placed. */
function problemOf({ limits }: ProvisionPorts, spec: InstanceSpec): string | undefined {
  const checked = checkInstanceSpec(spec, limits());
  const [problem] = checked.ok ? [] : checked.problems;
  return problem && `${problem.field}: ${problem.rule}`;
}

/**
 * Milliseconds since a call was sent; 0 when there was none. Undefined when it was sent by a clock that ran ahead: then
 * nobody knows.
 */
function ageOf({ clock }: ProvisionPorts, sent: Date | undefined): number | undefined {
  const age = sent ? clock().getTime() - sent.getTime() : 0;
  return age < -CLOCKS_DIFFER_MS ? undefined : age;
}

/** The order, in `provisioning`; undefined when there is nothing to buy (any more). */
async function begun(ports: ProvisionPorts, orderId: string): Promise<Order | undefined> {
  const order = await ports.orders.find(orderId);
  if (order?.status === "provisioning") return order;
  if (order?.status !== "approved") return undefined;
  const decision = await reportOnOrder(ports, orderId, { action: "begin", by }, order);
  return decision?.ok ? decision.order : undefined;
}

function unsealed(ports: ProvisionPorts, order: Order): InstanceSpec | undefined {
  if (order.sealed === undefined) return order.spec;
  try {
    return ports.sealer && { ...order.spec, ...ports.sealer.open(order.sealed, order.id) };
  } catch (error) {
    ports.log.error(
      { orderId: order.id, error: String(error) },
      "What the order sealed could not be opened; nothing was bought.",
    );
    return undefined;
  }
}

async function secretsLost(ports: ProvisionPorts, order: Order, open: number): Promise<void> {
  const failure: PurchaseFailure = { kind: "secrets-lost", status: "SEALED", retriable: true };
  if (open === 0) return settle(ports, order, "fail", failure);
  const found = await lookUp(ports, order);
  return settle(ports, order, "doubt", { ...failure, ...(found ? { found } : {}) });
}

/** Answers that the gateway gives without looking at the request: who are you, you may not, too many. */
const NOT_LOOKED_AT: readonly number[] = [401, 403, 429];

async function failed(
  ports: ProvisionPorts,
  order: Order,
  call: string,
  error: CloudFailure,
  lastAttempt: boolean,
): Promise<void | Later> {
  const { facts } = error;
  ports.log.warn({ orderId: order.id, ...facts }, "The cloud did not sell.");
  if (!facts.mayHaveHappened) await ports.orders.callHadNoEffect(order.id, call);
  if (facts.retry === "same-token" && !lastAttempt) throw error;

  const failure: PurchaseFailure = {
    kind: facts.kind,
    status: facts.status,
    retriable: facts.retry !== "no",
    ...(facts.detail === undefined ? {} : { detail: facts.detail }),
    ...(facts.requestId === undefined ? {} : { requestId: facts.requestId }),
  };
  // Read now, not before the call: another process may have sent one meanwhile.
  const { open, lastAt } = await ports.orders.openCalls(order.id);
  if (open === 0) return settle(ports, order, "fail", failure);
  const isRefusal = facts.kind === "refused" && facts.retry === "no" && !facts.mayHaveHappened;
  const age = ageOf(ports, lastAt);
  if (isRefusal && age !== undefined && age < STILL_AT_WORK_MS) return LOOK_AGAIN;

  const found = await lookUp(ports, order);
  // A refusal of what was asked, under the same token, says that no call with it was executed, if nothing of that name
  // exists either. A limit on requests or a refused key is met before anything looks at the token, and says nothing.
  const looked = isRefusal && age !== undefined && !NOT_LOOKED_AT.includes(facts.httpStatus ?? 0);
  if (looked && found?.length === 0) return settle(ports, order, "fail", failure);
  return settle(ports, order, "doubt", {
    ...failure,
    retriable: true,
    ...(found ? { found } : {}),
  });
}

/**
 * Servers that may be this purchase: same name (a batch adds numbers to it), same type, not older than the purchase.
 * No answer of the API says which token made a server, but what another order bought is known. Undefined when the cloud
 * could not be asked.
 */
async function lookUp(ports: ProvisionPorts, order: Order): Promise<readonly string[] | undefined> {
  const began = order.history.find(({ action }) => action === "begin")?.at ?? order.placedAt;
  const since = Date.parse(began) - CLOCKS_DIFFER_MS;
  let existing: readonly Instance[];
  try {
    existing = await ports.cloud.instances(order.region, { name: order.spec.name });
  } catch (error) {
    ports.log.warn(
      { orderId: order.id, error: String(error) },
      "The cloud could not be asked what exists.",
    );
    return undefined;
  }
  const found = existing
    .filter(
      ({ name, deviceType }) =>
        isNameOrNumbered(name, order.spec.name) && deviceType === order.spec.deviceType,
    )
    .filter(
      ({ createTime }) =>
        createTime === "" ||
        Number.isNaN(Date.parse(createTime)) ||
        Date.parse(createTime) >= since,
    )
    .map(({ instanceId }) => instanceId);
  return boughtByNoOther(ports.orders, found);
}

/** The cloud adds numbers to the name of a batch, in a form that is not documented. */
const isNameOrNumbered = (name: string, wanted: string): boolean =>
  name.startsWith(wanted) && /^[\p{P}\p{S}\p{Z}]*\p{Nd}*$/u.test(name.slice(wanted.length));

async function settle(
  ports: ProvisionPorts,
  order: Order,
  action: "fail" | "doubt",
  failure: PurchaseFailure,
): Promise<void> {
  const recorded = await reportOnOrder(ports, order.id, { action, by, failure }, order);
  if (recorded?.ok) return;
  ports.log.error(
    { orderId: order.id, action, ...failure },
    "The end of a purchase could not be recorded: the order went on meanwhile.",
  );
  const { requestId } = failure;
  await keepUnrecorded(ports, { orderId: order.id, action, requestId }, recorded);
}
