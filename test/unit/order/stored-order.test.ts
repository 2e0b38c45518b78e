import { describe, expect, it } from "vitest";
import { movesOf } from "../../../src/order/moves.ts";
import { SCHEMA_VERSION, type Order } from "../../../src/order/order.ts";
import { NewerOrder, readOrder, UnreadableOrder } from "../../../src/order/stored-order.ts";
import { aPolicy, aRule } from "../../support/a-policy.ts";
import { aWorld } from "../../support/a-world.ts";
import { anOrder, bob, minutesLater } from "../../support/an-order.ts";

/** As the first version of the bot stored it. */
const inTheFirstShape = (order: Order, quorum: number): string =>
  JSON.stringify({ ...order, schemaVersion: 1, rule: { name: order.rule.name, quorum } });

const waiting = anOrder({ version: 2, approvals: [{ ...bob, at: minutesLater(1) }] });

describe("a stored order", () => {
  it("is read as it was stored", () => {
    const order = anOrder({ sealed: "v1.x", left: 1, escalatedAt: minutesLater(3) });
    expect(readOrder("K7M4Q9", JSON.stringify(order))).toEqual(order);
  });

  it("of the first shape gets one stage of its quorum, and keeps everything else", () => {
    expect(readOrder("K7M4Q9", inTheFirstShape(waiting, 2))).toEqual({
      ...waiting,
      schemaVersion: SCHEMA_VERSION,
      rule: { name: "small", quorum: 2, stages: [{ users: [], groups: [], quorum: 2 }] },
    });
  });

  it("of the first shape asks nobody again while its rule is as it was", () => {
    const [rule] = aPolicy({ rules: [aRule({ quorum: 2 })] }).rules;
    if (!rule) throw new Error("The policy has no rule.");
    expect(movesOf(readOrder("K7M4Q9", inTheFirstShape(waiting, 2)), rule, aWorld())).toEqual([]);
    expect(movesOf(readOrder("K7M4Q9", inTheFirstShape(waiting, 1)), rule, aWorld())).toHaveLength(
      1,
    );
  });

  it("of a newer shape is left alone, and named with what is to be done", () => {
    const body = JSON.stringify({ ...waiting, schemaVersion: SCHEMA_VERSION + 1 });
    expect(() => readOrder("K7M4Q9", body)).toThrow(NewerOrder);
    expect(() => readOrder("K7M4Q9", body)).toThrow(
      `Order K7M4Q9 was stored by a newer version of the bot (schema ${SCHEMA_VERSION + 1}, this one knows ${SCHEMA_VERSION}). It was left as it is; bring every process to the newer version.`,
    );
  });

  it.each([0, -1, 1.5, undefined, null, "2", "toString"])(
    "of a shape that never was is not taken for an order: %j",
    (schemaVersion) => {
      const unread = unreadable(JSON.stringify({ ...waiting, schemaVersion }));
      expect(unread).not.toBeInstanceOf(NewerOrder);
      expect(unread.message).toContain("is no order");
    },
  );

  it.each(["", "x", "{", "null", "7", '"K7M4Q9"', "[]", "{}", '{"schemaVersion":2}'])(
    "that is no order is named, with what is to be done: %s",
    (body) => {
      expect(unreadable(body).message).toBe(
        "Order K7M4Q9 cannot be read: what is stored of it is no order. It was left as it is; nothing is bought for it while it cannot be read. Restore it from a backup (see docs/ways-to-die.md).",
      );
    },
  );

  it("is not taken for the one under whose id it stands", () => {
    const body = JSON.stringify(anOrder({ id: "AAAAAA" }));
    expect(unreadable(body).message).toContain("is another order");
  });

  const required = Object.keys(anOrder());
  it.each(required)("without %s cannot be read", (field) => {
    const { [field]: _, ...rest } = JSON.parse(JSON.stringify(anOrder())) as Record<
      string,
      unknown
    >;
    expect(unreadable(JSON.stringify(rest)).orderId).toBe("K7M4Q9");
  });

  it("whose parts are damaged is named with the first of them, and with nothing that stands in it", () => {
    const body = JSON.stringify({ ...anOrder(), placedAt: "secret" });
    expect(unreadable(body).message).toContain("its placedAt is not what an order has");
    expect(unreadable(body).message).not.toContain("secret");
    const { rule: _, ...first } = { ...anOrder(), schemaVersion: 1 };
    expect(unreadable(JSON.stringify(first)).message).toContain("its rule.");
    expect(unreadable('{"id":"K7M4Q9", secret').message).not.toContain("secret");
  });
});

function unreadable(body: string): UnreadableOrder {
  try {
    readOrder("K7M4Q9", body);
  } catch (error) {
    if (error instanceof UnreadableOrder) return error;
    throw error;
  }
  throw new Error("It was read.");
}
