import { z } from "zod";
import { statuses } from "./lifecycle.ts";
import { SCHEMA_VERSION, type Order } from "./order.ts";

/**
 * Thrown for a stored order that this version cannot read, whatever the reason: it is left as it is, and nothing is
 * bought for it. Others are not held up by it.
 */
export class UnreadableOrder extends Error {
  override readonly name: string = "UnreadableOrder";
  readonly orderId: string;

  constructor(orderId: string, because: string, safe = RESTORE) {
    super(`Order ${orderId} ${because}. It was left as it is; ${safe}`);
    this.orderId = orderId;
  }
}

const RESTORE =
  "nothing is bought for it while it cannot be read. Restore it from a backup (see docs/ways-to-die.md).";

/** Thrown for an order that a newer version of the bot stored. */
export class NewerOrder extends UnreadableOrder {
  override readonly name = "NewerOrder";

  constructor(orderId: string, schemaVersion: number) {
    super(
      orderId,
      `was stored by a newer version of the bot (schema ${schemaVersion}, this one knows ${SCHEMA_VERSION})`,
      "bring every process to the newer version.",
    );
  }
}

/** What every version writes, whatever its shape. */
const header = z.object({ id: z.string(), schemaVersion: z.int().min(1) });

/** What a stored order may look like, as far as reading it has to know. */
type Stored = z.output<typeof header> & Record<string, unknown>;

/** From each older shape to the next one. */
const upgrades: Readonly<Record<number, (order: Stored) => Stored>> = {
  /** Rules had a quorum and no stages. Who the people are is asked of the policy at each click; the card names none. */
  1: ({ rule, ...order }) => {
    const { name, quorum } = Object(rule) as { name?: string; quorum?: number };
    return {
      ...order,
      schemaVersion: 2,
      rule: { name, quorum, stages: [{ users: [], groups: [], quorum }] },
    };
  },
};

const person = z.object({ userId: z.string(), teamId: z.string() });
const texts = z.array(z.string());

/** What every reader takes for granted. Where it is missing, bytes were damaged: that is found here, or by a crash later. */
const shape = z.object({
  version: z.int().min(1),
  status: z.enum(statuses),
  requester: person,
  askedIn: z.string(),
  region: z.string(),
  spec: z.object({
    name: z.string(),
    deviceType: z.string(),
    count: z.int(),
    charge: z.object({ chargeMode: z.string() }),
  }),
  labels: z.record(z.string(), z.string()),
  justification: z.string(),
  clientToken: z.string(),
  rule: z.object({
    name: z.string(),
    quorum: z.int(),
    stages: z.array(z.object({ users: texts, groups: texts, quorum: z.int() })),
  }),
  approvals: z.array(person),
  placedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  history: z.array(
    z.object({
      at: z.iso.datetime(),
      by: z.object({ kind: z.enum(["person", "policy", "clock", "purchase"]) }),
      action: z.string(),
      version: z.int(),
    }),
  ),
  instanceIds: texts,
});

/** What is stored under an order's id, as JSON -> the order in today's shape. Throws UnreadableOrder. */
export function readOrder(orderId: string, body: string): Order {
  const stored = parsed(body);
  if (!header.safeParse(stored).success)
    throw new UnreadableOrder(orderId, "cannot be read: what is stored of it is no order");
  let order = stored as Stored;
  if (order.id !== orderId)
    throw new UnreadableOrder(orderId, "cannot be read: what is stored of it is another order");
  while (order.schemaVersion !== SCHEMA_VERSION) {
    const upgrade = upgrades[order.schemaVersion];
    if (!upgrade) throw new NewerOrder(orderId, order.schemaVersion);
    order = upgrade(order);
  }
  const { error } = shape.safeParse(order);
  if (error) {
    const where = error.issues[0]?.path.join(".");
    throw new UnreadableOrder(orderId, `cannot be read: its ${where} is not what an order has`);
  }
  return order as unknown as Order;
}

/** Undefined for what is no JSON: what the parser says of it would bring parts of the order into the log. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
