import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { errandsOf } from "../../src/workflow/consequences.ts";
import type { Orders } from "../../src/workflow/ports.ts";
import { alice, anOrder, aSpec, bob, minutesLater, nextVersion } from "./an-order.ts";

export interface OrdersUnderTest {
  readonly orders: Orders;
  /** What the store's clock says from now on. It starts wherever it likes. */
  setNow(now: Date): void;
  close?(): Promise<void>;
}

const at = (minutes: number): Date => new Date(minutesLater(minutes));

/**
 * What every store of orders holds to. `factory` makes one that is empty, for each test anew.
 */
export function ordersContract(name: string, factory: () => Promise<OrdersUnderTest>): void {
  describe(`${name} as a store of orders`, () => {
    let store: OrdersUnderTest;
    let orders: Orders;

    beforeEach(async () => {
      store = await factory();
      ({ orders } = store);
      store.setNow(at(0));
    });
    afterEach(async () => {
      await store.close?.();
    });

    const create = (order = anOrder(), submission = `submission of ${order.id}`) =>
      orders.create(order, submission, errandsOf(order));

    describe("find", () => {
      it.each(["K7M4Q9", "", "__proto__", "constructor", "*"])(
        "finds nothing under %j when nothing was stored there",
        async (id) => {
          expect(await orders.find(id)).toBeUndefined();
        },
      );

      it("gives an order back as it was stored, to the letter", async () => {
        const order = anOrder({
          justification: '边缘 😀 \u202e "quoted" \\ {braces} \n <!channel> \u0000 end',
          spec: aSpec({
            count: 3,
            charge: { chargeMode: "prepaid_by_duration", chargeUnit: "year", chargeDuration: 3 },
          }),
          sealed: "v1.abc",
          remindAt: minutesLater(60),
          approvals: [{ ...bob, at: minutesLater(1) }],
          instanceIds: ["i-1", "i-2"],
          failure: { kind: "given-up", status: "LOOK_UP", retriable: true, found: [] },
        });
        await create(order);
        expect(await orders.find(order.id)).toEqual(order);
      });

      it("shares no object with its readers", async () => {
        const order = anOrder();
        await create(order);
        Object.assign(order.labels, { regionId: "changed" });
        const first = await orders.find(order.id);
        Object.assign(first?.spec ?? {}, { name: "changed" });
        expect(await orders.find(order.id)).toEqual(anOrder());
      });
    });

    describe("create", () => {
      it("stores a new order", async () => {
        expect(await create()).toEqual({ outcome: "created" });
        expect(await orders.find("K7M4Q9")).toEqual(anOrder());
      });

      it("answers a gesture that is delivered again with the order that it placed, and stores nothing", async () => {
        await create(anOrder({ id: "AAAAAA" }), "one gesture");
        const again = await create(anOrder({ id: "CCCCCC" }), "one gesture");
        expect(again).toEqual({ outcome: "repeated", order: anOrder({ id: "AAAAAA" }) });
        expect(await orders.find("CCCCCC")).toBeUndefined();
        expect((await orders.placedBy(alice.userId, 10)).map(({ id }) => id)).toEqual(["AAAAAA"]);
        expect((await orders.outstanding(at(1), 10)).map(({ orderId }) => orderId)).toEqual([
          "AAAAAA",
        ]);
      });

      it("answers a repeat with the order as it is now", async () => {
        await create(anOrder(), "one gesture");
        const cancelled = nextVersion(anOrder(), { status: "cancelled" });
        await orders.save(cancelled, []);
        expect(await create(anOrder({ id: "CCCCCC" }), "one gesture")).toEqual({
          outcome: "repeated",
          order: cancelled,
        });
      });

      it("answers the very same order created again as a repeat, not as an id that is taken", async () => {
        await create(anOrder(), "one gesture");
        expect(await create(anOrder(), "one gesture")).toMatchObject({ outcome: "repeated" });
      });

      it("asks for another id when one is taken, and leaves the first order alone", async () => {
        await create(anOrder(), "first");
        const other = anOrder({ requester: bob, justification: "Another order." });
        expect(await create(other, "second")).toEqual({ outcome: "id-taken" });
        expect(await orders.find("K7M4Q9")).toEqual(anOrder());
        expect(await orders.placedBy(bob.userId, 10)).toEqual([]);
      });

      it("lets the gesture whose id was taken try again with another id", async () => {
        await create(anOrder(), "first");
        await create(anOrder({ justification: "Another order." }), "second");
        expect(await create(anOrder({ id: "CCCCCC" }), "second")).toEqual({ outcome: "created" });
      });

      it("places one order when one gesture arrives many times at once", async () => {
        const ids = ["AAAAAA", "CCCCCC", "DDDDDD", "EEEEEE", "FFFFFF"];
        const outcomes = await Promise.all(ids.map((id) => create(anOrder({ id }), "one gesture")));
        expect(outcomes.filter(({ outcome }) => outcome === "created")).toHaveLength(1);
        expect(outcomes.filter(({ outcome }) => outcome === "repeated")).toHaveLength(4);
        const stored = (await Promise.all(ids.map((id) => orders.find(id)))).filter(Boolean);
        expect(stored).toHaveLength(1);
      });

      it("gives one id to one of many orders that draw it at once", async () => {
        const outcomes = await Promise.all(
          ["a", "b", "c", "d"].map((gesture) =>
            create(anOrder({ justification: gesture }), gesture),
          ),
        );
        expect(outcomes.filter(({ outcome }) => outcome === "created")).toHaveLength(1);
        expect(outcomes.filter(({ outcome }) => outcome === "id-taken")).toHaveLength(3);
      });
    });

    describe("save", () => {
      it("stores the next version over the one before it", async () => {
        await create();
        const next = nextVersion(anOrder(), { status: "approved" });
        expect(await orders.save(next, errandsOf(next))).toBe("saved");
        expect(await orders.find("K7M4Q9")).toEqual(next);
      });

      it.each([1, 3, 12])(
        "refuses version %d over version 1, and changes nothing",
        async (version) => {
          await create();
          const wrong = anOrder({ version, status: "cancelled" });
          expect(await orders.save(wrong, errandsOf(wrong))).toBe("conflict");
          expect(await orders.find("K7M4Q9")).toEqual(anOrder());
          expect((await orders.outstanding(at(1), 10)).map(({ id }) => id)).toEqual([
            "K7M4Q9-card-1",
          ]);
        },
      );

      it("refuses a version of an order that was never created", async () => {
        expect(await orders.save(anOrder({ version: 2 }), [])).toBe("conflict");
        expect(await orders.find("K7M4Q9")).toBeUndefined();
      });

      it("lets exactly one of many win who save over the same version", async () => {
        await create();
        const outcomes = await Promise.all(
          ["a", "b", "c", "d", "e"].map((reason) =>
            orders.save(nextVersion(anOrder(), { justification: reason }), []),
          ),
        );
        expect(outcomes.filter((outcome) => outcome === "saved")).toHaveLength(1);
        expect((await orders.find("K7M4Q9"))?.version).toBe(2);
      });

      it("counts versions as numbers, past 9 and past 99", async () => {
        await create();
        let order = anOrder();
        while (order.version < 101) {
          order = nextVersion(order);
          expect(await orders.save(order, [])).toBe("saved");
        }
        expect((await orders.find("K7M4Q9"))?.version).toBe(101);
      });
    });

    describe("placedBy", () => {
      it("lists one person's orders, newest first", async () => {
        await create(anOrder({ id: "AAAAAA", placedAt: minutesLater(1) }));
        await create(anOrder({ id: "CCCCCC", placedAt: minutesLater(3) }));
        await create(anOrder({ id: "DDDDDD", placedAt: minutesLater(2) }));
        await create(anOrder({ id: "EEEEEE", placedAt: minutesLater(4), requester: bob }));
        const listed = await orders.placedBy(alice.userId, 10);
        expect(listed.map(({ id }) => id)).toEqual(["CCCCCC", "DDDDDD", "AAAAAA"]);
      });

      it("lists no more than it is asked for: the newest", async () => {
        await create(anOrder({ id: "AAAAAA", placedAt: minutesLater(1) }));
        await create(anOrder({ id: "CCCCCC", placedAt: minutesLater(3) }));
        await create(anOrder({ id: "DDDDDD", placedAt: minutesLater(2) }));
        const listed = await orders.placedBy(alice.userId, 2);
        expect(listed.map(({ id }) => id)).toEqual(["CCCCCC", "DDDDDD"]);
      });

      it("shows each order as it is now", async () => {
        await create();
        await orders.save(nextVersion(anOrder(), { status: "denied" }), []);
        expect(await orders.placedBy(alice.userId, 10)).toMatchObject([{ status: "denied" }]);
      });

      it("lists nothing for somebody who never ordered", async () => {
        await create();
        expect(await orders.placedBy(bob.userId, 10)).toEqual([]);
      });
    });

    describe("errands", () => {
      it("are stored with a new order and with each change of it", async () => {
        await create();
        store.setNow(at(1));
        const approved = nextVersion(anOrder(), { status: "approved" });
        await orders.save(approved, errandsOf(approved));
        const [first, ...others] = await orders.outstanding(at(2), 10);
        expect(first).toEqual(errandsOf(anOrder())[0]);
        expect(new Set(others)).toEqual(new Set(errandsOf(approved)));
        expect(others.map(({ kind }) => kind)).toContain("purchase");
      });

      it("are outstanding once they are older than what is asked, oldest first", async () => {
        store.setNow(at(2));
        await create(anOrder({ id: "AAAAAA" }));
        store.setNow(at(1));
        await create(anOrder({ id: "CCCCCC" }));
        store.setNow(at(5));
        await create(anOrder({ id: "DDDDDD" }));
        const left = await orders.outstanding(at(3), 10);
        expect(left.map(({ orderId }) => orderId)).toEqual(["CCCCCC", "AAAAAA"]);
        expect(await orders.outstanding(at(0), 10)).toEqual([]);
      });

      it("are listed no more at a time than asked for", async () => {
        await create(anOrder({ id: "AAAAAA" }));
        store.setNow(at(1));
        await create(anOrder({ id: "CCCCCC" }));
        const left = await orders.outstanding(at(9), 1);
        expect(left.map(({ orderId }) => orderId)).toEqual(["AAAAAA"]);
      });

      it("go to the end of the line when they are taken up again, if they are not done by then", async () => {
        await create(anOrder({ id: "AAAAAA" }));
        await create(anOrder({ id: "CCCCCC" }));
        await orders.done("CCCCCC-card-1");
        store.setNow(at(5));
        await orders.takenUp(["AAAAAA-card-1", "CCCCCC-card-1", "never-card-1"]);
        expect(await orders.outstanding(at(4), 10)).toEqual([]);
        expect((await orders.outstanding(at(6), 10)).map(({ id }) => id)).toEqual([
          "AAAAAA-card-1",
        ]);
        await orders.takenUp([]);
      });

      it("are forgotten when done, one by one, however often", async () => {
        await create(anOrder({ id: "AAAAAA" }));
        await create(anOrder({ id: "CCCCCC" }));
        await orders.done("AAAAAA-card-1");
        await orders.done("AAAAAA-card-1");
        await orders.done("never-card-1");
        const left = await orders.outstanding(at(1), 10);
        expect(left.map(({ id }) => id)).toEqual(["CCCCCC-card-1"]);
      });
    });

    describe("due", () => {
      const expiring = anOrder({ expiresAt: minutesLater(60), remindAt: minutesLater(30) });
      const dueAt = (minutes: number) => orders.due(at(minutes), 10);

      it("names pending orders whose time is over, from that moment on", async () => {
        await create(anOrder({ expiresAt: minutesLater(60) }));
        expect(await dueAt(59.9)).toEqual([]);
        expect(await dueAt(60)).toEqual(["K7M4Q9"]);
        expect(await dueAt(900)).toEqual(["K7M4Q9"]);
      });

      it.each(["remindAt", "escalateAt"] as const)(
        "names an order once its %s has come, sooner than its end",
        async (time) => {
          await create(anOrder({ expiresAt: minutesLater(60), [time]: minutesLater(30) }));
          expect(await dueAt(29.9)).toEqual([]);
          expect(await dueAt(30)).toEqual(["K7M4Q9"]);
        },
      );

      it("names the longest due first", async () => {
        await create(anOrder({ id: "AAAAAA", expiresAt: minutesLater(60) }));
        await create(anOrder({ id: "CCCCCC", expiresAt: minutesLater(50) }));
        expect(await dueAt(90)).toEqual(["CCCCCC", "AAAAAA"]);
      });

      it("follows an order that changed and stayed pending to its next time", async () => {
        await create(expiring);
        await orders.save(nextVersion(expiring, { remindAt: minutesLater(45) }), []);
        expect(await dueAt(44)).toEqual([]);
        expect(await dueAt(45)).toEqual(["K7M4Q9"]);
      });

      it("names a postponed order no sooner than then, however often it was postponed", async () => {
        await create(expiring);
        await orders.postpone("K7M4Q9", at(40));
        await orders.postpone("K7M4Q9", at(40));
        expect(await dueAt(39.9)).toEqual([]);
        expect(await dueAt(40)).toEqual(["K7M4Q9"]);
      });

      it("puts a change above what was postponed", async () => {
        await create(expiring);
        await orders.postpone("K7M4Q9", at(900));
        await orders.save(nextVersion(expiring, { remindAt: minutesLater(45) }), []);
        expect(await dueAt(45)).toEqual(["K7M4Q9"]);
      });

      it("never names an order that was over when it was postponed", async () => {
        await create(expiring);
        await orders.save(nextVersion(expiring, { status: "denied" }), []);
        await orders.postpone("K7M4Q9", at(40));
        expect(await dueAt(900)).toEqual([]);
      });

      it.each(["approved", "denied", "cancelled", "expired"] as const)(
        "names an order no more once it is %s",
        async (status) => {
          await create(expiring);
          await orders.save(nextVersion(expiring, { status }), []);
          expect(await dueAt(900)).toEqual([]);
        },
      );

      it("never names an order that was approved from the start", async () => {
        await create({ ...expiring, status: "approved" });
        expect(await dueAt(900)).toEqual([]);
      });

      it("keeps naming an order when a save of it was refused", async () => {
        await create(expiring);
        await orders.save({ ...expiring, version: 7, status: "denied" }, []);
        expect(await dueAt(60)).toEqual(["K7M4Q9"]);
      });

      it("names no more at a time than asked for", async () => {
        await create({ ...expiring, id: "AAAAAA" });
        await create({ ...expiring, id: "CCCCCC" });
        expect(await orders.due(at(60), 1)).toHaveLength(1);
      });
    });

    describe("calls to buy", () => {
      const calls = () => orders.openCalls("K7M4Q9");
      const none = { open: 0, firstAt: undefined, lastAt: undefined };

      it("are none at first", async () => {
        expect(await calls()).toEqual(none);
      });

      it("are counted, with the times of the first and the last", async () => {
        await orders.callStarted("K7M4Q9", at(1));
        expect(await calls()).toEqual({ open: 1, firstAt: at(1), lastAt: at(1) });
        await orders.callStarted("K7M4Q9", at(5));
        expect(await calls()).toEqual({ open: 2, firstAt: at(1), lastAt: at(5) });
      });

      it("are one less when one certainly had no effect: that one", async () => {
        await orders.callStarted("K7M4Q9", at(1));
        const second = await orders.callStarted("K7M4Q9", at(5));
        await orders.callStarted("K7M4Q9", at(3));
        await orders.callHadNoEffect("K7M4Q9", second);
        await orders.callHadNoEffect("K7M4Q9", second);
        await orders.callHadNoEffect("K7M4Q9", "another");
        expect(await calls()).toEqual({ open: 2, firstAt: at(1), lastAt: at(3) });
      });

      it("begin anew once none is open any more", async () => {
        await orders.callHadNoEffect("K7M4Q9", await orders.callStarted("K7M4Q9", at(1)));
        expect(await calls()).toEqual(none);
        await orders.callStarted("K7M4Q9", at(9));
        expect(await calls()).toEqual({ open: 1, firstAt: at(9), lastAt: at(9) });
      });

      it("of one order say nothing of another", async () => {
        await orders.callStarted("AAAAAA", at(1));
        expect(await calls()).toEqual(none);
      });
    });
  });
}
