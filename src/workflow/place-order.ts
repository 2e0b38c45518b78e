import type { Refusal } from "../order/decision.ts";
import { record } from "../order/record.ts";
import type { InstanceSpec } from "../order/instance-spec.ts";
import { shownRule } from "../order/moves.ts";
import { SCHEMA_VERSION, type Labels, type Order } from "../order/order.ts";
import { asked, groupsOf, permission, type Permission } from "../order/policy.ts";
import type { Policy, Rule } from "../order/policy-file.ts";
import { estimate, type Estimate, type PriceBook } from "../order/price-book.ts";
import { scheduleFrom } from "../order/schedule.ts";
import { enqueueOrLeaveToSweep, type ChangePorts } from "./change-order.ts";
import { atOnce, errandsOf } from "./consequences.ts";
import { decidedOrKept, keepRefusal } from "./keep-refusal.ts";
import type { Ids, People, Sealer } from "./ports.ts";
import { splitSecrets } from "./sealed-secrets.ts";

export interface PlaceRequest {
  readonly by: { readonly userId: string; readonly teamId: string };
  readonly askedIn: string;
  readonly region: string;
  /** Checked already, against the contract, the limits and the catalogue. */
  readonly spec: InstanceSpec;
  readonly labels: Labels;
  readonly justification: string;
  /** Names the gesture, so that the same one delivered twice places one order. */
  readonly submission: string;
}

/** A secret was given, and there is no key to seal it with. */
export interface PlaceRefusal {
  readonly reason: "cannot-seal";
}

export type Placed =
  | { readonly ok: true; readonly order: Order; readonly repeated: boolean }
  | { readonly ok: false; readonly refusal: Refusal | PlaceRefusal };

export interface PlacePorts extends ChangePorts {
  readonly people: People;
  readonly policy: () => Policy;
  readonly prices: PriceBook | undefined;
  readonly ids: Ids;
  readonly sealer: Sealer | undefined;
}

/**
 * Whether somebody may order at all, before a form opens for them. That they may not is kept in the audit trail: it is
 * how an attempt to order ends for them. Throws StoreUnavailable and IdentityUnavailable.
 */
export async function mayOrder(
  ports: Pick<PlacePorts, "people" | "policy" | "orders" | "clock">,
  { userId, teamId }: PlaceRequest["by"],
): Promise<Permission> {
  const policy = ports.policy();
  const attempt = { by: { kind: "person", userId, teamId }, action: "place" } as const;
  const identified = ports.people.identify({ userId, teamId }, groupsOf(policy));
  const person = await decidedOrKept(ports, () => attempt, identified);
  const allowed = permission(policy, person, { action: "open-form" });
  if (!allowed.ok) await keepRefusal(ports, attempt, allowed.refusal.reason);
  return allowed;
}

/** How often another id is drawn when one is taken; with a million orders stored, one draw in 150 is taken. */
const MOST_DRAWS = 10;

/**
 * Stores a new order, durably, before anybody is told. A rule with `autoApprove` approves it in the same breath.
 * Throws StoreUnavailable and IdentityUnavailable; then nothing was ordered, unless `mayHaveHappened` says otherwise.
 */
export async function placeOrder(ports: PlacePorts, request: PlaceRequest): Promise<Placed> {
  const policy = ports.policy();
  const price = ports.prices && estimate(ports.prices, request);
  const priced = price ? { price } : {};
  const wanted = asked({ ...request, ...priced });
  const attempt = {
    by: { kind: "person", userId: request.by.userId, teamId: request.by.teamId },
    action: "place",
    terms: { asked: wanted, price },
  } as const;
  const identified = ports.people.identify(request.by, groupsOf(policy));
  const person = await decidedOrKept(ports, () => attempt, identified);
  const refused = async <R extends Refusal | PlaceRefusal>(refusal: R) => {
    await keepRefusal(ports, attempt, refusal.reason);
    return { ok: false, refusal } as const;
  };
  const allowed = permission(policy, person, { action: "place", asked: wanted });
  if (!allowed.ok) return refused(allowed.refusal);
  const { open, secrets } = splitSecrets(request.spec);
  if (secrets && !ports.sealer) return refused({ reason: "cannot-seal" });

  for (let draws = 0; draws < MOST_DRAWS; draws += 1) {
    const id = ports.ids.orderId();
    const sealed = secrets && ports.sealer ? { sealed: ports.sealer.seal(secrets, id) } : {};
    const order = firstVersion({
      ...request,
      id,
      open,
      sealed,
      priced,
      rule: allowed.rule,
      clientToken: ports.ids.clientToken(),
      at: ports.clock(),
    });
    const errands = errandsOf(order);
    const created = await ports.orders.create(order, request.submission, errands);
    if (created.outcome === "id-taken") continue;
    if (created.outcome === "repeated") {
      await keepRefusal(ports, { ...attempt, order: created.order }, "repeated");
      return { ok: true, order: created.order, repeated: true };
    }
    void enqueueOrLeaveToSweep(ports, atOnce(errands)); // kept already: nobody has to wait for the queue
    ports.log.info(
      { orderId: id, by: request.by.userId, rule: allowed.rule.name, status: order.status },
      "An order was placed.",
    );
    return { ok: true, order, repeated: false };
  }
  throw new Error(`No free order id was found in ${MOST_DRAWS} draws.`);
}

function firstVersion(
  from: PlaceRequest & {
    id: string;
    open: Order["spec"];
    sealed: { sealed?: string };
    priced: { price?: Estimate };
    rule: Rule;
    clientToken: string;
    at: Date;
  },
): Order {
  const { id, rule, region, labels, justification, clientToken, askedIn } = from;
  const placedAt = from.at.toISOString();
  const placed: Order = {
    schemaVersion: SCHEMA_VERSION,
    id,
    version: 1,
    status: "pending",
    requester: from.by,
    askedIn,
    region,
    spec: from.open,
    ...from.sealed,
    labels,
    ...from.priced,
    justification,
    clientToken,
    rule: shownRule(rule),
    approvals: [],
    placedAt,
    ...scheduleFrom(rule, placedAt),
    history: [{ at: placedAt, by: { kind: "person", ...from.by }, action: "place", version: 1 }],
    instanceIds: [],
  };
  if (!rule.autoApprove) return placed;
  const approved = record(
    placed,
    { action: "approve", by: { kind: "policy", rule: rule.name } },
    placedAt,
  );
  if (!approved.ok)
    throw new Error(
      "A new order could not be approved by its rule: the lifecycle table does not allow it.",
    );
  // It was never seen in its first version: it is stored, and its cards are drawn, as the first one.
  return {
    ...approved.order,
    version: 1,
    history: approved.order.history.map((line) => ({ ...line, version: 1 })),
  };
}
