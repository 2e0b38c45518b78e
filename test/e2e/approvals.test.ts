import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hashOf } from "../../playground/edcps/ledger.ts";
import { letTimePass, movableClock } from "../../playground/movable-clock.ts";
import type { Message } from "../../playground/slack/messages.ts";
import { dmIdOf } from "../../playground/slack/places.ts";
import { startWorld, type World } from "../../playground/start-world.ts";
import {
  ALICE,
  APPROVALS,
  approve,
  BOB,
  card,
  CAROL,
  order,
  purchasesOf,
  result,
  told,
} from "../support/order-story.ts";
import { until } from "../support/until.ts";

const policy = (rule: string): string => `
channels: { approvals: C0APPROVALS }
rules:
  - ${rule}
`;
const TWO_OF_TWO =
  "{ name: two, approvers: { users: [U0BOB0001, U0CAROL01] }, quorum: 2, breakGlass: { users: [U0CAROL01] } }";

/** What is told under the card, all of it. */
async function story(world: World, id: string): Promise<string> {
  const { ts } = await card(world, id);
  return world.slack
    .messages(APPROVALS)
    .filter(({ thread_ts: thread, ts: own }) => thread === ts && own !== ts)
    .map(({ text }) => text)
    .join("\n");
}
const storyTells = (world: World, id: string, words: RegExp): Promise<unknown> =>
  until(`${words} in the story of ${id}`, async () => words.test(await story(world, id)));
const shows = (world: World, id: string, words: RegExp): Promise<Message> =>
  card(world, id, ({ blocks }) => words.test(JSON.stringify(blocks)));
const direct = (world: World, who: string, id: string): Promise<Message> =>
  until(`a direct message to ${who}`, () =>
    world.slack.dm(who).findLast(({ text }) => text.includes(id)),
  );

function worldWith(rule: string, env: Readonly<Record<string, string>> = {}): () => World {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ policy: policy(rule), env });
    await world.start();
  });
  afterAll(async () => {
    expect(world.slack.complaints).toEqual([]);
    await world.stop();
  });
  return () => world;
}

describe("an order that two people have to agree to", () => {
  const world = worldWith(TWO_OF_TWO);

  it("is bought once both have, and its thread tells how it came to that", async () => {
    const id = await order(world(), { name: "both-1" });
    await approve(world(), id, BOB);
    await shows(world(), id, /1 of 2/);
    expect(purchasesOf(world(), "both-1")).toEqual([]);
    await approve(world(), id, CAROL);
    await result(world(), id);
    expect(purchasesOf(world(), "both-1")).toHaveLength(1);
    await storyTells(world(), id, /asked for/);
    await storyTells(world(), id, /U0BOB0001> approved[^]*1 of 2/);
    await storyTells(world(), id, /U0CAROL01> approved[^]*2 of 2/);
    await storyTells(world(), id, /[Bb]ought/);
  });

  it("counts one person once", async () => {
    const id = await order(world(), { name: "once-1" });
    await approve(world(), id, BOB);
    await shows(world(), id, /1 of 2/);
    await approve(world(), id, BOB);
    expect(await told(world(), BOB, id)).toMatch(/already/);
    expect(purchasesOf(world(), "once-1")).toEqual([]);
    await world().slack.as(ALICE).command(APPROVALS, `/edcps cancel ${id}`);
  });

  it("goes past them when the glass is broken, and everybody is told who did it, and why", async () => {
    const id = await order(world(), { name: "glass-1" });
    const carol = world().slack.as(CAROL);
    await carol.click(APPROVALS, (await card(world(), id)).ts, "order_details");
    await carol.waitForView();
    await carol.clickInView("order_break_glass");
    await carol.waitForView(({ callback_id }) => callback_id === "order_break_glass");
    expect(await carol.submit()).not.toMatchObject({ closed: true });
    expect(purchasesOf(world(), "glass-1")).toEqual([]);
    await carol.type("reason", "The <!channel> shop is down");
    await carol.submit();
    await carol.close({ all: true });
    await result(world(), id);
    expect(purchasesOf(world(), "glass-1")).toHaveLength(1);
    for (const channel of [APPROVALS, "C0OPS0001"]) {
      const alarm = await until(`an alarm in ${channel}`, () =>
        world()
          .slack.messages(channel)
          .find(
            ({ text, thread_ts: thread }) =>
              !thread && /reak-glass/.test(text) && text.includes(id),
          ),
      );
      expect(alarm.text).toMatch(/U0CAROL01>[^]*The &lt;!channel&gt; shop is down/);
    }
  });

  it("does not go past them for somebody whom the rule does not name for that", async () => {
    const id = await order(world(), { name: "glass-2" });
    const bob = world().slack.as(BOB);
    await bob.click(APPROVALS, (await card(world(), id)).ts, "order_details");
    const view = await bob.waitForView();
    expect(JSON.stringify(view.blocks)).not.toContain("order_break_glass");
    await bob.close({ all: true });
    await world().slack.as(ALICE).command(APPROVALS, `/edcps cancel ${id}`);
  });

  it("waits again when somebody withdraws, and says so", async () => {
    const id = await order(world(), { name: "withdrawn-1" });
    await approve(world(), id, BOB);
    await shows(world(), id, /1 of 2/);
    const bob = world().slack.as(BOB);
    await bob.click(APPROVALS, (await card(world(), id)).ts, "order_details");
    await bob.waitForView();
    await bob.clickInView("order_withdraw", { confirm: true });
    await shows(world(), id, /0 of 2/);
    await bob.close({ all: true });
    await approve(world(), id, CAROL);
    await shows(world(), id, /1 of 2/);
    expect(purchasesOf(world(), "withdrawn-1")).toEqual([]);
    await storyTells(world(), id, /withdrew/);
    await world().slack.as(ALICE).command(APPROVALS, `/edcps cancel ${id}`);
  });

  const proposed = async (name: string): Promise<string> => {
    const id = await order(world(), { name, count: "3" });
    await approve(world(), id, CAROL);
    await shows(world(), id, /1 of 2/);
    const bob = world().slack.as(BOB);
    await bob.click(APPROVALS, (await card(world(), id)).ts, "order_propose");
    await bob.waitForView();
    await bob.type("count", "2");
    await bob.type("reason", "Three are too many");
    await bob.submit();
    await bob.close({ all: true });
    return id;
  };

  it("is smaller once its requester accepts that, and only the proposer has approved it then", async () => {
    const id = await proposed("smaller-1");
    const asks = await direct(world(), ALICE, id);
    expect(asks.text).toMatch(/U0BOB0001>[^]*3 → 2/);
    const alice = world().slack.as(ALICE);
    await alice.click(dmIdOf(ALICE), asks.ts, "order_accept");
    await shows(world(), id, /2 × [^]*1 of 2/);
    await approve(world(), id, CAROL);
    await result(world(), id);
    const [bought] = purchasesOf(world(), "smaller-1");
    expect(bought?.body).toMatchObject({ instanceSpec: { count: 2 } });
  });

  it("stays as it was when its requester keeps it", async () => {
    const id = await proposed("kept-1");
    const asks = await direct(world(), ALICE, id);
    const alice = world().slack.as(ALICE);
    await alice.click(dmIdOf(ALICE), asks.ts, "order_decline");
    await storyTells(world(), id, /U0ALICE01> (kept|declined)/);
    await approve(world(), id, BOB);
    await result(world(), id);
    const [bought] = purchasesOf(world(), "kept-1");
    expect(bought?.body).toMatchObject({ instanceSpec: { count: 3 } });
  });
});

describe("what asks a requester for an answer", () => {
  const world = worldWith(TWO_OF_TWO);
  const actionsOf = ({ blocks }: Message): string[] =>
    JSON.stringify(blocks).match(/order_(?!details)[a-z_]+/g) ?? [];

  const asked = async (name: string): Promise<{ id: string; ts: string }> => {
    const id = await order(world(), { name, count: "3" });
    await propose(id, "2");
    return { id, ts: (await direct(world(), ALICE, id)).ts };
  };
  const propose = async (id: string, count: string): Promise<void> => {
    const bob = world().slack.as(BOB);
    await bob.click(APPROVALS, (await card(world(), id)).ts, "order_propose");
    await bob.waitForView();
    await bob.type("count", count);
    await bob.submit();
    await bob.close({ all: true });
  };
  const shown = (ts: string, words: RegExp): Promise<Message> =>
    until(`${words} in the direct message`, () =>
      world()
        .slack.dm(ALICE)
        .find((message) => message.ts === ts && words.test(message.text)),
    );

  it("takes an answer as long as the proposal stands, whatever others do meanwhile", async () => {
    const { id, ts } = await asked("answer-1");
    await approve(world(), id, CAROL);
    await shows(world(), id, /1 of 2/);
    expect(actionsOf(await shown(ts, /would approve/))).toEqual([
      "order_accept",
      "order_decline",
      "order_edit",
    ]);
    await until("its buttons are for the order as it is", () =>
      JSON.stringify(world().slack.dm(ALICE)).includes(`${id}:3`),
    );
    await world().slack.as(ALICE).click(dmIdOf(ALICE), ts, "order_accept");
    expect(actionsOf(await shown(ts, /You accepted/))).toEqual([]);
  });

  it("says what became of it when it was answered, replaced or overtaken", async () => {
    const { id, ts } = await asked("answer-2");
    await propose(id, "1");
    expect(actionsOf(await shown(ts, /newer proposal/))).toEqual([]);
    const newer = await until("a second message", () =>
      world()
        .slack.dm(ALICE)
        .find((message) => message.ts !== ts && message.text.includes(id)),
    );
    await world().slack.as(ALICE).click(dmIdOf(ALICE), newer.ts, "order_decline");
    expect(actionsOf(await shown(newer.ts, /You kept your order/))).toEqual([]);

    const other = await asked("answer-3");
    const bob = world().slack.as(BOB);
    await bob.click(APPROVALS, (await card(world(), other.id)).ts, "order_deny");
    await bob.waitForView();
    await bob.type("reason", "No.");
    await bob.submit();
    expect(actionsOf(await shown(other.ts, /does not stand any more/))).toEqual([]);
    expect(
      world()
        .slack.dm(ALICE)
        .filter(({ text }) => text.includes(other.id)),
    ).toHaveLength(1);
    await world().slack.as(ALICE).command(APPROVALS, `/edcps cancel ${id}`);
  });
});

describe("an order that its requester changes", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ policy: policy(TWO_OF_TWO) });
    await world.start();
  });
  afterAll(() => world.stop());
  const SECRETS = { sections: "access", password: "Tr4vel-Gn0me!x9" };

  const openForm = async (id: string) => {
    world.slack.invite(APPROVALS, ALICE);
    const alice = world.slack.as(ALICE);
    await alice.click(APPROVALS, (await card(world, id)).ts, "order_details");
    await alice.waitForView();
    await alice.clickInView("order_edit");
    await alice.waitForView(({ blocks }) => JSON.stringify(blocks).includes('"justification"'));
    await alice.waitForView(({ blocks }) => JSON.stringify(blocks).includes('"subnetId"'));
    return alice;
  };

  it("asks everybody anew, for what it is now, and keeps the password that was sealed", async () => {
    const id = await order(world, { name: "edit-1", count: "3", ...SECRETS });
    await approve(world, id, BOB);
    await shows(world, id, /1 of 2/);
    const alice = await openForm(id);
    expect(JSON.stringify(alice.view())).not.toContain(SECRETS.password);
    await alice.type("count", "9");
    expect((await alice.submit()).errors?.["count"]).toContain("at most 5");
    await alice.type("count", "2");
    await alice.submit();
    expect(JSON.stringify(alice.view()?.blocks)).toMatch(
      /3 → 2[^]*before are void[^]*waits for 2 approvals/,
    );
    await alice.close();
    expect(alice.view()).toBeUndefined();
    await shows(world, id, /2 × [^]*0 of 2/);
    await storyTells(world, id, /changed the order: [^]*3 → 2[^]*All approvals are void/);

    await approve(world, id, CAROL);
    await shows(world, id, /1 of 2/);
    expect(purchasesOf(world, "edit-1")).toEqual([]);
    await approve(world, id, BOB);
    await result(world, id);
    const [bought] = purchasesOf(world, "edit-1");
    expect(bought?.body).toMatchObject({ instanceSpec: { count: 2 } });
    expect(bought?.secretHashes).toEqual({
      password: hashOf(SECRETS.password),
    });
  });

  it("is left alone when somebody was faster, and says so in the form", async () => {
    const id = await order(world, { name: "edit-2" });
    const alice = await openForm(id);
    await alice.type("count", "2");
    await world.slack
      .as(BOB)
      .click(APPROVALS, (await card(world, id)).ts, "order_approve", { confirm: true });
    await shows(world, id, /1 of 2/);
    const sent = await alice.submit();
    expect(JSON.stringify(sent.errors)).toContain(`<@${BOB}> approved it`);
    await alice.close({ all: true });
    await world.slack.as(ALICE).command(APPROVALS, `/edcps cancel ${id}`);
  });
});

describe("a purchase that did not come to a known good end", () => {
  const world = worldWith("{ name: one, approvers: { users: [U0BOB0001] } }");

  it("that failed for now is tried again from the details, by whoever may", async () => {
    const id = await order(world(), { name: "retry-1" });
    world().cloud.faults.set("createInstances", { kind: "rateLimit" });
    await approve(world(), id);
    const failed = await until(
      "the order failed",
      () =>
        world()
          .slack.messages(APPROVALS)
          .find(({ text, thread_ts }) => !thread_ts && text.includes(`${id}: not bought`)),
      60_000,
    );
    world().cloud.faults.clear();
    const bob = world().slack.as(BOB);
    await bob.click(APPROVALS, failed.ts, "order_details");
    await bob.waitForView();
    await bob.clickInView("order_retry", { confirm: true });
    await until("it is bought", () => purchasesOf(world(), "retry-1").length === 1, 30_000);
    await bob.close({ all: true });
    await storyTells(world(), id, /asked for another try[^]*Bought: /);
  });

  it("that may have bought is what was found, when a person says so", async () => {
    const id = await order(world(), { name: "adopt-1" });
    world().cloud.faults.set("createInstances", { kind: "reset", when: "after" });
    await approve(world(), id);
    const doubted = await until(
      "the doubt is shown",
      () =>
        world()
          .slack.messages(APPROVALS)
          .find(
            ({ text, thread_ts }) => !thread_ts && text.includes(`${id}: not known whether bought`),
          ),
      60_000,
    );
    world().cloud.faults.clear();
    const [purchase] = purchasesOf(world(), "adopt-1");
    const [found] = purchase?.instanceIds ?? [];
    const adopt = (doubted.blocks ?? [])
      .flatMap((block) => (block["elements"] ?? []) as readonly Record<string, unknown>[])
      .find((element) => element["action_id"] === "order_adopt");
    expect(JSON.stringify(adopt?.["confirm"])).toContain(found);
    await world().slack.as(BOB).click(APPROVALS, doubted.ts, "order_adopt", { confirm: true });
    const told = await until("the result", () =>
      world()
        .slack.messages("C0OPS0001")
        .find(({ text }) => text.includes(id) && text.includes("bought for")),
    );
    expect(told.text).toContain(found);
    await storyTells(world(), id, /said that these servers are this order/);
    expect(purchasesOf(world(), "adopt-1")).toHaveLength(1);
  });
});

describe("an order that two lists have to agree to", () => {
  const world = worldWith(
    "{ name: lists, approvers: [{ name: platform, users: [U0BOB0001, U0CAROL01] }, { name: finance, users: [U0CAROL01] }] }",
  );

  it("seats whoever stands in both where the others cannot sit", async () => {
    const id = await order(world(), { name: "lists-1" });
    await approve(world(), id, CAROL);
    await shows(world(), id, /1 of 2/);
    await approve(world(), id, BOB);
    await result(world(), id);
    expect(purchasesOf(world(), "lists-1")).toHaveLength(1);
  });
});

describe("a click on a card that shows what is no longer so", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      policy: policy("{ name: one, approvers: { users: [U0BOB0001, U0CAROL01] } }"),
      env: movableClock(),
    });
    await world.start();
  });
  afterAll(() => world.stop());

  it("executes nothing when the policy asks for more by now, says what changed, and asks again", async () => {
    const id = await order(world, { name: "moved-1" });
    await card(world, id);
    const file = world.env["POLICY_FILE"] ?? "";
    writeFileSync(`${file}.new`, policy(TWO_OF_TWO));
    renameSync(`${file}.new`, file);
    await until("the new policy", () =>
      world.bot().output().includes("The policy was read again."),
    );
    await approve(world, id, BOB);
    expect(await told(world, BOB, id)).toMatch(/changed since this card was drawn/);
    await shows(world, id, /0 of 2/);
    expect(purchasesOf(world, "moved-1")).toEqual([]);
    await approve(world, id, BOB);
    await shows(world, id, /1 of 2/);
    await approve(world, id, CAROL);
    await result(world, id);
    expect(purchasesOf(world, "moved-1")).toHaveLength(1);
  });

  it("executes nothing when the type is sold out by now, and says so", async () => {
    const id = await order(world, { name: "moved-2" });
    await card(world, id);
    const [stock] = world.cloud.world.stock.filter(
      ({ deviceType }) => deviceType === "edcps.c.normal1",
    );
    if (!stock) throw new Error("The pretend cloud sells nothing of that type.");
    const { available } = stock;
    stock.available = 0;
    await letTimePass(world.bot());
    await approve(world, id, BOB);
    expect(await told(world, BOB, id)).toMatch(/sold out now/);
    await shows(world, id, /sold out/i);
    stock.available = available;
    await world.slack.as(ALICE).command(APPROVALS, `/edcps cancel ${id}`);
  });
});

describe("a click on a card that shows a price of before", () => {
  const folder = mkdtempSync(join(tmpdir(), "edcps-prices-"));
  const PRICES_FILE = join(folder, "prices.yaml");
  const cost = (anHour: number): void =>
    writeFileSync(
      PRICES_FILE,
      `currency: CNY\nprices: [{ deviceTypes: ["*"], postpaid_by_duration: { hour: ${anHour} } }]\n`,
    );
  let world: World;
  beforeAll(async () => {
    cost(15);
    world = await startWorld({ policy: policy(TWO_OF_TWO), env: { PRICES_FILE } });
  });
  afterAll(async () => {
    expect(world.slack.complaints).toEqual([]);
    await world.stop();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    cost(15);
    await world.start();
  });
  afterEach(async () => {
    await world.bot().stop();
  });
  /** The operator writes another price, and starts the bot anew. */
  const comesToCost = async (anHour: number): Promise<void> => {
    await world.bot().stop();
    cost(anHour);
    await world.start();
  };

  it("executes nothing when it rose, says what changed, and asks everybody again", async () => {
    const id = await order(world, { name: "dearer-1" });
    await approve(world, id, BOB);
    await shows(world, id, /1 of 2/);
    await comesToCost(16);
    await approve(world, id, CAROL);
    expect(await told(world, CAROL, id)).toMatch(/¥15 an hour[^]*¥16 an hour/);
    await shows(world, id, /¥16 an hour/);
    await shows(world, id, /0 of 2/);
    await storyTells(world, id, /U0CAROL01> clicked[^]*¥15 an hour[^]*¥16 an hour/);
    await approve(world, id, CAROL);
    await shows(world, id, /1 of 2/);
    expect(purchasesOf(world, "dearer-1")).toEqual([]);
    await approve(world, id, BOB);
    await result(world, id);
    expect(purchasesOf(world, "dearer-1")).toHaveLength(1);
  });

  it("executes nothing when it fell either, but keeps who agreed to more", async () => {
    const id = await order(world, { name: "cheaper-1" });
    await approve(world, id, BOB);
    await shows(world, id, /1 of 2/);
    await comesToCost(14);
    await approve(world, id, CAROL);
    expect(await told(world, CAROL, id)).toMatch(/¥15 an hour[^]*¥14 an hour/);
    await shows(world, id, /¥14 an hour/);
    await shows(world, id, /1 of 2/);
    expect(purchasesOf(world, "cheaper-1")).toEqual([]);
    await approve(world, id, CAROL);
    await result(world, id);
    expect(purchasesOf(world, "cheaper-1")).toHaveLength(1);
  });
});

const SLOW =
  "{ name: slow, approvers: { users: [U0BOB0001] }, escalation: { after: 2m, approvers: { users: [U0CAROL01] } }, remindAfter: 1m, expiresAfter: 5m }";

// Slack's requests are refused once the bot's clock is five minutes ahead, so each story has a world of its own.
describe("an order that nobody decides", () => {
  const world = worldWith(SLOW, movableClock());

  it("is asked for again, then goes to the second list, then expires: the clock moves, nobody waits", async () => {
    const id = await order(world(), { name: "slow-1" });
    await card(world(), id);
    await approve(world(), id, CAROL);
    expect(await told(world(), CAROL, id)).toMatch(/not one of the approvers/);
    await letTimePass(world().bot()); // 1.5 minutes
    await storyTells(world(), id, /U0BOB0001>[^]*decide/);
    await letTimePass(world().bot()); // 3
    await storyTells(world(), id, /U0CAROL01>[^]*may decide/);
    await letTimePass(world().bot()); // 4.5
    await letTimePass(world().bot()); // 6
    expect((await result(world(), id)).text).toMatch(/expired/);
    expect(purchasesOf(world(), "slow-1")).toEqual([]);
  });
});

describe("an order that the second list was asked about", () => {
  const world = worldWith(SLOW, movableClock());

  it("may be decided by it", async () => {
    const id = await order(world(), { name: "slow-2" });
    await card(world(), id);
    await letTimePass(world().bot());
    await letTimePass(world().bot());
    await storyTells(world(), id, /U0CAROL01>[^]*may decide/);
    await approve(world(), id, CAROL);
    await result(world(), id);
    expect(purchasesOf(world(), "slow-2")).toHaveLength(1);
  });
});

describe("a purchase of which only some was made", () => {
  const world = worldWith("{ name: one, approvers: { users: [U0BOB0001] } }");

  it("says so and opens the form for the rest", async () => {
    const id = await order(world(), { name: "some-1", count: "3" });
    world().cloud.faults.set("createInstances", { kind: "halfBatch", keep: 1 }, 1);
    await approve(world(), id);
    const { ts } = await shows(world(), id, /1 of 3/);
    const alice = world().slack.as(ALICE);
    world().slack.invite(APPROVALS, ALICE);
    await alice.click(APPROVALS, ts, "order_missing");
    const view = await alice.waitForView();
    expect(JSON.stringify(view.state)).toMatch(/"count"[^}]*"value":"2"/);
    await alice.close({ all: true });
  });
});
