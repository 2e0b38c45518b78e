import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { doneEntries, refusedEntry, type AuditEntry } from "../../src/order/audit.ts";
import { placeInList } from "../../src/order/list-place.ts";
import { SCHEMA_VERSION, type Order } from "../../src/order/order.ts";
import { asked } from "../../src/order/policy.ts";
import { NewerOrder } from "../../src/order/stored-order.ts";
import { errand, errandsOf } from "../../src/workflow/consequences.ts";
import type { ListQuery, Orders } from "../../src/workflow/ports.ts";
import { after, alice, anOrder, aSpec, bob, minutesLater, nextVersion } from "./an-order.ts";

export interface OrdersUnderTest {
  readonly orders: Orders;
  /** What the audit trail holds, oldest first. */
  trail(): Promise<readonly Partial<AuditEntry>[]>;
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

      it("throws for an order that a newer version of the bot stored, and leaves it as it is", async () => {
        const newer = { ...anOrder(), schemaVersion: 99 as typeof SCHEMA_VERSION };
        await create(newer);
        await expect(orders.find("K7M4Q9")).rejects.toBeInstanceOf(NewerOrder);
        expect(await orders.due(at(48 * 60), 10)).toEqual(["K7M4Q9"]);
        await orders.postpone("K7M4Q9", at(99 * 60));
        expect(await orders.due(at(48 * 60), 10)).toEqual([]);
        expect(await orders.outstanding(at(1), 10)).toEqual(errandsOf(anOrder()));
      });

      it("leaves such an order out of every list, without an end to the list", async () => {
        await create(anOrder({ id: "AAAAAA", placedAt: minutesLater(1) }));
        const newer = {
          ...anOrder({ id: "CCCCCC", placedAt: minutesLater(2) }),
          schemaVersion: 99,
        };
        await create(newer as Order);
        await create(anOrder({ id: "DDDDDD", placedAt: minutesLater(3) }));
        const query = { of: "all", towards: "older", most: 2 } as const;
        const page = await orders.list(query);
        expect(page.orders.map(({ id }) => id)).toEqual(["DDDDDD"]);
        const rest = await orders.list({ ...query, from: page.next ?? "" });
        expect(rest.orders.map(({ id }) => id)).toEqual(["AAAAAA"]);
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
        expect(await orders.outstanding(at(1), 10)).toEqual(errandsOf(anOrder({ id: "AAAAAA" })));
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
          expect(await orders.outstanding(at(1), 10)).toEqual(errandsOf(anOrder()));
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

    describe("list", () => {
      /** Ids of a whole list, page by page. */
      async function walk(query: Omit<ListQuery, "most">, most = 2): Promise<string[]> {
        const ids: string[] = [];
        let from = query.from;
        for (let pages = 0; pages < 50; pages += 1) {
          const page = await orders.list({
            ...query,
            most,
            ...(from === undefined ? {} : { from }),
          });
          ids.push(...page.orders.map(({ id }) => id));
          if (page.next === undefined) return ids;
          from = page.next;
        }
        throw new Error("The list has no end.");
      }
      const mine = { of: { requester: alice.userId }, towards: "older" } as const;
      const all = { of: "all", towards: "older" } as const;
      const placed = (id: string, minutes: number, changes: Partial<Order> = {}) =>
        create(anOrder({ id, placedAt: minutesLater(minutes), ...changes }));

      it("gives one person's orders, newest first", async () => {
        await placed("AAAAAA", 1);
        await placed("CCCCCC", 3);
        await placed("DDDDDD", 2);
        await placed("EEEEEE", 4, { requester: bob });
        expect(await walk(mine)).toEqual(["CCCCCC", "DDDDDD", "AAAAAA"]);
        expect(await walk({ ...mine, of: { requester: bob.userId } })).toEqual(["EEEEEE"]);
        expect(await walk(all)).toEqual(["EEEEEE", "CCCCCC", "DDDDDD", "AAAAAA"]);
      });

      it("gives nothing of whoever never ordered, whatever their id begins with", async () => {
        await placed("AAAAAA", 1);
        for (const requester of [
          bob.userId,
          alice.userId.slice(0, -1),
          `${alice.userId}X`,
          "",
          "*",
        ])
          expect(await walk({ ...mine, of: { requester } })).toEqual([]);
      });

      it.each([1, 2, 3, 4, 9])("gives each order once, %d to a page", async (most) => {
        await placed("AAAAAA", 1);
        await placed("CCCCCC", 2);
        await placed("DDDDDD", 3);
        await placed("EEEEEE", 4);
        expect(await walk(all, most)).toEqual(["EEEEEE", "DDDDDD", "CCCCCC", "AAAAAA"]);
        expect(await walk({ ...all, towards: "newer" }, most)).toEqual([
          "AAAAAA",
          "CCCCCC",
          "DDDDDD",
          "EEEEEE",
        ]);
      });

      it("puts those that were placed in the same moment in one order, and gives each once", async () => {
        for (const id of ["CCCCCC", "AAAAAA", "EEEEEE", "DDDDDD"]) await placed(id, 1);
        expect(await walk(all, 1)).toEqual(["EEEEEE", "DDDDDD", "CCCCCC", "AAAAAA"]);
      });

      it("begins beyond a place, in either direction", async () => {
        for (const [index, id] of ["AAAAAA", "CCCCCC", "DDDDDD", "EEEEEE"].entries())
          await placed(id, index);
        const from = placeInList({ id: "CCCCCC", placedAt: minutesLater(1) });
        expect(await walk({ ...all, from })).toEqual(["AAAAAA"]);
        expect(await walk({ ...all, towards: "newer", from })).toEqual(["DDDDDD", "EEEEEE"]);
      });

      it("begins beyond a place where no order stands any more, or ever did", async () => {
        await placed("AAAAAA", 1);
        await placed("CCCCCC", 3);
        const from = placeInList({ id: "XXXXXX", placedAt: minutesLater(2) });
        expect(await walk({ ...all, from })).toEqual(["AAAAAA"]);
        expect(await walk({ ...all, towards: "newer", from })).toEqual(["CCCCCC"]);
      });

      it.each(["", "~", "0", "\uffff", "9999-12-31T23:59:59.999Z/ZZZZZZ"])(
        "never gives what is not in the list, from %j",
        async (from) => {
          await placed("AAAAAA", 1);
          await placed("CCCCCC", 2, { requester: bob });
          for (const towards of ["older", "newer"] as const)
            for (const id of await walk({ ...mine, towards, from })) expect(id).toBe("AAAAAA");
        },
      );

      it("repeats and leaves out nothing while others order between two pages", async () => {
        for (const [index, id] of ["AAAAAA", "CCCCCC", "DDDDDD", "EEEEEE"].entries())
          await placed(id, index);
        const first = await orders.list({ ...all, most: 2 });
        await placed("FFFFFF", 9);
        await orders.save(
          nextVersion(anOrder({ id: "DDDDDD", placedAt: minutesLater(2) }), { status: "denied" }),
          [],
        );
        expect(first.orders.map(({ id }) => id)).toEqual(["EEEEEE", "DDDDDD"]);
        expect(await walk({ ...all, ...(first.next ? { from: first.next } : {}) })).toEqual([
          "CCCCCC",
          "AAAAAA",
        ]);
      });

      it("gives each order as it is now", async () => {
        await create();
        await orders.save(nextVersion(anOrder(), { status: "denied" }), []);
        expect((await orders.list({ ...mine, most: 9 })).orders).toMatchObject([
          { status: "denied", version: 2 },
        ]);
      });

      it("gives the orders of one status, each in the list of the status in which it is now", async () => {
        await placed("AAAAAA", 1);
        await placed("CCCCCC", 2, { status: "approved" });
        await placed("DDDDDD", 3, { requester: bob });
        expect(await walk({ ...all, status: "pending" })).toEqual(["DDDDDD", "AAAAAA"]);
        expect(await walk({ ...mine, status: "pending" })).toEqual(["AAAAAA"]);
        expect(await walk({ ...mine, status: "approved" })).toEqual(["CCCCCC"]);
        const first = anOrder({ id: "AAAAAA", placedAt: minutesLater(1) });
        const approved = nextVersion(first, { status: "approved" });
        await orders.save(approved, []);
        expect(await walk({ ...all, status: "pending" })).toEqual(["DDDDDD"]);
        expect(await walk({ ...mine, status: "approved" })).toEqual(["CCCCCC", "AAAAAA"]);
        await orders.save(nextVersion(approved, { status: "provisioning" }), []);
        expect(await walk({ ...mine, status: "approved" })).toEqual(["CCCCCC"]);
        expect(await walk({ ...all, status: "provisioning" })).toEqual(["AAAAAA"]);
        expect(await walk(mine)).toEqual(["CCCCCC", "AAAAAA"]);
      });

      it("stays as it is when a save is refused, an id is taken or a gesture comes again", async () => {
        await placed("AAAAAA", 1);
        await orders.save(anOrder({ id: "AAAAAA", version: 7, status: "denied" }), []);
        await create(anOrder({ id: "AAAAAA", requester: bob }), "another");
        await create(anOrder({ id: "CCCCCC" }), "submission of AAAAAA");
        expect(await walk(all)).toEqual(["AAAAAA"]);
        expect(await walk({ ...all, status: "pending" })).toEqual(["AAAAAA"]);
        expect(await walk({ ...all, of: { requester: bob.userId } })).toEqual([]);
      });

      it("is not changed by putting into the lists what is there already", async () => {
        await placed("AAAAAA", 1);
        await orders.putIntoLists();
        await orders.putIntoLists();
        expect(await walk(all)).toEqual(["AAAAAA"]);
      });
    });

    describe("the audit trail", () => {
      const attempt = { at: minutesLater(3), by: { kind: "person", ...bob } } as const;

      it("has an entry for each step that is stored, to the letter, in their order", async () => {
        const price = { currency: "CNY", perMonth: 12_345_678, atOnce: 9, parts: [] };
        const placed = anOrder({ price, instanceIds: ["i-1", "i-2"] });
        const said = '边缘 😀 "quoted" \\ {braces} \n \u0000 end';
        const steps = [
          placed,
          after(placed, { action: "withdraw", reason: said }),
          after(placed, "withdraw", "break-glass"),
          after(placed, "withdraw", "break-glass", "begin"),
          after(placed, "withdraw", "break-glass", "begin", { action: "complete", requestId: "r" }),
        ];
        await create(placed);
        for (const order of steps.slice(1)) await orders.save(order, []);
        expect(await store.trail()).toEqual(steps.flatMap(doneEntries));
      });

      it("has both steps of an order that was approved as it was placed", async () => {
        const [place, approve] = after(anOrder(), "approve").history;
        const history = [place, approve].flatMap((step) => (step ? [{ ...step, version: 1 }] : []));
        await create(anOrder({ status: "approved", history }));
        expect((await store.trail()).map(({ action }) => action)).toEqual(["place", "approve"]);
      });

      it("has nothing of what was not stored", async () => {
        await create(anOrder(), "one gesture");
        await create(anOrder({ id: "CCCCCC" }), "one gesture");
        await create(anOrder(), "another gesture");
        await orders.save(after(anOrder(), "withdraw", "approve"), []);
        await orders.save(after(anOrder({ id: "NEVER1" }), "approve"), []);
        expect(await store.trail()).toEqual(doneEntries(anOrder()));
      });

      it("has one entry a version when many save over the same one", async () => {
        await create();
        const next = after(anOrder(), "withdraw");
        await Promise.all(Array.from({ length: 10 }, () => orders.save(next, [])));
        expect((await store.trail()).map(({ versionAfter }) => versionAfter)).toEqual([1, 2]);
      });

      it("keeps what was refused, as often as it was, between the others", async () => {
        await create();
        const order = anOrder();
        const refused = [
          refusedEntry({ ...attempt, action: "deny", shown: 7, order, reason: "No." }, "stale"),
          refusedEntry({ ...attempt, action: "approve", orderId: "AAAAAA" }, "unknown-order"),
          refusedEntry({ ...attempt, action: "place", terms: { asked: asked(order) } }, "guest"),
        ];
        for (const entry of refused) await orders.refused(entry);
        await orders.refused(refused[0] ?? refusedEntry({ ...attempt, action: "deny" }, "stale"));
        await orders.save(after(anOrder(), "approve"), []);
        expect(await store.trail()).toEqual([
          ...doneEntries(order),
          ...refused,
          refused[0],
          ...doneEntries(after(order, "approve")),
        ]);
      });
    });

    describe("errands", () => {
      const place = (id: string) =>
        orders.create(anOrder({ id }), `submission of ${id}`, [errand("tell", id, 1)]);

      it("are stored with a new order and with each change of it", async () => {
        await create();
        store.setNow(at(1));
        const approved = nextVersion(anOrder(), { status: "approved" });
        await orders.save(approved, errandsOf(approved));
        const left = await orders.outstanding(at(2), 10);
        expect(new Set(left)).toEqual(new Set([...errandsOf(anOrder()), ...errandsOf(approved)]));
        expect(left.map(({ kind }) => kind)).toContain("purchase");
      });

      it("are outstanding once they are older than what is asked, oldest first", async () => {
        store.setNow(at(2));
        await place("AAAAAA");
        store.setNow(at(1));
        await place("CCCCCC");
        store.setNow(at(5));
        await place("DDDDDD");
        const left = await orders.outstanding(at(3), 10);
        expect(left.map(({ orderId }) => orderId)).toEqual(["CCCCCC", "AAAAAA"]);
        expect(await orders.outstanding(at(0), 10)).toEqual([]);
      });

      it("are listed no more at a time than asked for", async () => {
        await place("AAAAAA");
        store.setNow(at(1));
        await place("CCCCCC");
        const left = await orders.outstanding(at(9), 1);
        expect(left.map(({ orderId }) => orderId)).toEqual(["AAAAAA"]);
      });

      it("go to the end of the line when they are taken up again, if they are not done by then", async () => {
        await place("AAAAAA");
        await place("CCCCCC");
        await orders.done("CCCCCC-tell-1");
        store.setNow(at(5));
        await orders.takenUp(["AAAAAA-tell-1", "CCCCCC-tell-1", "never-tell-1"], at(5));
        expect(await orders.outstanding(at(4), 10)).toEqual([]);
        expect((await orders.outstanding(at(6), 10)).map(({ id }) => id)).toEqual([
          "AAAAAA-tell-1",
        ]);
        await orders.takenUp([], at(5));
      });

      it("are forgotten when a later version makes them needless, and only with it", async () => {
        const order = anOrder();
        await orders.create(order, "s", [errand("tell", order.id, 1)]);
        const next = nextVersion(order, {});
        const [was, is] = [errand("tell", order.id, 1), errand("tell", order.id, 2)];
        expect(await orders.save({ ...next, version: 9 }, [is], [was.id])).toBe("conflict");
        expect(await orders.outstanding(at(1), 10)).toEqual([was]);
        expect(await orders.save(next, [is], [was.id])).toBe("saved");
        expect(await orders.outstanding(at(1), 10)).toEqual([is]);
      });

      it("are forgotten when done, one by one, however often", async () => {
        await place("AAAAAA");
        await place("CCCCCC");
        await orders.done("AAAAAA-tell-1");
        await orders.done("AAAAAA-tell-1");
        await orders.done("never-tell-1");
        const left = await orders.outstanding(at(1), 10);
        expect(left.map(({ id }) => id)).toEqual(["CCCCCC-tell-1"]);
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

      it("are kept while somebody may ask for them, and forgotten with the end of the order", async () => {
        await create();
        await orders.callStarted("K7M4Q9", at(1));
        let order = anOrder();
        for (const status of ["approved", "provisioning", "unknown", "failed"] as const) {
          order = nextVersion(order, { status });
          await orders.save(order, []);
          expect(await calls()).toMatchObject({ open: 1 });
        }
        await orders.save(anOrder({ version: 9, status: "provisioned" }), []);
        expect(await calls()).toMatchObject({ open: 1 });
        await orders.save(nextVersion(order, { status: "provisioned" }), []);
        expect(await calls()).toEqual(none);
      });

      it("of one order say nothing of another", async () => {
        await orders.callStarted("AAAAAA", at(1));
        expect(await calls()).toEqual(none);
      });
    });
  });
}
