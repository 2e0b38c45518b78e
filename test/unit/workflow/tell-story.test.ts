import { beforeEach, describe, expect, it } from "vitest";
import type { Order } from "../../../src/order/order.ts";
import { MessageFailure } from "../../../src/workflow/ports.ts";
import { repairOrder, tellOrder } from "../../../src/workflow/tell-order.ts";
import { aPolicy } from "../../support/a-policy.ts";
import { after, anOrder, aSpec, bob, minutesLater } from "../../support/an-order.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import { memoryPosts } from "../../support/memory-posts.ts";
import { raiseAlarm, showCard, tellRequester, tellStory } from "../../support/tellings.ts";
import {
  keptLog,
  keptTroubles,
  memoryMessenger,
  standingClock,
} from "../../support/workflow-ports.ts";

const ID = "K7M4Q9";
const APPROVALS = "C0APPROVALS";

function setUp(order: Order = anOrder(), policy = aPolicy()) {
  const orders = memoryOrders(standingClock());
  orders.put(order);
  return {
    orders,
    posts: memoryPosts(),
    messenger: memoryMessenger(),
    policy: () => policy,
    troubles: keptTroubles(),
    clock: standingClock(),
    log: keptLog(),
  };
}
type World = ReturnType<typeof setUp>;

/** What was told in messages of this kind: where, and which steps or why. */
const told = (world: World, kind: "story" | "direct" | "alarm") =>
  world.messenger.posted
    .filter((message) => message.kind === kind)
    .map(({ channel, note }) => `${channel}: ${note}`);

let world: World;
beforeEach(() => {
  world = setUp();
});

describe("the story under a card", () => {
  it("tells every step that was not told yet in one message", async () => {
    world = setUp(after(anOrder(), "approve", "begin"));
    await showCard(world, ID);
    expect(await tellStory(world, ID)).toBeUndefined();
    expect(told(world, "story")).toEqual([`${APPROVALS}: place approve begin`]);
    expect(world.posts.all()[`${ID}/story`]).toMatchObject({ version: 3 });
  });

  it("goes on where it stopped", async () => {
    await showCard(world, ID);
    await tellStory(world, ID);
    world.orders.put(after(anOrder(), "approve", "begin", "complete"));
    await tellStory(world, ID);
    expect(told(world, "story")).toEqual([
      `${APPROVALS}: place`,
      `${APPROVALS}: approve begin complete`,
    ]);
  });

  it("tells nothing twice, however often the job runs, alone or at once", async () => {
    await showCard(world, ID);
    await Promise.all([tellStory(world, ID), tellStory(world, ID), tellStory(world, ID)]);
    await tellStory(world, ID);
    expect(told(world, "story")).toEqual([`${APPROVALS}: place`]);
  });

  it("tells both steps of an order that was approved as it was placed", async () => {
    const placed = after(anOrder(), "approve");
    world = setUp({
      ...placed,
      version: 1,
      history: placed.history.map((step) => ({ ...step, version: 1 })),
    });
    await showCard(world, ID);
    await tellStory(world, ID);
    expect(told(world, "story")).toEqual([`${APPROVALS}: place approve`]);
  });

  it.each([
    ["pending", []],
    ["approved", ["approve"]],
    ["provisioned", ["approve", "begin", "complete"]],
    ["failed", ["approve", "begin", "fail"]],
    ["unknown", ["approve", "begin", "doubt"]],
  ] as const)(
    "comes under the card, and not before it, of an order that is %s",
    async (_, steps) => {
      world = setUp(after(anOrder(), ...steps));
      await tellStory(world, ID);
      expect(world.messenger.posted).toEqual([]);
      expect(await tellOrder(world, ID, 1)).toBeUndefined();
      expect(world.messenger.posted.map(({ kind }) => kind)).toEqual(["card", "story"]);
    },
  );

  it.each(["deny", "cancel", "expire"] as const)(
    "is never told of an order that nobody was asked about: it ended by %s",
    async (action) => {
      world = setUp(after(anOrder(), action));
      await showCard(world, ID);
      expect(await tellStory(world, ID)).toBeUndefined();
      expect(world.messenger.posted).toEqual([]);
    },
  );

  it("is told to its end when the card stands", async () => {
    await showCard(world, ID);
    world.orders.put(after(anOrder(), "deny"));
    await tellStory(world, ID);
    expect(told(world, "story")).toEqual([`${APPROVALS}: place deny`]);
  });

  it("follows a card that somebody deleted to the new one", async () => {
    await showCard(world, ID);
    await tellStory(world, ID);
    world.messenger.remove("card");
    world.orders.put(after(anOrder(), "approve"));
    await showCard(world, ID);
    const threads: string[] = [];
    const messenger: World["messenger"] = {
      ...world.messenger,
      postStory: (card, ...rest) => {
        threads.push(card.ts);
        return world.messenger.postStory(card, ...rest);
      },
    };
    await tellStory({ ...world, messenger }, ID);
    expect(threads).toEqual([world.posts.all()[`${ID}/card`]?.ts]);
  });

  it("stays untold, and is told later, while Slack takes no more messages or the channel is closed", async () => {
    await showCard(world, ID);
    world.messenger.failNext(
      new MessageFailure("rate-limited", "ratelimited", { retryAfterMs: 7_000 }),
    );
    expect(await tellStory(world, ID)).toEqual({ againInMs: 7_000 });
    world.messenger.close(APPROVALS);
    expect(await tellStory(world, ID)).toEqual({ againInMs: 15_000 });
    world.messenger.open(APPROVALS);
    expect(await tellStory(world, ID)).toBeUndefined();
    expect(told(world, "story")).toEqual([`${APPROVALS}: place`]);
  });

  it("waits its turn while somebody else tells of the order", async () => {
    const release = world.posts.hold(ID);
    expect(await tellOrder(world, ID, 1)).toEqual({ againInMs: 200 });
    release();
    await tellOrder(world, ID, 1);
    expect(told(world, "story")).toHaveLength(1);
  });

  it("of no order is nothing", async () => {
    expect(await tellStory(world, "AAAAAA")).toBeUndefined();
    expect(world.messenger.posted).toEqual([]);
  });
});

describe("what the requester alone is told", () => {
  const proposed = after(anOrder({ spec: aSpec({ count: 3 }) }), "propose");
  const standing: Order = {
    ...proposed,
    proposal: { rule: anOrder().rule, by: bob, at: minutesLater(2), spec: aSpec({ count: 1 }) },
  };

  it("is a proposal, once", async () => {
    world = setUp(standing);
    await Promise.all([tellRequester(world, ID, 2), tellRequester(world, ID, 2)]);
    await tellRequester(world, ID, 2);
    expect(told(world, "direct")).toEqual(["U0ALICE: propose"]);
  });

  it("is no proposal that was declined or replaced before it could be told", async () => {
    world = setUp(after(proposed, "decline"));
    await tellRequester(world, ID, 2);
    const replaced = after(proposed, "propose");
    world = setUp({
      ...replaced,
      proposal: { rule: anOrder().rule, by: bob, at: minutesLater(3), spec: aSpec({ count: 2 }) },
    });
    await tellRequester(world, ID, 2);
    expect(world.messenger.posted).toEqual([]);
    await tellRequester(world, ID, 3);
    expect(told(world, "direct")).toEqual(["U0ALICE: propose"]);
  });

  it("is drawn again when something happened to the order, and not twice", async () => {
    world = setUp(standing);
    await tellRequester(world, ID, 2);
    const shown = () =>
      world.messenger.posted.map(({ version, updates }) => ({ version, updates }));
    world.orders.put(after(standing, "recheck"));
    await tellRequester(world, ID, 3);
    expect(shown()).toEqual([{ version: 3, updates: 1 }]);
    world.orders.put(after(proposed, "recheck", "decline"));
    await tellRequester(world, ID, 4);
    await tellRequester(world, ID, 4);
    await tellRequester(world, ID, 3);
    expect(shown()).toEqual([{ version: 4, updates: 2 }]);
  });

  it("is looked for and drawn again when its answer was lost and the proposal fell meanwhile", async () => {
    world = setUp(standing);
    world.messenger.loseNext();
    await expect(tellRequester(world, ID, 2)).rejects.toThrow("did not take the message");
    world.orders.put(after(proposed, "deny"));
    const clock = standingClock();
    clock.setTo(2);
    expect(await tellRequester({ ...world, clock }, ID, 3)).toBeUndefined();
    expect(world.messenger.posted).toMatchObject([{ kind: "direct", version: 3, updates: 1 }]);
  });

  it("stays as it is when somebody deleted it", async () => {
    world = setUp(standing);
    await tellRequester(world, ID, 2);
    world.messenger.remove("direct");
    world.orders.put(after(proposed, "decline"));
    expect(await tellRequester(world, ID, 3)).toBeUndefined();
    expect(told(world, "direct")).toEqual(["U0ALICE: propose"]);
  });

  it("is drawn again when a click on it met something else, whatever it is thought to show", async () => {
    world = setUp(standing);
    await tellRequester(world, ID, 2);
    await repairOrder(world, ID);
    await repairOrder(world, "AAAAAA");
    expect(world.messenger.posted).toMatchObject([
      { kind: "direct", updates: 1 },
      { kind: "card" },
    ]);
  });

  it("is that the servers came to their end, and no step on the way there", async () => {
    const bought = after(anOrder(), "approve", "begin", "complete");
    world = setUp(
      after(
        bought,
        { action: "observe", progress: { running: 1, failed: 0, of: 2 } },
        { action: "observe", progress: { running: 2, failed: 0, of: 2, over: "all" } },
      ),
    );
    await tellRequester(world, ID, 5);
    expect(world.messenger.posted).toEqual([]);
    await tellRequester(world, ID, 6);
    await tellRequester(world, ID, 6);
    expect(told(world, "direct")).toEqual(["U0ALICE: observe"]);
  });

  it("waits for a person when their messages are closed", async () => {
    world = setUp(standing);
    world.messenger.close("U0ALICE");
    expect(await tellRequester(world, ID, 2)).toEqual({ againInMs: 15_000 });
    world.messenger.open("U0ALICE");
    expect(await tellRequester(world, ID, 2)).toBeUndefined();
    expect(told(world, "direct")).toHaveLength(1);
  });

  it("is nothing of a version or an order that there is not", async () => {
    expect(await tellRequester(world, ID, 9)).toBeUndefined();
    expect(await tellRequester(world, "AAAAAA", 1)).toBeUndefined();
    expect(world.messenger.posted).toEqual([]);
  });
});

describe("the alarm of a break-glass purchase", () => {
  const broken = after(anOrder(), { action: "break-glass", reason: "The site is down." });
  const policy = aPolicy({ channels: { approvals: APPROVALS, announcements: "C0OPS" } });
  const everywhere = [APPROVALS, "C0OPS", "C0ASKED"].map(
    (channel) => `${channel}: The site is down.`,
  );
  beforeEach(() => {
    world = setUp(broken, policy);
  });

  it("is raised once in every channel that the order concerns", async () => {
    await Promise.all([raiseAlarm(world, ID, 2), raiseAlarm(world, ID, 2)]);
    await raiseAlarm(world, ID, 2);
    expect(told(world, "alarm")).toEqual(everywhere);
  });

  it("is raised although the order went on before it could be", async () => {
    world = setUp(after(broken, "begin", "complete"), policy);
    await raiseAlarm(world, ID, 2);
    expect(told(world, "alarm")).toEqual(everywhere);
  });

  it("is raised once in a channel that is two of them", async () => {
    world = setUp({ ...broken, askedIn: APPROVALS });
    await raiseAlarm(world, ID, 2);
    expect(told(world, "alarm")).toEqual([everywhere[0]]);
  });

  it("is raised in the others when one is closed, which is logged as an error", async () => {
    world.messenger.close(APPROVALS);
    expect(await raiseAlarm(world, ID, 2)).toBeUndefined();
    expect(told(world, "alarm")).toEqual(everywhere.slice(1));
    expect(world.log.lines).toMatchObject([
      { level: "error", facts: { orderId: ID, channel: APPROVALS, code: "not_in_channel" } },
    ]);
  });

  it("is raised in the others when Slack fails in one, and there with the next try", async () => {
    const failure = new MessageFailure("other", "fatal_error");
    world.messenger.failNext(failure);
    await expect(raiseAlarm(world, ID, 2)).rejects.toBe(failure);
    expect(told(world, "alarm")).toEqual(everywhere.slice(1));
    const clock = standingClock();
    clock.setTo(2);
    await raiseAlarm({ ...world, clock }, ID, 2);
    expect(told(world, "alarm").toSorted()).toEqual(everywhere.toSorted());
  });

  it("is raised later when every channel is closed: somebody has to hear it", async () => {
    for (const channel of [APPROVALS, "C0OPS", "C0ASKED"]) world.messenger.close(channel);
    expect(await raiseAlarm(world, ID, 2)).toEqual({ againInMs: 15_000 });
    world.messenger.open("C0OPS");
    expect(await raiseAlarm(world, ID, 2)).toBeUndefined();
    expect(told(world, "alarm")).toEqual([everywhere[1]]);
  });

  it("goes on where it was held up", async () => {
    let calls = 0;
    const messenger: World["messenger"] = {
      ...world.messenger,
      postAlarm: (...given) => {
        calls += 1;
        return calls === 2
          ? Promise.reject(
              new MessageFailure("rate-limited", "ratelimited", { retryAfterMs: 3_000 }),
            )
          : world.messenger.postAlarm(...given);
      },
    };
    expect(await raiseAlarm({ ...world, messenger }, ID, 2)).toEqual({ againInMs: 3_000 });
    expect(await raiseAlarm({ ...world, messenger }, ID, 2)).toBeUndefined();
    expect(told(world, "alarm").toSorted()).toEqual(everywhere.toSorted());
  });
});
