import { describe, expect, it } from "vitest";
import { statuses } from "../../../src/order/lifecycle.ts";
import { errand, errandsOf, readErrand } from "../../../src/workflow/consequences.ts";
import { anOrder } from "../../support/an-order.ts";

const kindsIn = (status: (typeof statuses)[number]): string[] =>
  errandsOf(anOrder({ status, version: 3 })).map(({ kind }) => kind);

describe("what follows from an order's state", () => {
  it.each(statuses)("is that its card is drawn: %s", (status) => {
    expect(kindsIn(status)).toContain("card");
  });

  it("is a purchase from an approval, and from nothing else", () => {
    expect(statuses.filter((status) => kindsIn(status).includes("purchase"))).toEqual(["approved"]);
  });

  it("is a result from every state in which nothing more happens by itself", () => {
    expect(statuses.filter((status) => kindsIn(status).includes("result"))).toEqual([
      "provisioned",
      "failed",
      "unknown",
      "denied",
      "cancelled",
      "expired",
    ]);
  });

  it("has an id made of order, kind and version, so that adding it twice adds it once", () => {
    for (const status of statuses)
      for (const one of errandsOf(anOrder({ status, version: 12 }))) {
        expect(one).toEqual({
          id: `K7M4Q9-${one.kind}-12`,
          kind: one.kind,
          orderId: "K7M4Q9",
          version: 12,
        });
        expect(one.id, "BullMQ refuses ids with a colon or of digits only").toMatch(
          /^[A-Za-z0-9-]*[A-Za-z-][A-Za-z0-9-]*$/,
        );
      }
  });
});

describe("an errand's id", () => {
  it("is read again as what it was made from", () => {
    for (const kind of ["card", "purchase", "result"] as const)
      expect(readErrand(errand(kind, "K7M4Q9", 3).id)).toEqual(errand(kind, "K7M4Q9", 3));
  });

  it.each(["", "K7M4Q9", "K7M4Q9-card", "K7M4Q9-reminder-1", "-card-1", "K7M4Q9-card-"])(
    "is not read from %j",
    (id) => {
      expect(readErrand(id)).toBeUndefined();
    },
  );
});
