import { beforeEach, describe, expect, it } from "vitest";
import type { Order } from "../../../src/order/order.ts";
import { answerPrivately } from "../../../src/workflow/announce-order.ts";
import { MessageFailure, type Notice } from "../../../src/workflow/ports.ts";
import { repairOrder, tellOrder } from "../../../src/workflow/tell-order.ts";
import { aPolicy, aRule } from "../../support/a-policy.ts";
import { after, anOrder, nextVersion } from "../../support/an-order.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import { memoryPosts } from "../../support/memory-posts.ts";
import { announceResult, showCard } from "../../support/tellings.ts";
import {
  keptLog,
  keptTroubles,
  memoryMessenger,
  standingClock,
} from "../../support/workflow-ports.ts";

const ID = "K7M4Q9";
const APPROVALS = "C0APPROVALS";
const TROUBLE = `approvals:${APPROVALS}`;

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

const shown = (world: World, kind: string) =>
  world.messenger.posted
    .filter((message) => message.kind === kind)
    .map(({ channel, version, updates, gone, note }) => ({
      channel,
      version,
      updates,
      gone,
      ...(note ? { note } : {}),
    }));

let world: World;
beforeEach(() => {
  world = setUp();
});

describe("the card of an order", () => {
  it("is posted where approvals are asked for", async () => {
    expect(await showCard(world, ID)).toBeUndefined();
    expect(shown(world, "card")).toEqual([
      { channel: APPROVALS, version: 1, updates: 0, gone: false },
    ]);
    expect(world.posts.all()).toEqual({
      [`${ID}/card`]: { channel: APPROVALS, ts: "1700000000.000001", version: 1 },
    });
  });

  it("is posted where its rule says", async () => {
    world = setUp(anOrder(), aPolicy({ rules: [aRule({ channel: "C0SMALL" })] }));
    await showCard(world, ID);
    expect(shown(world, "card")).toMatchObject([{ channel: "C0SMALL" }]);
  });

  it("is posted once, however often the job runs, alone or at once", async () => {
    await Promise.all([showCard(world, ID), showCard(world, ID), showCard(world, ID)]);
    await showCard(world, ID);
    expect(shown(world, "card")).toEqual([
      { channel: APPROVALS, version: 1, updates: 0, gone: false },
    ]);
  });

  it("is drawn again, and not posted again, when the order went on", async () => {
    await showCard(world, ID);
    world.orders.put(nextVersion(anOrder(), { status: "approved" }));
    await showCard(world, ID);
    expect(shown(world, "card")).toEqual([
      { channel: APPROVALS, version: 2, updates: 1, gone: false },
    ]);
    expect(world.posts.all()[`${ID}/card`]).toMatchObject({ version: 2 });
  });

  it("is left alone when it shows this version or a newer one", async () => {
    await showCard(world, ID);
    await world.posts.record(ID, "card", {
      channel: APPROVALS,
      ts: "1700000000.000001",
      version: 5,
    });
    await showCard(world, ID);
    expect(shown(world, "card")).toMatchObject([{ updates: 0 }]);
  });

  it("stays where it stands when the policy names another channel later", async () => {
    await showCard(world, ID);
    world.orders.put(nextVersion(anOrder(), { status: "denied" }));
    await showCard({ ...world, policy: () => aPolicy({ channels: { approvals: "C0NEW" } }) }, ID);
    expect(shown(world, "card")).toEqual([
      { channel: APPROVALS, version: 2, updates: 1, gone: false },
    ]);
  });

  it("is posted anew when somebody deleted it", async () => {
    await showCard(world, ID);
    world.messenger.remove("card");
    world.orders.put(nextVersion(anOrder(), { status: "approved" }));
    await showCard(world, ID);
    expect(shown(world, "card")).toMatchObject([{ gone: true }, { gone: false, version: 2 }]);
    world.orders.put(anOrder({ status: "provisioning", version: 3 }));
    await showCard(world, ID);
    expect(shown(world, "card")).toMatchObject([
      { gone: true },
      { gone: false, version: 3, updates: 1 },
    ]);
  });

  it("is not posted for an order that was over before anybody was asked", async () => {
    for (const status of ["denied", "cancelled", "expired"] as const) {
      world = setUp(anOrder({ status }));
      expect(await showCard(world, ID)).toBeUndefined();
      expect(world.messenger.posted).toEqual([]);
    }
  });

  it("is posted for an order that was bought, or was not, before its card could be", async () => {
    for (const status of ["provisioned", "failed", "unknown"] as const) {
      world = setUp(anOrder({ status }));
      await showCard(world, ID);
      expect(shown(world, "card")).toHaveLength(1);
    }
  });

  it("is none for an order that there is not", async () => {
    expect(await showCard(world, "AAAAAA")).toBeUndefined();
    expect(world.messenger.posted).toEqual([]);
  });

  it("waits its turn while somebody else draws it", async () => {
    const release = world.posts.hold(ID);
    expect(await showCard(world, ID)).toEqual({ againInMs: 200 });
    expect(world.messenger.posted).toEqual([]);
    release();
    expect(await showCard(world, ID)).toBeUndefined();
    expect(shown(world, "card")).toHaveLength(1);
  });

  it("waits as long as Slack asks when there were too many messages", async () => {
    world.messenger.failNext(
      new MessageFailure("rate-limited", "ratelimited", { retryAfterMs: 7_000 }),
    );
    expect(await showCard(world, ID)).toEqual({ againInMs: 7_000 });
    world.messenger.failNext(new MessageFailure("rate-limited", "ratelimited"));
    expect(await showCard(world, ID)).toEqual({ againInMs: 1_000 });
    expect(await showCard(world, ID)).toBeUndefined();
    expect(shown(world, "card")).toHaveLength(1);
    expect(world.troubles.now.size).toBe(0);
  });

  it("fails when Slack fails otherwise, so that the queue tries again", async () => {
    const failure = new MessageFailure("other", "internal_error");
    world.messenger.failNext(failure);
    await expect(showCard(world, ID)).rejects.toBe(failure);
    world.clock.setTo(2);
    expect(await showCard(world, ID)).toBeUndefined();
    expect(shown(world, "card")).toHaveLength(1);
  });
});

describe("a card that was clicked and showed something else", () => {
  it("is drawn as the order is, although its version did not change", async () => {
    await showCard(world, ID);
    const [card] = world.messenger.posted;
    if (!card) throw new Error("No card was posted.");
    card.version = 0;
    await showCard(world, ID, { clicked: card });
    expect(shown(world, "card")).toEqual([
      { channel: APPROVALS, version: 1, updates: 1, gone: false },
    ]);
  });

  it("is drawn together with the one that is remembered, when it is another", async () => {
    await showCard(world, ID);
    const { ts } = await world.messenger.postCard("C0ELSEWHERE", anOrder({ version: 0 }));
    await showCard(world, ID, { clicked: { channel: "C0ELSEWHERE", ts } });
    expect(shown(world, "card")).toEqual([
      { channel: APPROVALS, version: 1, updates: 1, gone: false },
      { channel: "C0ELSEWHERE", version: 1, updates: 1, gone: false },
    ]);
  });

  it("and is gone does no harm", async () => {
    await showCard(world, ID);
    await showCard(world, ID, { clicked: { channel: "C0ELSEWHERE", ts: "1" } });
    expect(shown(world, "card")).toHaveLength(1);
  });

  it("does not bring a card into being for an order that is over", async () => {
    world = setUp(anOrder({ status: "denied", version: 2 }));
    const { ts } = await world.messenger.postCard("C0ELSEWHERE", anOrder());
    await showCard(world, ID, { clicked: { channel: "C0ELSEWHERE", ts } });
    expect(shown(world, "card")).toEqual([
      { channel: "C0ELSEWHERE", version: 2, updates: 1, gone: false },
    ]);
  });
});

describe("a channel for approvals that cannot be written to", () => {
  beforeEach(() => world.messenger.close(APPROVALS));

  it("is reported until a person mends it, with what to do", async () => {
    expect(await showCard(world, ID)).toEqual({ againInMs: 15_000 });
    expect([...world.troubles.now]).toEqual([
      [TROUBLE, expect.stringMatching(/K7M4Q9.*not_in_channel.*C0APPROVALS.*Invite the bot/)],
    ]);
  });

  it("is told to the requester once, alone", async () => {
    await showCard(world, ID);
    await showCard(world, ID);
    expect(shown(world, "unposted")).toMatchObject([{ channel: "U0ALICE" }]);
  });

  it("gets the card as soon as it is open, and the trouble is over", async () => {
    await showCard(world, ID);
    world.messenger.open(APPROVALS);
    expect(await showCard(world, ID)).toBeUndefined();
    expect(shown(world, "card")).toMatchObject([{ channel: APPROVALS }]);
    expect(world.troubles.now.size).toBe(0);
  });

  it("keeps being asked when not even the requester can be told", async () => {
    world.messenger.close("U0ALICE");
    expect(await showCard(world, ID)).toEqual({ againInMs: 15_000 });
    expect(world.log.lines).toMatchObject([{ level: "warn" }]);
    world.messenger.open("U0ALICE");
    await showCard(world, ID);
    expect(shown(world, "unposted")).toHaveLength(1);
  });

  it("holds up nobody else's order", async () => {
    world.orders.put(anOrder({ id: "AAAAAA", rule: { ...anOrder().rule, name: "other" } }));
    const policy = aPolicy({
      rules: [aRule({ match: { maxCount: 1 } }), aRule({ name: "other", channel: "C0OTHER" })],
    });
    await showCard({ ...world, policy: () => policy }, ID);
    await showCard({ ...world, policy: () => policy }, "AAAAAA");
    expect(shown(world, "card")).toMatchObject([{ channel: "C0OTHER" }]);
    expect([...world.troubles.now.keys()]).toEqual([TROUBLE]);
  });
});

describe("the result of an order", () => {
  const bought = after(anOrder({ instanceIds: ["i-1"] }), "approve", "begin", "complete");
  const withAnnouncements = aPolicy({ channels: { approvals: APPROVALS, announcements: "C0OPS" } });

  it("is told once where it was asked, however often the job runs", async () => {
    world = setUp(bought);
    await announceResult(world, ID, 4);
    await Promise.all([announceResult(world, ID, 4), announceResult(world, ID, 4)]);
    expect(shown(world, "result")).toEqual([
      { channel: "C0ASKED", version: 4, updates: 0, gone: false },
    ]);
  });

  it("is announced once where the team listens, too", async () => {
    world = setUp(bought, withAnnouncements);
    await announceResult(world, ID, 4);
    await announceResult(world, ID, 4);
    const channels = shown(world, "result").map(({ channel }) => channel);
    expect(channels.toSorted()).toEqual(["C0ASKED", "C0OPS"]);
  });

  it("is told once when it was asked where the team listens", async () => {
    world = setUp({ ...bought, askedIn: "C0OPS" }, withAnnouncements);
    await announceResult(world, ID, 4);
    expect(shown(world, "result").map(({ channel }) => channel)).toEqual(["C0OPS"]);
  });

  it("comes to the requester alone, with a line on how to invite the bot, where it may not speak", async () => {
    world = setUp(bought);
    world.messenger.close("C0ASKED");
    expect(await announceResult(world, ID, 4)).toBeUndefined();
    expect(shown(world, "result")).toEqual([
      { channel: "U0ALICE", version: 4, updates: 0, gone: false, note: "invite" },
    ]);
    world.messenger.open("C0ASKED");
    await announceResult(world, ID, 4);
    expect(shown(world, "result")).toHaveLength(1);
  });

  it("is asked again later when it can be told nowhere", async () => {
    world = setUp(bought);
    world.messenger.close("C0ASKED");
    world.messenger.close("U0ALICE");
    expect(await announceResult(world, ID, 4)).toEqual({ againInMs: 15_000 });
    world.messenger.open("U0ALICE");
    expect(await announceResult(world, ID, 4)).toBeUndefined();
    expect(shown(world, "result")).toMatchObject([{ channel: "U0ALICE", note: "invite" }]);
  });

  it("is announced although it could not be told where it was asked", async () => {
    world = setUp(bought, withAnnouncements);
    const failure = new MessageFailure("other", "fatal_error");
    const messenger: World["messenger"] = {
      ...world.messenger,
      postResult: (channel, ...given) =>
        channel === "C0ASKED"
          ? Promise.reject(failure)
          : world.messenger.postResult(channel, ...given),
    };
    await expect(announceResult({ ...world, messenger }, ID, 4)).rejects.toBe(failure);
    expect(shown(world, "result")).toMatchObject([{ channel: "C0OPS" }]);
  });

  it("is told although it cannot be announced; that is only logged", async () => {
    world = setUp(bought, withAnnouncements);
    world.messenger.close("C0OPS");
    expect(await announceResult(world, ID, 4)).toBeUndefined();
    expect(shown(world, "result").map(({ channel }) => channel)).toEqual(["C0ASKED"]);
    expect(world.log.lines).toMatchObject([
      { level: "warn", facts: { channel: "C0OPS", code: "not_in_channel" } },
    ]);
  });

  it("is told once when announcing it was held up in between", async () => {
    world = setUp(bought, withAnnouncements);
    const slow = {
      ...world.messenger,
      postResult: async (...given: Parameters<World["messenger"]["postResult"]>) => {
        if (given[0] === "C0OPS")
          throw new MessageFailure("rate-limited", "ratelimited", { retryAfterMs: 3_000 });
        return world.messenger.postResult(...given);
      },
    };
    expect(await announceResult({ ...world, messenger: slow }, ID, 4)).toEqual({
      againInMs: 3_000,
    });
    expect(await announceResult(world, ID, 4)).toBeUndefined();
    expect(shown(world, "result").map(({ channel }) => channel)).toEqual(["C0ASKED", "C0OPS"]);
  });

  it.each([3, 5])("of version %d is not told when the order is in version 4", async (version) => {
    world = setUp(bought);
    expect(await announceResult(world, ID, version)).toBeUndefined();
    expect(world.messenger.posted).toEqual([]);
  });

  it("is told again when a later try ended, too", async () => {
    const failed = after(
      anOrder({ failure: { kind: "refused", status: "X", retriable: true } }),
      "approve",
      "begin",
      "fail",
    );
    world = setUp(failed);
    await announceResult(world, ID, 4);
    world.orders.put(after(failed, "retry", "begin", "fail"));
    await announceResult(world, ID, 7);
    expect(shown(world, "result").map(({ version }) => version)).toEqual([4, 7]);
  });

  it("is told although the tracker went on before it could be, as the order is by then", async () => {
    world = setUp(after(bought, "observe", "observe"));
    await announceResult(world, ID, 4);
    await announceResult(world, ID, 4);
    expect(shown(world, "result")).toMatchObject([{ channel: "C0ASKED", version: 6 }]);
    for (const version of [5, 6]) await announceResult(world, ID, version);
    expect(shown(world, "result")).toHaveLength(1);
  });

  it("is told of a failure although a click found that something moved since", async () => {
    world = setUp(after(anOrder(), "approve", "begin", "fail", "recheck"));
    await announceResult(world, ID, 4);
    expect(shown(world, "result")).toHaveLength(1);
  });

  it("is not told of a failure that is being tried again", async () => {
    world = setUp(after(anOrder(), "approve", "begin", "fail", "retry"));
    await announceResult(world, ID, 4);
    expect(shown(world, "result")).toEqual([]);
  });

  it("of an order that was decided as it was placed is told for its first version", async () => {
    world = setUp(anOrder({ status: "cancelled" }));
    await announceResult(world, ID, 1);
    expect(shown(world, "result")).toHaveLength(1);
  });

  it("of no order is nothing", async () => {
    expect(await announceResult(world, "AAAAAA", 1)).toBeUndefined();
    expect(world.messenger.posted).toEqual([]);
  });

  it("waits its turn", async () => {
    world = setUp(bought);
    world.posts.hold(ID);
    expect(await announceResult(world, ID, 4)).toEqual({ againInMs: 200 });
  });
});

describe("everything that an order owes its readers", () => {
  const bought = after(anOrder(), "approve", "begin", "complete");
  const kinds = () => world.messenger.posted.map(({ kind }) => kind);

  it("is told in one job, once", async () => {
    world = setUp(bought);
    await Promise.all([tellOrder(world, ID, 4), tellOrder(world, ID, 4)]);
    await tellOrder(world, ID, 4);
    expect(kinds().toSorted()).toEqual(["card", "result", "story"]);
    expect(world.messenger.posted.map(({ updates }) => updates)).toEqual([0, 0, 0]);
  });

  it("is told as far as that is possible, and the rest when it is", async () => {
    world = setUp(bought);
    world.messenger.close(APPROVALS);
    expect(await tellOrder(world, ID, 4)).toEqual({ againInMs: 15_000 });
    expect(kinds()).toEqual(["result", "unposted"]);
    world.messenger.open(APPROVALS);
    world.messenger.close("C0ASKED");
    expect(await tellOrder(world, ID, 4)).toBeUndefined();
    expect(kinds()).toEqual(["result", "unposted", "card", "story"]);
  });

  it("is asked for again as soon as the first of it can be told", async () => {
    world = setUp(bought);
    world.messenger.close(APPROVALS);
    const soon = new MessageFailure("rate-limited", "ratelimited", { retryAfterMs: 2_000 });
    const messenger = { ...world.messenger, postResult: () => Promise.reject(soon) };
    expect(await tellOrder({ ...world, messenger }, ID, 4)).toEqual({ againInMs: 2_000 });
  });

  it.each([
    ["another message of it that may go sooner", { retryAfterMs: 2_000 }, "rate-limited"],
    ["one that failed without saying when", {}, "other"],
    ["one in a closed channel", {}, "channel"],
  ] as const)("waits as long as Slack asks, beside %s", async (_, options, kind) => {
    world = setUp(bought);
    const reject = (failure: MessageFailure) => () => Promise.reject(failure);
    const messenger = {
      ...world.messenger,
      postResult: reject(
        new MessageFailure("rate-limited", "ratelimited", { retryAfterMs: 30_000 }),
      ),
      postCard: reject(new MessageFailure(kind, "some_code", options)),
    };
    expect(await tellOrder({ ...world, messenger }, ID, 4)).toEqual({ againInMs: 30_000 });
  });

  it("is told again when the lease was lost meanwhile: what is newer may have been drawn over", async () => {
    const posts: typeof world.posts = {
      ...world.posts,
      async exclusively(orderId, work) {
        await world.posts.exclusively(orderId, work);
        return "lost";
      },
    };
    expect(await tellOrder({ ...world, posts }, ID, 1)).toEqual({ againInMs: 200 });
  });

  describe("when the channel of its card was archived", () => {
    const archived = (): World["messenger"] => ({
      ...world.messenger,
      updateCard: () => Promise.reject(new MessageFailure("channel", "is_archived")),
    });

    it("is done once the order is over", async () => {
      await tellOrder(world, ID, 1);
      world.orders.put(after(anOrder(), "deny"));
      expect(await tellOrder({ ...world, messenger: archived() }, ID, 2)).toBeUndefined();
      expect(await repairOrder({ ...world, messenger: archived() }, ID)).toBeUndefined();
      expect(kinds()).toEqual(["card", "story", "result"]);
    });

    it("waits for a person while the order is not", async () => {
      await tellOrder(world, ID, 1);
      world.orders.put(after(anOrder(), "propose"));
      expect(await tellOrder({ ...world, messenger: archived() }, ID, 2)).toEqual({
        againInMs: 15_000,
      });
    });
  });

  it("fails when a part of it failed without saying when to try again, with the others told", async () => {
    world = setUp(bought);
    const failure = new MessageFailure("other", "fatal_error");
    const messenger = { ...world.messenger, postResult: () => Promise.reject(failure) };
    await expect(tellOrder({ ...world, messenger }, ID, 4)).rejects.toBe(failure);
    expect(kinds()).toEqual(["card", "story"]);
  });

  it("is a reminder in the thread, and no card drawn again for it", async () => {
    await tellOrder(world, ID, 1);
    world.orders.put(after(anOrder(), "remind"));
    await tellOrder(world, ID, 2);
    expect(kinds()).toEqual(["card", "story", "story"]);
    expect(shown(world, "card")).toMatchObject([{ version: 1, updates: 0 }]);
    world.orders.put(after(anOrder(), "remind", "deny"));
    await tellOrder(world, ID, 3);
    expect(shown(world, "card")).toMatchObject([{ version: 3, updates: 1 }]);
  });
});

describe("a private answer to a click", () => {
  const notice: Notice = {
    userId: "U0BOB",
    channel: "C0ASKED",
    refusal: { reason: "unknown-order" },
  };

  it("waits as long as Slack asks", async () => {
    const limit = new MessageFailure("rate-limited", "ratelimited", { retryAfterMs: 7_000 });
    world.messenger.failNext(limit);
    expect(await answerPrivately(world, notice)).toEqual({ againInMs: 7_000 });
    expect(await answerPrivately(world, notice)).toBeUndefined();
    expect(shown(world, "notice")).toHaveLength(1);
  });

  it("fails when the person cannot be written to, and so uses up its tries", async () => {
    world.messenger.close("C0ASKED");
    await expect(answerPrivately(world, notice)).rejects.toMatchObject({ kind: "channel" });
  });
});
