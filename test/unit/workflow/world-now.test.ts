import { describe, expect, it } from "vitest";
import { estimate, priceBookSchema } from "../../../src/order/price-book.ts";
import { pricesNow, worldNow } from "../../../src/workflow/world-now.ts";
import { worldPorts } from "../../support/world-ports.ts";
import { anOrder, aSpec } from "../../support/an-order.ts";

const prices = priceBookSchema.parse({
  currency: "CNY",
  prices: [{ deviceTypes: ["*"], postpaid_by_duration: { hour: 2 } }],
});

describe("the world at the moment of a click", () => {
  it("says how many servers of the order's type are left in its region", async () => {
    const left = async (...asked: string[]): Promise<number | undefined> =>
      asked.join(" ") === "cn-east-tz1 edcps.c.normal1" ? 3 : undefined;
    expect((await worldNow(worldPorts({ left }), anOrder())).left).toBe(3);
    const other = anOrder({ spec: aSpec({ deviceType: "edcps.c.other" }) });
    expect((await worldNow(worldPorts({ left }), other)).left).toBeUndefined();
  });

  it("says what the order that is asked about would cost", async () => {
    const { priceOf } = await worldNow(worldPorts({ prices }), anOrder());
    const larger = { ...anOrder(), spec: aSpec({ count: 3 }) };
    expect(priceOf(larger)).toEqual(estimate(prices, larger));
    expect(priceOf(larger)?.perMonth).toBe((priceOf(anOrder())?.perMonth ?? 0) * 3);
  });

  it("says no price without a price book, and no stock to what cannot buy", () => {
    expect(pricesNow({ prices: undefined }).priceOf(anOrder())).toBeUndefined();
    expect(pricesNow({ prices }).left).toBeUndefined();
  });
});
