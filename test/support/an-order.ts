import { next, type Action } from "../../src/order/lifecycle.ts";
import {
  SCHEMA_VERSION,
  type Actor,
  type OpenSpec,
  type Order,
  type Step,
} from "../../src/order/order.ts";

export const HOME = "T0HOME";

/** Who the stories are about. */
export const alice = { userId: "U0ALICE", teamId: HOME } as const;
export const bob = { userId: "U0BOB", teamId: HOME } as const;
export const carol = { userId: "U0CAROL", teamId: HOME } as const;
export const dave = { userId: "U0DAVE", teamId: HOME } as const;

export const PLACED_AT = "2026-03-02T09:00:00.000Z";

/** So many minutes after the order was placed. */
export const minutesLater = (minutes: number, since = PLACED_AT): string =>
  new Date(Date.parse(since) + minutes * 60_000).toISOString();

export const aSpec = (changes: Partial<OpenSpec> = {}): OpenSpec => ({
  az: "cn-east-tz1a",
  deviceType: "edcps.c.normal1",
  imageType: "standard",
  osTypeId: "os-ubuntu",
  sysRaidTypeId: "raid-1",
  dataRaidTypeId: "raid-5",
  subnetId: "subnet-1",
  enableInternet: "no",
  networkType: "vpc",
  name: "web",
  count: 1,
  charge: { chargeMode: "postpaid_by_duration" },
  interfaceMode: "bond",
  ...changes,
});

/** An order of Alice's that waits for one approval, unless told otherwise. */
export function anOrder(changes: Partial<Order> = {}): Order {
  const requester = changes.requester ?? alice;
  return {
    schemaVersion: SCHEMA_VERSION,
    id: "K7M4Q9",
    version: 1,
    status: "pending",
    requester,
    askedIn: "C0ASKED",
    region: "cn-east-tz1",
    spec: aSpec(),
    labels: { regionId: "Tianjin (cn-east-tz1)", deviceType: "Normal 1 (edcps.c.normal1)" },
    justification: "For the spring sale.",
    clientToken: "11111111-2222-3333-4444-555555555555",
    rule: {
      name: "small",
      quorum: 1,
      stages: [{ users: ["U0BOB", "U0CAROL"], groups: [], quorum: 1 }],
    },
    approvals: [],
    placedAt: PLACED_AT,
    expiresAt: minutesLater(24 * 60),
    history: [{ at: PLACED_AT, by: { kind: "person", ...requester }, action: "place", version: 1 }],
    instanceIds: [],
    ...changes,
  };
}

/** The order as it would be one change later, for stores that do not care what the change was. */
export const nextVersion = (order: Order, changes: Partial<Order> = {}): Order => ({
  ...order,
  ...changes,
  version: order.version + 1,
});

const PURCHASE: readonly Action[] = ["begin", "complete", "fail", "doubt"];
const CLOCK: readonly Action[] = ["expire", "remind", "escalate", "observe"];

const actorOf = (action: Action): Actor => {
  if (PURCHASE.includes(action)) return { kind: "purchase" };
  return CLOCK.includes(action) ? { kind: "clock" } : { kind: "person", ...bob };
};

/** The order with these steps behind it, a version and a minute each; it stands where the table led. */
export const after = (
  order: Order,
  ...steps: readonly (Action | (Partial<Step> & { readonly action: Action }))[]
): Order =>
  steps.reduce<Order>((before, given) => {
    const line = typeof given === "string" ? { action: given } : given;
    const status = next(before.status, line.action);
    if (!status) throw new Error(`The table allows no ${line.action} while ${before.status}.`);
    const version = before.version + 1;
    const at = minutesLater(version);
    const step = { at, by: actorOf(line.action), ...line, version };
    return { ...before, version, status, history: [...before.history, step] };
  }, order);
