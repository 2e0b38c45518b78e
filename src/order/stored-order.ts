import { SCHEMA_VERSION, type Order } from "./order.ts";

/** Thrown for an order that a newer version of the bot stored: this one leaves it alone. */
export class NewerOrder extends Error {
  override readonly name = "NewerOrder";

  constructor(id: string, schemaVersion: number) {
    super(
      `Order ${id} was stored by a newer version of the bot (schema ${schemaVersion}, this one knows ${SCHEMA_VERSION}). It was left as it is; bring every process to the newer version.`,
    );
  }
}

/** What a stored order may look like, as far as reading it has to know. */
type Stored = { readonly id: string; readonly schemaVersion: number } & Record<string, unknown>;

/** From each older shape to the next one. */
const upgrades: Readonly<Record<number, (order: Stored) => Stored>> = {
  /** Rules had a quorum and no stages. Who the people are is asked of the policy at each click; the card names none. */
  1: ({ rule, ...order }) => {
    const { name, quorum } = rule as { name: string; quorum: number };
    return {
      ...order,
      schemaVersion: 2,
      rule: { name, quorum, stages: [{ users: [], groups: [], quorum }] },
    };
  },
};

/** A stored body -> the order in today's shape. Throws NewerOrder. */
export function readOrder(body: string): Order {
  let order = JSON.parse(body) as Stored;
  while (order.schemaVersion !== SCHEMA_VERSION) {
    const upgrade = upgrades[order.schemaVersion];
    if (!upgrade) throw new NewerOrder(order.id, order.schemaVersion);
    order = upgrade(order);
  }
  return order as unknown as Order;
}
