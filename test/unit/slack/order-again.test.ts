import { beforeEach, describe, expect, it } from "vitest";
import { clickAgain, clickMissing, type ButtonPorts } from "../../../src/slack/buttons.ts";
import type { Click } from "../../../src/slack/click.ts";
import { noOrder } from "../../../src/slack/drawn-order.ts";
import type { FormOrigin } from "../../../src/slack/form-view.ts";
import { readerIn } from "../../../src/slack/reader.ts";
import { aPerson, aPolicy, aRule } from "../../support/a-policy.ts";
import { alice, anOrder, aSpec, bob, dave } from "../../support/an-order.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import { orderIn } from "../../support/shown-orders.ts";
import { keptLog, knownPeople, memoryQueue, standingClock } from "../../support/workflow-ports.ts";

const finished = orderIn("provisioned", {
  spec: aSpec({ count: 2, hostname: "web", interfaceMode: "bond" }),
});

function setUp(policy = aPolicy()) {
  const opened: { triggerId: string | undefined; origin: FormOrigin }[] = [];
  const clock = standingClock();
  const orders = memoryOrders(clock);
  orders.put(finished);
  const queue = memoryQueue();
  const ports: ButtonPorts = {
    orders,
    queue,
    clock,
    log: keptLog(),
    people: knownPeople(aPerson(dave, { standing: "guest" })),
    policy: () => policy,
    stock: { left: async () => undefined },
    prices: undefined,
    client: undefined as never,
    reply: async () => false,
    form: {
      open: async ({ triggerId }, origin) => void opened.push({ triggerId, origin }),
      redraw: async () => undefined,
      idle: async () => undefined,
    },
  };
  return { ports, opened, orders, queue };
}
const clickOf = (by: Click["by"], changes: Partial<Click> = {}): Click => ({
  by,
  reader: readerIn("zh"),
  order: { orderId: finished.id, version: finished.version },
  message: { channel: "C0ASKED", ts: "1.1", ephemeral: false },
  modal: undefined,
  answer: undefined,
  triggerId: "trigger-1",
  ...changes,
});

let world: ReturnType<typeof setUp>;
beforeEach(() => {
  world = setUp();
});

describe("ordering again", () => {
  it("opens the form with what was ordered, in the language of whoever clicked", async () => {
    await clickAgain(world.ports, clickOf(alice));
    expect(world.opened).toEqual([
      {
        triggerId: "trigger-1",
        origin: {
          channel: "C0ASKED",
          language: "zh",
          kept: expect.objectContaining({
            regionId: "cn-east-tz1",
            deviceType: "edcps.c.normal1",
            count: "2",
            hostname: "web",
            sections: "advanced",
            justification: finished.justification,
          }) as unknown,
        },
      },
    ]);
  });

  it("opens the form with as many servers as are missing", async () => {
    world.orders.put(
      orderIn("provisioned", { spec: aSpec({ count: 5 }), instanceIds: ["i-1", "i-2"] }),
    );
    await clickMissing(world.ports, clickOf(alice));
    expect(world.opened[0]?.origin.kept).toMatchObject({ count: "3", name: "web" });
  });

  it("leaves the reason to whoever orders now, when somebody else ordered before", async () => {
    await clickAgain(world.ports, clickOf(bob));
    expect(world.opened[0]?.origin.kept).toMatchObject({ count: "2" });
    expect(world.opened[0]?.origin.kept).not.toHaveProperty("justification");
  });

  it("is refused to whoever may not see the order, and to whoever may not order", async () => {
    await clickAgain(world.ports, clickOf(dave));
    expect(world.opened).toEqual([]);
    expect(world.queue.notices).toMatchObject([{ userId: dave.userId }]);

    const onlyAlice = aPolicy({
      rules: [aRule({ match: { requesters: { users: ["U0ALICE"] } } })],
    });
    world = setUp(onlyAlice);
    await clickAgain(world.ports, clickOf(bob));
    expect(world.opened).toEqual([]);
    expect(world.queue.notices).toMatchObject([
      { userId: bob.userId, refusal: { reason: "no-rule" } },
    ]);
  });

  it("is refused for an order that there is not", async () => {
    await clickAgain(world.ports, clickOf(alice, { order: noOrder }));
    await clickAgain(world.ports, clickOf(alice, { order: { orderId: "AAAAAA", version: 1 } }));
    expect(world.opened).toEqual([]);
    expect(world.queue.notices.map(({ refusal }) => refusal.reason)).toEqual([
      "unknown-order",
      "unknown-order",
    ]);
    expect(anOrder().id).not.toBe("AAAAAA");
  });
});
