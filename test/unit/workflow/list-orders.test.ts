import { beforeEach, describe, expect, it } from "vitest";
import type { Order } from "../../../src/order/order.ts";
import type { Person } from "../../../src/order/policy.ts";
import type { Policy } from "../../../src/order/policy-file.ts";
import {
  listOrders,
  type ListedPage,
  type ListPorts,
  type WantedPage,
} from "../../../src/workflow/list-orders.ts";
import { IdentityUnavailable, StoreUnavailable } from "../../../src/workflow/ports.ts";
import { aPerson, aPolicy, policyWith } from "../../support/a-policy.ts";
import {
  alice,
  anOrder,
  bob,
  carol,
  dave,
  minutesLater,
  nextVersion,
} from "../../support/an-order.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import { knownPeople, standingClock } from "../../support/workflow-ports.ts";

const PAGE = 3;

function setUp(policyNow: Policy = aPolicy(), ...persons: readonly Person[]) {
  const clock = standingClock();
  const orders = memoryOrders(clock);
  const people = knownPeople(...persons);
  const asked: string[] = [];
  const counted: ListPorts["people"] = {
    ...people,
    identify(who, groups) {
      asked.push(who.userId);
      return people.identify(who, groups);
    },
  };
  let policy = policyNow;
  let stretches = 0;
  const ports: ListPorts = {
    clock,
    orders: {
      ...orders,
      list(query) {
        stretches += 1;
        return orders.list(query);
      },
    },
    people: counted,
    policy: () => policy,
  };
  return {
    orders,
    people,
    clock,
    asked,
    stretches: () => stretches,
    setPolicy: (next: Policy) => void (policy = next),
    list: (who: typeof alice | typeof bob | typeof carol | typeof dave, wanted: WantedPage) =>
      listOrders(ports, who, wanted, PAGE),
  };
}

let world: ReturnType<typeof setUp>;
beforeEach(() => {
  world = setUp();
});

const idOf = (number: number): string => `A${String(number).padStart(5, "0")}`;
const put = (number: number, changes: Partial<Order> = {}): Order => {
  const order = anOrder({ id: idOf(number), placedAt: minutesLater(number), ...changes });
  world.orders.put(order);
  return order;
};
const ids = ({ orders }: ListedPage): string[] => orders.map(({ order }) => order.id);
const older = ({ older: place }: ListedPage): WantedPage["from"] => {
  if (place === undefined) throw new Error("There is no older page.");
  return { towards: "older", place };
};
const newer = ({ newer: place }: ListedPage): WantedPage["from"] => {
  if (place === undefined) throw new Error("There is no newer page.");
  return { towards: "newer", place };
};
const wanting = (scope: WantedPage["scope"], from?: WantedPage["from"]): WantedPage => ({
  scope,
  ...(from ? { from } : {}),
});

describe("the list of my orders", () => {
  it("shows mine, newest first, in whatever status", async () => {
    put(1, { status: "denied" });
    put(2, { requester: bob });
    put(3);
    const page = await world.list(alice, { scope: "mine" });
    expect(ids(page)).toEqual([idOf(3), idOf(1)]);
    expect([page.older, page.newer]).toEqual([undefined, undefined]);
  });

  it("shows those of one status", async () => {
    put(1, { status: "denied" });
    put(2);
    expect(ids(await world.list(alice, { scope: "mine", status: "denied" }))).toEqual([idOf(1)]);
  });

  it("asks Slack about nobody else, and the store once", async () => {
    for (let number = 1; number <= 9; number += 1) put(number);
    await world.list(alice, { scope: "mine" });
    expect(new Set(world.asked)).toEqual(new Set([alice.userId]));
    expect(world.stretches()).toBe(1);
  });

  it("shows nothing to somebody with the same id in another workspace", async () => {
    put(1);
    const stranger = { ...alice, teamId: "T0OTHER" } as unknown as typeof alice;
    expect(ids(await world.list(stranger, { scope: "mine" }))).toEqual([]);
  });

  it("is there for whoever may not order any more", async () => {
    put(1);
    world.setPolicy(policyWith({ match: { requesters: { users: ["U0BOB"] } } }));
    const page = await world.list(alice, { scope: "mine" });
    expect(ids(page)).toEqual([idOf(1)]);
    expect(page.mayOrder.ok).toBe(false);
  });
});

describe("pages", () => {
  beforeEach(() => {
    for (let number = 1; number <= 7; number += 1) put(number);
  });

  it("lead to older ones and back, and each order stands on one of them", async () => {
    const first = await world.list(alice, wanting("mine"));
    expect(ids(first)).toEqual([idOf(7), idOf(6), idOf(5)]);
    expect(first.newer).toBeUndefined();
    const second = await world.list(alice, wanting("mine", older(first)));
    expect(ids(second)).toEqual([idOf(4), idOf(3), idOf(2)]);
    const third = await world.list(alice, wanting("mine", older(second)));
    expect(ids(third)).toEqual([idOf(1)]);
    expect(third.older).toBeUndefined();
    const back = await world.list(alice, wanting("mine", newer(third)));
    expect(ids(back)).toEqual(ids(second));
    expect(back.older).toBe(second.older);
    expect(ids(await world.list(alice, wanting("mine", newer(back))))).toEqual(ids(first));
  });

  it("neither repeat nor leave out an order while others are placed", async () => {
    const first = await world.list(alice, wanting("mine"));
    put(8);
    put(9);
    const second = await world.list(alice, wanting("mine", older(first)));
    expect(ids(second)).toEqual([idOf(4), idOf(3), idOf(2)]);
  });

  it("going back to the top are as full as the newest page is", async () => {
    const first = await world.list(alice, wanting("mine"));
    put(8);
    const second = await world.list(alice, wanting("mine", older(first)));
    const back = await world.list(alice, wanting("mine", newer(second)));
    expect(ids(back)).toEqual([idOf(7), idOf(6), idOf(5)]);
    expect(back.newer).toBeDefined();
    const top = await world.list(alice, wanting("mine", newer(back)));
    expect(ids(top)).toEqual([idOf(8), idOf(7), idOf(6)]);
    expect(top.newer).toBeUndefined();
  });

  it("lead back from one that has become empty", async () => {
    const pending = { scope: "mine", status: "pending" } as const;
    const first = await world.list(alice, pending);
    for (let number = 1; number <= 4; number += 1) {
      const order = anOrder({ id: idOf(number), placedAt: minutesLater(number) });
      await world.orders.save(nextVersion(order, { status: "denied" }), []);
    }
    const from = older(first);
    const second = await world.list(alice, { ...pending, ...(from ? { from } : {}) });
    expect(ids(second)).toEqual([]);
    expect(second.older).toBeUndefined();
    const back = newer(second);
    expect(ids(await world.list(alice, { ...pending, ...(back ? { from: back } : {}) }))).toEqual(
      ids(first),
    );
  });
});

describe("the list of all that I may see", () => {
  it("holds what the policy lets me see, and nothing else", async () => {
    world.setPolicy(
      policyWith(
        { match: { regions: ["r-1"] }, approvers: { users: ["U0BOB"] } },
        { match: { regions: ["r-2"] }, approvers: { users: ["U0CAROL"] } },
      ),
    );
    put(1, { region: "r-1" });
    put(2, { region: "r-2", requester: dave });
    put(3, { region: "r-3", requester: bob });
    const seenBy = async (who: typeof bob | typeof carol | typeof dave): Promise<string[]> =>
      ids(await world.list(who, { scope: "all" }));
    expect(await seenBy(bob)).toEqual([idOf(3), idOf(1)]);
    expect(await seenBy(carol)).toEqual([idOf(2)]);
    expect(await seenBy(dave)).toEqual([idOf(2)]);
  });

  /** Dave decides about orders of which there are none, so he has to look for what he may see. */
  const davesRule = policyWith(
    { match: { regions: ["r-none"] }, approvers: { users: ["U0DAVE"] } },
    {},
  );

  it("is looked for among one's own where no rule names one among those who decide", async () => {
    for (let number = 1; number <= 700; number += 1) put(number);
    put(0, { requester: dave });
    const page = await world.list(dave, { scope: "all" });
    expect(ids(page)).toEqual([idOf(0)]);
    expect(world.stretches()).toBe(1);
    expect(new Set(world.asked)).toEqual(new Set([dave.userId]));
  });

  it("looks through a bounded number of orders, says so, and goes on from there", async () => {
    world.setPolicy(davesRule);
    for (let number = 1; number <= 700; number += 1) put(number);
    put(0, { requester: dave });
    const first = await world.list(dave, { scope: "all" });
    expect(ids(first)).toEqual([]);
    expect(first.stoppedAfter).toBeGreaterThanOrEqual(300);
    expect(first.stoppedAfter).toBeLessThan(350);
    expect(world.stretches()).toBeLessThanOrEqual(14);
    let page = first;
    for (let pages = 0; pages < 3 && page.older !== undefined; pages += 1)
      page = await world.list(dave, wanting("all", older(page)));
    expect(ids(page)).toEqual([idOf(0)]);
    expect(page.stoppedAfter).toBeUndefined();
  });

  it("asks Slack about a bounded number of people at a time", async () => {
    world.setPolicy(davesRule);
    for (let number = 1; number <= 200; number += 1)
      put(number, { requester: { ...alice, userId: `U0NR${number}` } });
    const page = await world.list(dave, { scope: "all" });
    expect(new Set(world.asked).size).toBeLessThan(60);
    expect(page.older).toBeDefined();
  });

  it("stops when the walk has taken a second", async () => {
    for (let number = 1; number <= 200; number += 1) put(number);
    let now = 0;
    const clock = (): Date => new Date((now += 600));
    const page = await listOrders(
      { ...world, clock, orders: world.orders, people: world.people, policy: () => davesRule },
      dave,
      { scope: "all" },
      PAGE,
    );
    expect(page.stoppedAfter).toBeLessThan(60);
    expect(page.older).toBeDefined();
  });
});

describe("the list of what waits for me", () => {
  it("holds what I may still approve, and goes on without it once I have", async () => {
    world.setPolicy(policyWith({ quorum: 2 }));
    const order = put(1);
    put(2, { requester: bob });
    put(3, { status: "approved" });
    const waiting = await world.list(bob, { scope: "waiting" });
    expect(waiting.orders).toEqual([{ order, waits: "approve" }]);
    const approvals = [{ ...bob, at: minutesLater(4) }];
    await world.orders.save(nextVersion(order, { approvals }), []);
    expect(ids(await world.list(bob, { scope: "waiting" }))).toEqual([]);
    expect(ids(await world.list(carol, { scope: "waiting" }))).toEqual([idOf(2), idOf(1)]);
  });

  it("holds my order while a smaller one is proposed to me", async () => {
    const { spec } = anOrder();
    put(1, {
      spec: { ...spec, count: 2 },
      proposal: { rule: anOrder().rule, by: bob, at: minutesLater(1), spec },
    });
    put(2);
    const waiting = await world.list(alice, { scope: "waiting" });
    expect(waiting.orders.map(({ order, waits }) => [order.id, waits])).toEqual([
      [idOf(1), "accept"],
    ]);
  });

  it("counts whoever approved as they are now", async () => {
    world = setUp(policyWith({ quorum: 2 }), aPerson(bob, { standing: "deactivated" }));
    put(1, { approvals: [{ ...bob, at: minutesLater(1) }] });
    expect(ids(await world.list(carol, { scope: "waiting" }))).toEqual([idOf(1)]);
  });
});

describe("whoever the policy does not let in", () => {
  it.each(["guest", "foreign", "deactivated"] as const)("sees nothing: %s", async (standing) => {
    world = setUp(aPolicy(), aPerson(dave, { standing }));
    put(1);
    for (const scope of ["mine", "waiting", "all"] as const) {
      const page = await world.list(dave, { scope });
      expect(page.orders).toEqual([]);
      expect(page.mayOrder).toEqual({ ok: false, refusal: { reason: standing } });
    }
  });

  it("sees what they are named for all the same", async () => {
    world = setUp(aPolicy(), aPerson(bob, { standing: "guest" }));
    put(1);
    const page = await world.list(bob, { scope: "waiting" });
    expect(ids(page)).toEqual([idOf(1)]);
    expect(page.mayOrder.ok).toBe(false);
  });
});

describe("a list that cannot be had", () => {
  it("is a failure, never an empty list", async () => {
    put(1);
    world.orders.down();
    await expect(world.list(alice, { scope: "mine" })).rejects.toThrow(StoreUnavailable);
    world.orders.up();
    world.people.away();
    await expect(world.list(alice, { scope: "mine" })).rejects.toThrow(IdentityUnavailable);
  });
});
