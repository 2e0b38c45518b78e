import { describe, expect, it } from "vitest";
import { movesOf } from "../../../src/order/moves.ts";
import { SCHEMA_VERSION, type Order } from "../../../src/order/order.ts";
import { NewerOrder, readOrder } from "../../../src/order/stored-order.ts";
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
    expect(readOrder(JSON.stringify(order))).toEqual(order);
  });

  it("of the first shape gets one stage of its quorum, and keeps everything else", () => {
    expect(readOrder(inTheFirstShape(waiting, 2))).toEqual({
      ...waiting,
      schemaVersion: SCHEMA_VERSION,
      rule: { name: "small", quorum: 2, stages: [{ users: [], groups: [], quorum: 2 }] },
    });
  });

  it("of the first shape asks nobody again while its rule is as it was", () => {
    const [rule] = aPolicy({ rules: [aRule({ quorum: 2 })] }).rules;
    if (!rule) throw new Error("The policy has no rule.");
    expect(movesOf(readOrder(inTheFirstShape(waiting, 2)), rule, aWorld())).toEqual([]);
    expect(movesOf(readOrder(inTheFirstShape(waiting, 1)), rule, aWorld())).toHaveLength(1);
  });

  it("of a newer shape is left alone, and named with what is to be done", () => {
    const body = JSON.stringify({ ...waiting, schemaVersion: SCHEMA_VERSION + 1 });
    expect(() => readOrder(body)).toThrow(NewerOrder);
    expect(() => readOrder(body)).toThrow(
      `Order K7M4Q9 was stored by a newer version of the bot (schema ${SCHEMA_VERSION + 1}, this one knows ${SCHEMA_VERSION}). It was left as it is; bring every process to the newer version.`,
    );
  });

  it.each([0, -1, undefined, "2", "toString"])(
    "of a shape that never was is not taken for an order: %j",
    (schemaVersion) => {
      expect(() => readOrder(JSON.stringify({ ...waiting, schemaVersion }))).toThrow(Error);
    },
  );
});
