import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  choose,
  entries,
  fillOrderForm,
  goTo,
  messageAbout,
  openOrderForm,
  order,
  sendOrder,
} from "../../support/order-in-page.ts";
import { eventually } from "../../support/eventually.ts";
import { visitPlayground, type Visit } from "../../support/browser.ts";
import {
  ALICE,
  APPROVALS,
  BOB,
  CAROL,
  MALLORY,
  OPS,
  purchasesOf,
} from "../../support/order-story.ts";
import { until } from "../../support/until.ts";

describe.each(["http", "socket"] as const)("the playground over %s, with a browser", (mode) => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await visitPlayground({ mode, cloud: { bootMs: 1_500 } });
  });
  afterAll(async () => {
    await visit.stop();
    expect(visit.strangers).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });

  afterEach(async () => {
    await visit.closeWindows();
    for (const who of [ALICE, BOB, CAROL]) {
      const person = visit.world.slack.as(who);
      if (person.view()) await person.close({ all: true });
    }
  });

  it("goes from the form over another person's approval to the ids in the channel", async () => {
    const alice = await visit.open(ALICE, OPS);
    const id = await order(alice, { name: "by-hand", count: "2" });

    const bob = await visit.open(BOB, OPS);
    await bob
      .getByRole("navigation", { name: "Conversations" })
      .getByRole("button", { name: "approvals 1 unread" })
      .click();
    const card = messageAbout(bob, id);
    await card.getByRole("heading", { name: `Approval needed · order ${id}` }).waitFor();
    await card.getByRole("button", { name: "Approve", exact: true }).click();

    const result = messageAbout(alice, id).last();
    await result.getByText("Instance ids").waitFor({ timeout: 20_000 });
    const [purchase] = purchasesOf(visit.world, "by-hand");
    expect(purchase?.instanceIds).toHaveLength(2);
    for (const instance of purchase?.instanceIds ?? [])
      expect(await result.textContent()).toContain(instance);

    await card.getByRole("heading", { name: `Bought · order ${id}` }).waitFor();
    expect(await card.getByRole("button", { name: "Approve", exact: true }).count()).toBe(0);

    const cloud = alice.getByRole("group", { name: "Cloud" });
    expect(await cloud.textContent()).toContain(purchase?.clientToken);
    await until("both servers run", () =>
      cloud
        .getByText("running", { exact: true })
        .count()
        .then((count) => count === 2),
    );
  });

  it("denies with a reason that comes to the requester", async () => {
    const alice = await visit.open(ALICE, OPS);
    const id = await order(alice, { name: "unwanted" });
    const carol = await visit.open(CAROL, APPROVALS);
    await messageAbout(carol, id).getByRole("button", { name: "Deny" }).click();
    const form = carol.getByRole("dialog", { name: "Deny order" });
    await form.getByRole("textbox").fill("Use the idle one <!channel>");
    await form.getByRole("button", { name: "Deny" }).click();
    await form.waitFor({ state: "hidden" });
    await messageAbout(alice, id).getByText("Use the idle one <!channel>").waitFor();
    expect(purchasesOf(visit.world, "unwanted")).toEqual([]);
  });

  it("tells a stranger alone that they may not approve", async () => {
    const alice = await visit.open(ALICE, OPS);
    const id = await order(alice, { name: "hands-off" });
    const mallory = await visit.open(MALLORY, APPROVALS);
    await messageAbout(mallory, id).getByRole("button", { name: "Approve", exact: true }).click();
    const answer = messageAbout(mallory, id).filter({ hasText: "Only visible to you" });
    await answer.getByText(/not one of the approvers/).waitFor();
    await goTo(alice, "approvals");
    expect(await alice.getByText("Only visible to you").count()).toBe(0);
    await answer.getByRole("button", { name: "Dismiss" }).click();
    await answer.waitFor({ state: "detached" });
  });

  it("says what is missing or wrong under its field, and keeps what was typed", async () => {
    const alice = await visit.open(ALICE, OPS);
    const form = await openOrderForm(alice);
    await form.getByRole("button", { name: "Send order" }).click();
    const region = form.getByRole("combobox", { name: "Region" });
    await eventually(() => region.getAttribute("aria-invalid")).toBe("true");
    expect(await described(region)).toContain("Please complete this required field.");

    await fillOrderForm(form, { name: "1-wrong", count: "9" });
    await form.getByRole("button", { name: "Send order" }).click();
    const name = form.getByRole("textbox", { name: "Server name" });
    await eventually(() => name.getAttribute("aria-invalid")).toBe("true");
    expect(await described(name)).toContain("Begin with a letter");
    const count = form.getByRole("textbox", { name: "How many servers" });
    expect(await described(count)).toContain("at most 5");
    expect(await name.inputValue()).toBe("1-wrong");
    await name.fill("right-1");
    await count.fill("1");
    const id = await sendOrder(alice, form);
    expect(id).toMatch(/^[A-Z0-9]{6}$/);
  });

  it("reloads the lists that depend on a choice, and leaves the rest as it is", async () => {
    const alice = await visit.open(ALICE, OPS);
    const form = await openOrderForm(alice);
    await fillOrderForm(form, { name: "kept-name" });
    await choose(form, "Region", /cn-north-by1/);
    const zone = form.getByRole("combobox", { name: "Availability zone" });
    await eventually(() => zone.inputValue()).toBe("");
    await zone.click();
    const zones = entries(alice, "Availability zone");
    await zones.filter({ hasText: "cn-north-by1a" }).waitFor();
    expect(await zones.filter({ hasText: "cn-east" }).count()).toBe(0);
    await alice.keyboard.press("Escape");
    expect(await form.getByRole("textbox", { name: "Server name" }).inputValue()).toBe("kept-name");
    expect(await form.isVisible()).toBe(true);
    await alice.keyboard.press("Escape");
    await form.waitFor({ state: "hidden" });
  });

  it("searches a list of more than a hundred entries while one types", async () => {
    const alice = await visit.open(ALICE, OPS);
    const form = await openOrderForm(alice);
    await fillOrderForm(form, { name: "searching" });
    const subnet = form.getByRole("combobox", { name: "Subnet" });
    await subnet.click();
    const offered = entries(alice, "Subnet");
    await eventually(() => offered.count()).toBe(100);
    await subnet.pressSequentially("119");
    await eventually(() => offered.count()).toBe(1);
    await alice.keyboard.press("Enter");
    await eventually(() => subnet.inputValue()).toContain("119");
    await form.getByRole("button", { name: "Cancel" }).click();
    await form.waitFor({ state: "hidden" });
  });

  it("buys once, however often Approve is pressed", async () => {
    const alice = await visit.open(ALICE, OPS);
    const id = await order(alice, { name: "pressed-twice" });
    const bob = await visit.open(BOB, APPROVALS);
    await messageAbout(bob, id).getByRole("button", { name: "Approve", exact: true }).dblclick();
    await messageAbout(alice, id).getByText("Instance ids").waitFor({ timeout: 20_000 });
    const clicks = (): number =>
      visit.world.slack.traffic.filter(
        (entry) =>
          entry.kind === "delivery" &&
          JSON.stringify(entry.payload["actions"] ?? "").includes(`"${id}:`),
      ).length;
    await eventually(clicks).toBe(2);
    expect(purchasesOf(visit.world, "pressed-twice")).toHaveLength(1);
  });

  it("shows that nobody answers while the bot is killed, and goes on where it was when it is back", async () => {
    const alice = await visit.open(ALICE, OPS);
    const id = await order(alice, { name: "survivor" });
    const bob = await visit.open(BOB, APPROVALS);
    const approve = messageAbout(bob, id).getByRole("button", { name: "Approve", exact: true });
    await approve.waitFor();

    const cloud = bob.getByRole("group", { name: "Cloud" });
    await cloud.getByRole("button", { name: "Kill the bot" }).click();
    await cloud.getByText("Bot not running").waitFor();
    await approve.click();
    await messageAbout(bob, id)
      .getByRole("alert")
      .getByText(/did not respond/)
      .waitFor();

    await cloud.getByRole("button", { name: "Start the bot" }).click();
    await cloud.getByText("Bot running").waitFor({ timeout: 20_000 });
    await approve.click();
    await messageAbout(alice, id).getByText("Instance ids").waitFor({ timeout: 30_000 });
    expect(purchasesOf(visit.world, "survivor")).toHaveLength(1);
    expect(await messageAbout(bob, id).getByRole("alert").count()).toBe(0);
  });
});

async function described(field: import("playwright-core").Locator): Promise<string> {
  const ids = ((await field.getAttribute("aria-describedby")) ?? "").split(" ").filter(Boolean);
  const texts = await Promise.all(
    ids.map((id) => field.page().locator(`[id="${id}"]`).textContent()),
  );
  return texts.join(" ");
}
