import { beforeEach, describe, expect, it } from "vitest";
import type { Order } from "../../../src/order/order.ts";
import type { AnnouncePorts } from "../../../src/workflow/posting.ts";
import { tellOrder } from "../../../src/workflow/tell-order.ts";
import { MessageFailure, type Later } from "../../../src/workflow/ports.ts";
import { aPolicy } from "../../support/a-policy.ts";
import { after, anOrder } from "../../support/an-order.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import { memoryPosts } from "../../support/memory-posts.ts";
import {
  announceResult,
  raiseAlarm,
  showCard,
  tellRequester,
  tellStory,
} from "../../support/tellings.ts";
import {
  keptLog,
  keptTroubles,
  memoryMessenger,
  standingClock,
} from "../../support/workflow-ports.ts";

const ID = "K7M4Q9";
const bought = after(anOrder(), "approve", "begin", "complete");
const withAnnouncements = aPolicy({
  channels: { approvals: "C0APPROVALS", announcements: "C0OPS" },
});

function setUp(order: Order, policy = aPolicy()) {
  const clock = standingClock();
  const orders = memoryOrders(clock);
  orders.put(order);
  return {
    orders,
    posts: memoryPosts(),
    messenger: memoryMessenger(),
    policy: () => policy,
    troubles: keptTroubles(),
    clock,
    log: keptLog(),
  };
}
type World = ReturnType<typeof setUp>;

/** The job runs until it is done, as the queue would run it; the clock goes on by a minute with each try. */
async function worked(
  world: World,
  job: (ports: AnnouncePorts) => Promise<void | Later>,
): Promise<void> {
  for (let minute = 2; minute < 12; minute += 1) {
    world.clock.setTo(minute);
    const later = await job(world).catch((error: unknown) => {
      if (error instanceof MessageFailure) return { againInMs: 0 };
      throw error;
    });
    if (!later) return;
  }
  throw new Error("The job was never done.");
}

let world: World;
const kinds = (): readonly string[] => world.messenger.posted.map(({ kind }) => kind);

describe("a process that stood still for longer than its lease", () => {
  /** It stands still right after it noted what it is going to post. */
  const standingStill = (): AnnouncePorts => ({
    ...world,
    posts: {
      ...world.posts,
      async begin(...given) {
        await world.posts.begin(...given);
        world.posts.lose(ID);
      },
    },
  });

  it("posts nothing, and whoever comes next posts each message once", async () => {
    world = setUp(bought, withAnnouncements);
    await worked(world, (ports) => tellOrder(ports, ID, 4));
    const everything = kinds().toSorted();
    world = setUp(bought, withAnnouncements);
    const later = await tellOrder(standingStill(), ID, 4);
    expect(later).toEqual({ againInMs: 1_000 });
    expect(kinds()).toEqual([]);
    await worked(world, (ports) => tellOrder(ports, ID, 4));
    expect(kinds().toSorted()).toEqual(everything);
  });

  it("draws nothing over what stands there by now", async () => {
    world = setUp(after(anOrder(), "propose"));
    await worked(world, (ports) => tellOrder(ports, ID, 2));
    const drawn = structuredClone(world.messenger.posted);
    world.orders.put(after(anOrder(), "propose", "deny"));
    const slow: AnnouncePorts = {
      ...world,
      posts: {
        ...world.posts,
        async of(orderId) {
          world.posts.lose(ID);
          return world.posts.of(orderId);
        },
      },
    };
    await tellOrder(slow, ID, 3);
    expect(world.messenger.posted).toEqual(drawn);
  });
});

describe("a message that Slack took although its answer was lost", () => {
  const withCard = async (order: Order, policy = aPolicy()): Promise<void> => {
    world = setUp(order, policy);
    await showCard(world, ID);
  };

  it("is not posted again: a card, which is then drawn as the order is by now", async () => {
    world = setUp(anOrder());
    world.messenger.loseNext();
    await expect(showCard(world, ID)).rejects.toThrow("did not take the message");
    world.orders.put(after(anOrder(), "approve"));
    await worked(world, (ports) => showCard(ports, ID));
    expect(world.messenger.posted).toMatchObject([{ kind: "card", version: 2, updates: 1 }]);
    expect(world.posts.all()[`${ID}/card`]).toMatchObject({ version: 2 });
  });

  it.each(["deny", "cancel", "expire"] as const)(
    "is not left behind: a card whose order ended by %s before it was found",
    async (action) => {
      world = setUp(anOrder());
      world.messenger.loseNext();
      await expect(showCard(world, ID)).rejects.toThrow("did not take the message");
      world.orders.put(after(anOrder(), action));
      await worked(world, (ports) => showCard(ports, ID));
      expect(world.messenger.posted).toMatchObject([{ kind: "card", version: 2, updates: 1 }]);
    },
  );

  it("is waited for by its story, although its order ended meanwhile", async () => {
    world = setUp(anOrder());
    world.messenger.loseNext();
    await expect(showCard(world, ID)).rejects.toThrow("did not take the message");
    world.orders.put(after(anOrder(), "cancel"));
    expect(await tellOrder(world, ID, 2)).toEqual({ againInMs: 3_000 });
    await worked(world, (ports) => tellOrder(ports, ID, 2));
    expect(kinds()).toEqual(["card", "result", "story"]);
  });

  it("is not posted again: a result", async () => {
    world = setUp(bought);
    world.messenger.loseNext();
    await worked(world, (ports) => announceResult(ports, ID, 4));
    await worked(world, (ports) => announceResult(ports, ID, 4));
    expect(world.messenger.posted).toMatchObject([{ kind: "result", channel: "C0ASKED" }]);
  });

  it("is not posted again: a result that only its requester could be told", async () => {
    world = setUp(bought);
    world.messenger.close("C0ASKED");
    world.messenger.loseNext();
    await expect(announceResult(world, ID, 4)).rejects.toThrow("did not take the message");
    world.messenger.open("C0ASKED");
    await worked(world, (ports) => announceResult(ports, ID, 4));
    expect(world.messenger.posted).toMatchObject([{ kind: "result", channel: "U0ALICE" }]);
  });

  it("is not posted again: an announcement, beside the result", async () => {
    world = setUp(bought, withAnnouncements);
    await announceResult({ ...world, policy: () => aPolicy() }, ID, 4);
    world.messenger.loseNext();
    await worked(world, (ports) => announceResult(ports, ID, 4));
    expect(world.messenger.posted.map(({ channel }) => channel)).toEqual(["C0ASKED", "C0OPS"]);
  });

  it("is not posted again: a piece of the story, which goes on behind it", async () => {
    await withCard(anOrder());
    world.messenger.loseNext();
    await expect(tellStory(world, ID)).rejects.toThrow("did not take the message");
    world.orders.put(after(anOrder(), "approve"));
    await worked(world, (ports) => tellStory(ports, ID));
    expect(
      world.messenger.posted.filter(({ kind }) => kind === "story").map(({ note }) => note),
    ).toEqual(["place", "approve"]);
  });

  it("is not posted again: a direct message, and an alarm in each of its channels", async () => {
    await withCard(after(anOrder(), "break-glass"), withAnnouncements);
    world.messenger.loseNext();
    await worked(world, (ports) => raiseAlarm(ports, ID, 2));
    expect(kinds()).toEqual(["card", "alarm", "alarm", "alarm"]);

    const progress = { running: 1, failed: 0, of: 1, over: "all" } as const;
    await withCard(after(bought, { action: "observe", progress }));
    world.messenger.loseNext();
    await worked(world, (ports) => tellRequester(ports, ID, 5));
    expect(kinds()).toEqual(["card", "direct"]);
  });
});

describe("looking for a message", () => {
  beforeEach(() => {
    world = setUp(bought);
  });

  it("is not done for one that was never begun, nor for one that was answered", async () => {
    await announceResult(world, ID, 4);
    await announceResult(world, ID, 4);
    expect(world.messenger.searches()).toBe(0);
  });

  it("is not done for one that Slack certainly did not take", async () => {
    const rateLimited = new MessageFailure("rate-limited", "ratelimited", { retryAfterMs: 1_000 });
    world.messenger.failNext(rateLimited);
    expect(await announceResult(world, ID, 4)).toEqual({ againInMs: 1_000 });
    await announceResult(world, ID, 4);
    expect(world.messenger.searches()).toBe(0);
    expect(kinds()).toEqual(["result"]);
  });

  it("is followed by posting it when it is not there", async () => {
    world.messenger.failNext(new MessageFailure("other", "WebAPIRequestError"));
    await worked(world, (ports) => announceResult(ports, ID, 4));
    expect(world.messenger.searches()).toBe(1);
    expect(kinds()).toEqual(["result"]);
  });

  it("waits until the message cannot be on its way any more", async () => {
    world.messenger.failNext(new MessageFailure("other", "WebAPIRequestError"));
    await expect(announceResult(world, ID, 4)).rejects.toThrow("did not take the message");
    expect(await announceResult(world, ID, 4)).toEqual({ againInMs: 3_000 });
    expect(kinds()).toEqual([]);
    world.clock.setTo(2);
    expect(await announceResult(world, ID, 4)).toBeUndefined();
    expect(kinds()).toEqual(["result"]);
  });

  it("does not wait for a note by a clock that runs ahead", async () => {
    world.clock.setTo(10);
    world.messenger.failNext(new MessageFailure("other", "WebAPIRequestError"));
    await expect(announceResult(world, ID, 4)).rejects.toThrow("did not take the message");
    world.clock.setTo(1);
    expect(await announceResult(world, ID, 4)).toBeUndefined();
    expect(kinds()).toEqual(["result"]);
  });

  it("is tried again when Slack cannot be asked, and nothing is posted meanwhile", async () => {
    world.messenger.loseNext();
    await expect(announceResult(world, ID, 4)).rejects.toThrow("did not take the message");
    world.clock.setTo(2);
    world.messenger.failNext(new MessageFailure("other", "WebAPIRequestError"));
    await expect(announceResult(world, ID, 4)).rejects.toThrow("did not take the message");
    await worked(world, (ports) => announceResult(ports, ID, 4));
    expect(kinds()).toEqual(["result"]);
  });
});
