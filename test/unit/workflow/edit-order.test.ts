import { describe, expect, it } from "vitest";
import type { FilledForm } from "../../../src/order/read-form.ts";
import type { Order } from "../../../src/order/order.ts";
import { editOrder, type EditPorts } from "../../../src/workflow/edit-order.ts";
import { StoreUnavailable, type Secrets } from "../../../src/workflow/ports.ts";
import { aPolicy, aRule, type GivenRule } from "../../support/a-policy.ts";
import { alice, anOrder, aSpec, bob, minutesLater } from "../../support/an-order.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import {
  keptLog,
  knownPeople,
  memoryQueue,
  paperSealer,
  standingClock,
} from "../../support/workflow-ports.ts";

const PASSWORD = "Sunny$Lake7Fog";
const OTHER = "Windy$Hill5Sea";
const SCRIPT = Buffer.from("#!/bin/bash\n").toString("base64");

function setUp({
  sealed,
  sealer = paperSealer(),
  hasKey = true,
  rule = {},
  ...changes
}: Partial<Omit<Order, "sealed" | "rule">> & {
  sealed?: Secrets;
  sealer?: ReturnType<typeof paperSealer>;
  hasKey?: boolean;
  rule?: Partial<GivenRule>;
} = {}) {
  const clock = standingClock();
  const orders = memoryOrders(clock);
  const order = anOrder({
    spec: aSpec({ count: 3 }),
    approvals: [{ ...bob, at: minutesLater(0) }],
    ...(sealed ? { sealed: paperSealer().seal(sealed, "K7M4Q9") } : {}),
    ...changes,
  });
  orders.put(order);
  const queue = memoryQueue();
  const ports: EditPorts = {
    orders,
    queue,
    clock,
    log: keptLog(),
    people: knownPeople(),
    policy: () => aPolicy({ rules: [aRule({ quorum: 2, ...rule })] }),
    prices: undefined,
    stock: { left: async () => undefined },
    sealer: hasKey ? sealer : undefined,
  };
  const edit = (
    form: Partial<FilledForm> = {},
    by = alice as typeof alice | typeof bob,
    version = 1,
  ) =>
    editOrder(ports, {
      orderId: order.id,
      version,
      by,
      form: {
        region: order.region,
        spec: aSpec({ count: 2 }),
        labels: order.labels,
        justification: order.justification,
        ...form,
      },
    });
  const now = (): Order | undefined => orders.peek(order.id);
  const secretsNow = (): Secrets | undefined => {
    const seal = now()?.sealed;
    return seal === undefined ? undefined : paperSealer().open(seal, order.id);
  };
  return { edit, now, secretsNow, order, orders, queue, sealer };
}

describe("changing an order", () => {
  it("stores what was filled in, and voids the approvals of what it was", async () => {
    const { edit, now, queue } = setUp();
    const outcome = await edit({ justification: "Two are enough." });
    expect(outcome).toMatchObject({
      ok: true,
      before: { version: 1, approvals: [bob] },
      order: { version: 2, status: "pending", spec: { count: 2 } },
    });
    expect(now()).toMatchObject({
      spec: { count: 2 },
      justification: "Two are enough.",
      approvals: [],
      clientToken: anOrder().clientToken,
      history: [
        { action: "place" },
        { action: "edit", changes: [{ field: "count", from: "3", to: "2" }] },
      ],
    });
    expect([...queue.jobs.values()].map(({ kind }) => kind)).toContain("tell");
  });

  it("has it bought at once when nobody has to approve what it is now", async () => {
    const { edit, now } = setUp({ rule: { approvers: undefined, autoApprove: true, quorum: 1 } });
    expect(await edit()).toMatchObject({ ok: true, order: { status: "approved" } });
    expect(now()?.status).toBe("approved");
  });

  it.each([
    ["somebody else", bob, 1, {}, "not-yours"],
    [
      "a form of an older card",
      alice,
      1,
      { version: 3, history: anOrder().history.map((step) => ({ ...step, version: 3 })) },
      "stale",
    ],
    ["an order that is over", alice, 1, { status: "denied" }, "wrong-status"],
  ] as const)("is refused: %s", async (_, by, version, changes, reason) => {
    const { edit, now, order, sealer } = setUp({ ...changes, sealed: { password: PASSWORD } });
    expect(await edit({}, by, version)).toMatchObject({ ok: false, refusal: { reason } });
    expect(now()).toEqual(order);
    expect(sealer.opened).toEqual([]);
  });

  it("is refused when nothing would change", async () => {
    const { edit, now, order } = setUp();
    expect(await edit({ spec: aSpec({ count: 3 }) })).toMatchObject({
      refusal: { reason: "no-change" },
    });
    expect(now()).toEqual(order);
  });
});

describe("what an order sealed", () => {
  it("stays as it is when nothing of it is given", async () => {
    const { edit, now, order } = setUp({ sealed: { password: PASSWORD } });
    expect((await edit()).ok).toBe(true);
    expect(now()?.sealed).toBe(order.sealed);
  });

  it("is sealed anew with what is given, and what is not given stays", async () => {
    const { edit, now, secretsNow } = setUp({ sealed: { password: PASSWORD, userData: SCRIPT } });
    expect((await edit({ spec: { ...aSpec({ count: 2 }), password: OTHER } })).ok).toBe(true);
    expect(secretsNow()).toEqual({ password: OTHER, userData: SCRIPT });
    expect(JSON.stringify(now()?.spec)).not.toContain(OTHER);
  });

  it("is a change by itself: approvals were given for another password", async () => {
    const { edit, now, secretsNow } = setUp({ sealed: { password: PASSWORD } });
    expect((await edit({ spec: { ...aSpec({ count: 3 }), password: OTHER } })).ok).toBe(true);
    expect(secretsNow()).toEqual({ password: OTHER });
    expect(now()?.approvals).toEqual([]);
  });

  it("may be given to an order that had nothing sealed", async () => {
    const { edit, secretsNow } = setUp();
    expect((await edit({ spec: { ...aSpec({ count: 2 }), password: PASSWORD } })).ok).toBe(true);
    expect(secretsNow()).toEqual({ password: PASSWORD });
  });

  it("is not taken without a key, and the attempt is kept", async () => {
    const { edit, now, order, orders } = setUp({ hasKey: false });
    expect(await edit({ spec: { ...aSpec(), password: PASSWORD } })).toMatchObject({
      refusal: { reason: "cannot-seal" },
    });
    expect(now()).toEqual(order);
    expect(JSON.stringify(orders.trail())).toContain("cannot-seal");
    expect(JSON.stringify(orders.trail())).not.toContain(PASSWORD);
  });

  it("that cannot be opened any more has to be given again", async () => {
    const lost = {
      ...paperSealer(),
      open: () => {
        throw new Error("Another key.");
      },
    };
    const { edit, now, order, secretsNow } = setUp({
      sealed: { password: PASSWORD },
      sealer: lost,
    });
    expect(await edit()).toMatchObject({ refusal: { reason: "cannot-open" } });
    expect(now()).toEqual(order);
    expect((await edit({ spec: { ...aSpec(), password: OTHER } })).ok).toBe(true);
    expect(secretsNow()).toEqual({ password: OTHER });
  });
});

it("a store that is down changes nothing", async () => {
  const { edit, orders, order } = setUp();
  orders.down();
  await expect(edit()).rejects.toThrow(StoreUnavailable);
  expect(orders.peek(order.id)).toEqual(order);
});
