import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { letTimePass, movableClock } from "../../../playground/movable-clock.ts";
import { visitPlayground, type Visit } from "../../support/browser.ts";
import { goTo, messageAbout } from "../../support/order-in-page.ts";
import {
  ALICE,
  APPROVALS,
  BOB,
  CAROL,
  OPS,
  order,
  purchasesOf,
} from "../../support/order-story.ts";

const policy = (rule: string): string => `
channels: { approvals: C0APPROVALS }
rules:
  - ${rule}
`;

/** The card is the first message about an order in its channel; what is under it stands in the thread. */
const cardOf = (page: Page, id: string): Locator => messageAbout(page, id).first();
const press = (card: Locator, name: string): Promise<void> =>
  card.getByRole("button", { name, exact: true }).click();

function visitWith(rule: string, env: Readonly<Record<string, string>> = {}): () => Visit {
  let visit: Visit;
  beforeAll(async () => {
    visit = await visitPlayground({ policy: policy(rule), env, cloud: { bootMs: 1_500 } });
  });
  afterEach(async () => {
    await visit.closeWindows();
    for (const who of [ALICE, BOB, CAROL]) {
      const person = visit.world.slack.as(who);
      if (person.view()) await person.close({ all: true });
    }
  });
  afterAll(async () => {
    await visit.stop();
    expect(visit.strangers).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });
  return () => visit;
}

describe("with a browser, an order that Bob and Carol have to agree to", () => {
  const visit = visitWith("{ name: two, approvers: { users: [U0BOB0001, U0CAROL01] }, quorum: 2 }");

  it("is bought when both have pressed Approve, and the thread tells its story", async () => {
    const id = await order(visit().world, { name: "two-1" });
    const bob = await visit().open(BOB, APPROVALS);
    const carol = await visit().open(CAROL, APPROVALS);
    await press(cardOf(bob, id), "Approve");
    await cardOf(carol, id)
      .getByText(/1 of 2/)
      .first()
      .waitFor();
    await press(cardOf(carol, id), "Approve");
    await cardOf(bob, id)
      .getByRole("heading", { name: `Bought · order ${id}`, exact: true })
      .waitFor({ timeout: 30_000 });
    expect(purchasesOf(visit().world, "two-1")).toHaveLength(1);
    await cardOf(bob, id)
      .getByRole("button", { name: /repl(y|ies)$/ })
      .first()
      .click();
    for (const line of [/asked for/, /1 of 2/, /2 of 2/, /Bought: /])
      await bob.getByText(line).last().waitFor();
  });

  it("is denied with a reason that its requester reads", async () => {
    const id = await order(visit().world, { name: "denied-1" });
    const alice = await visit().open(ALICE, OPS);
    const carol = await visit().open(CAROL, APPROVALS);
    await press(cardOf(carol, id), "Deny");
    const form = carol.getByRole("dialog", { name: "Deny order" });
    await form.getByRole("textbox").fill("There is an idle one.");
    await form.getByRole("button", { name: "Deny" }).click();
    await form.waitFor({ state: "hidden" });
    await messageAbout(alice, id).getByText("There is an idle one.").waitFor();
    expect(purchasesOf(visit().world, "denied-1")).toEqual([]);
  });

  it("becomes the smaller order that Bob would approve, once Alice accepts", async () => {
    const id = await order(visit().world, { name: "smaller-1", count: "3" });
    const bob = await visit().open(BOB, APPROVALS);
    await press(cardOf(bob, id), "Approve with changes");
    const form = bob.getByRole("dialog", { name: "Approve with changes" });
    const count = form.getByRole("textbox", { name: /How many servers/ });
    await count.fill("3");
    await form.getByRole("button", { name: "Propose" }).click();
    await form.getByText(/has to be smaller/).waitFor();
    await count.fill("2");
    await form.getByRole("button", { name: "Propose" }).click();
    await form.getByText(/is asked whether they accept/).waitFor();

    const alice = await visit().open(ALICE, OPS);
    await goTo(alice, "edcps");
    const asks = messageAbout(alice, id).filter({ hasText: "3 → 2" }).last();
    await press(asks, "Accept");
    const carol = await visit().open(CAROL, APPROVALS);
    await cardOf(carol, id).getByText(/2 × /).first().waitFor();
    await press(cardOf(carol, id), "Approve");
    await cardOf(carol, id)
      .getByRole("heading", { name: `Bought · order ${id}`, exact: true })
      .waitFor({ timeout: 30_000 });
    const [bought] = purchasesOf(visit().world, "smaller-1");
    expect(bought?.body).toMatchObject({ instanceSpec: { count: 2 } });
  });

  it("asks both anew when Alice changes it after one of them approved", async () => {
    const id = await order(visit().world, { name: "edited-1" });
    const bob = await visit().open(BOB, APPROVALS);
    await press(cardOf(bob, id), "Approve");
    await cardOf(bob, id)
      .getByText(/1 of 2/)
      .first()
      .waitFor();

    visit().world.slack.invite(APPROVALS, ALICE);
    const alice = await visit().open(ALICE, APPROVALS);
    await press(cardOf(alice, id), "Details");
    await alice.getByRole("dialog").getByRole("button", { name: "Change order" }).click();
    const form = alice.getByRole("dialog", { name: `Change order ${id}` });
    await form.getByRole("textbox", { name: "Server name" }).fill("edited-2");
    await form.getByRole("button", { name: "Send the change" }).click();
    await alice.getByRole("dialog", { name: "Order changed" }).waitFor();

    await cardOf(bob, id)
      .getByText(/0 of 2/)
      .first()
      .waitFor();
    await press(cardOf(bob, id), "Approve");
    const carol = await visit().open(CAROL, APPROVALS);
    await cardOf(carol, id)
      .getByText(/1 of 2/)
      .first()
      .waitFor();
    await press(cardOf(carol, id), "Approve");
    await cardOf(carol, id)
      .getByRole("heading", { name: `Bought · order ${id}`, exact: true })
      .waitFor({ timeout: 30_000 });
    expect(purchasesOf(visit().world, "edited-1")).toEqual([]);
    expect(purchasesOf(visit().world, "edited-2")).toHaveLength(1);
  });

  it("says how many were made of a part of a batch, and opens the form for the rest", async () => {
    const id = await order(visit().world, { name: "part-1", count: "3" });
    visit().world.cloud.faults.set("createInstances", { kind: "halfBatch", keep: 1 }, 1);
    const bob = await visit().open(BOB, APPROVALS);
    const carol = await visit().open(CAROL, APPROVALS);
    await press(cardOf(bob, id), "Approve");
    await cardOf(carol, id)
      .getByText(/1 of 2/)
      .first()
      .waitFor();
    await press(cardOf(carol, id), "Approve");
    await cardOf(carol, id)
      .getByRole("button", { name: "Order the missing 2" })
      .click({ timeout: 30_000 });
    const form = carol.getByRole("dialog", { name: "Order servers" });
    const count = form.getByRole("textbox", { name: "How many servers" });
    await count.waitFor();
    expect(await count.inputValue()).toBe("2");
    await form.getByRole("button", { name: "Cancel" }).click();
  });

  it("is bought by another try when the first one failed", async () => {
    const id = await order(visit().world, { name: "again-1" });
    // As often as one purchase is tried by itself.
    visit().world.cloud.faults.set("createInstances", { kind: "rateLimit", when: "before" }, 4);
    const bob = await visit().open(BOB, APPROVALS);
    const carol = await visit().open(CAROL, APPROVALS);
    await press(cardOf(bob, id), "Approve");
    await cardOf(carol, id)
      .getByText(/1 of 2/)
      .first()
      .waitFor();
    await press(cardOf(carol, id), "Approve");
    const failed = cardOf(bob, id);
    await failed
      .getByRole("heading", { name: `Not bought · order ${id}`, exact: true })
      .waitFor({ timeout: 60_000 });
    await press(failed, "Try again");
    await bob.getByRole("alertdialog").getByRole("button", { name: "Try again" }).click();
    await failed
      .getByRole("heading", { name: `Bought · order ${id}`, exact: true })
      .waitFor({ timeout: 30_000 });
    expect(purchasesOf(visit().world, "again-1")).toHaveLength(1);
  });
});

describe("with a browser, an order that nobody decides", () => {
  const visit = visitWith(
    "{ name: slow, approvers: { users: [U0BOB0001] }, remindAfter: 1m, expiresAfter: 4m }",
    movableClock(),
  );

  it("is asked for again in its thread and then expires: the clock moves, nobody waits", async () => {
    const id = await order(visit().world, { name: "slow-1" });
    const bob = await visit().open(BOB, APPROVALS);
    const alice = await visit().open(ALICE, OPS);
    await cardOf(bob, id).waitFor();
    await letTimePass(visit().world.bot());
    await cardOf(bob, id)
      .getByRole("button", { name: /repl(y|ies)$/ })
      .first()
      .click();
    await bob.getByText(/please decide/).waitFor({ timeout: 30_000 });
    await letTimePass(visit().world.bot());
    await letTimePass(visit().world.bot());
    await cardOf(bob, id)
      .getByRole("heading", { name: `Expired · order ${id}`, exact: true })
      .waitFor({ timeout: 30_000 });
    expect(
      await cardOf(bob, id).getByRole("button", { name: "Approve", exact: true }).count(),
    ).toBe(0);
    await messageAbout(alice, id)
      .getByText(/expired/)
      .waitFor();
    expect(purchasesOf(visit().world, "slow-1")).toEqual([]);
  });
});
