import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { visitPlayground, type Visit } from "../../support/browser.ts";
import { conversation, goTo, messageAbout, order, say } from "../../support/order-in-page.ts";
import { ALICE, APPROVALS, BOB, OPS, purchasesOf } from "../../support/order-story.ts";
import { until } from "../../support/until.ts";

describe("the worlds behind the page", () => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await visitPlayground({ cloud: { bootMs: 1_000 } });
  });
  afterEach(() => visit.closeWindows());
  afterAll(async () => {
    await visit.stop();
    expect(visit.strangers).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });

  it("lets one window be another person, in their language, and remembers it over a reload", async () => {
    const page = await visit.open(ALICE, OPS);
    await page.getByRole("combobox", { name: "Act as" }).selectOption("U0LILEI01");
    await page.getByRole("combobox", { name: "当前身份" }).waitFor();
    await page.getByRole("textbox", { name: "发消息到 #ops" }).waitFor();
    await page.reload();
    await page.getByRole("textbox", { name: "发消息到 #ops" }).waitFor();
    await page.getByRole("combobox", { name: "当前身份" }).selectOption("U0FOREIGN");
    // Somebody of another workspace is in the shared channel only.
    const places = page.getByRole("navigation", { name: "Conversations" }).getByRole("listitem");
    await eventually(() => places.allTextContents()).toEqual([
      "shared",
      expect.stringContaining("edcps"),
    ]);
  });

  it("carries what one person says to another's window, as text and not as markup", async () => {
    const alice = await visit.open(ALICE, OPS);
    const bob = await visit.open(BOB, APPROVALS);
    await say(alice, "<script>alert(1)</script> & *bold* <!channel>");
    const unread = bob.getByRole("button", { name: "ops 1 unread" });
    await unread.waitFor();
    await goTo(bob, "ops");
    const message = conversation(bob).getByRole("article").last();
    expect(await message.textContent()).toContain("<script>alert(1)</script> & bold <!channel>");
    expect(await message.locator("strong").textContent()).toBe("bold");
    await unread.waitFor({ state: "detached" });
  });

  it("knows its commands, and says so of others", async () => {
    const alice = await visit.open(ALICE, "C0BUILD01");
    await say(alice, "/nothing at all");
    await alice.getByText("/nothing is not a valid command.").waitFor();
    await say(alice, "/invite @edcps");
    await alice.getByText("@edcps is in this channel now.").waitFor();
    expect(visit.world.slack.members("C0BUILD01")).toContain(visit.world.slack.botUserId);
  });

  it("strikes once, and then no more: 500 after the purchase, and yet one purchase", async () => {
    const alice = await visit.open(ALICE, OPS);
    const cloud = alice.getByRole("group", { name: "Cloud" });
    const once = cloud.getByRole("button", { name: "Once: 500 after the purchase" });
    await once.click();
    await eventually(() => once.getAttribute("aria-pressed")).toBe("true");
    const id = await order(alice, { name: "answer-lost" });
    const bob = await visit.open(BOB, APPROVALS);
    await messageAbout(bob, id).getByRole("button", { name: "Approve", exact: true }).click();
    await messageAbout(alice, id).getByText("Instance ids").waitFor({ timeout: 60_000 });
    await eventually(() => once.getAttribute("aria-pressed")).toBe("false");
    expect(purchasesOf(visit.world, "answer-lost")).toHaveLength(1);
    await cloud.getByText(/asked \d times, bought once/).waitFor();
  });

  it("keeps a switch on until it is turned off: sold out", async () => {
    const alice = await visit.open(ALICE, OPS);
    const cloud = alice.getByRole("group", { name: "Cloud" });
    const soldOut = cloud.getByRole("switch", { name: "Sold out" });
    await soldOut.click();
    const id = await order(alice, { name: "none-left" });
    const bob = await visit.open(BOB, APPROVALS);
    await messageAbout(bob, id).getByRole("button", { name: "Approve", exact: true }).click();
    await messageAbout(alice, id)
      .getByText(/Nothing was bought/)
      .waitFor({ timeout: 60_000 });
    expect(await soldOut.getAttribute("aria-checked")).toBe("true");
    await soldOut.click();
    await eventually(() => soldOut.getAttribute("aria-checked")).toBe("false");
    expect(purchasesOf(visit.world, "none-left")).toEqual([]);
  });

  it("takes a type off the form when it is sold out in the stock", async () => {
    const alice = await visit.open(ALICE, OPS);
    const cloud = alice.getByRole("group", { name: "Cloud" });
    await cloud.getByRole("button", { name: "Sell out edcps.s2.normal, cn-north-by1" }).click();
    await cloud.getByRole("button", { name: "Restock edcps.s2.normal, cn-north-by1" }).waitFor();
    expect(
      visit.world.cloud.world.deviceTypes.find(
        ({ region, deviceType }) => region === "cn-north-by1" && deviceType === "edcps.s2.normal",
      )?.isSoldOut,
    ).toBe(true);
  });

  it("shows the traffic with times, payloads and answers", async () => {
    const alice = await visit.open(ALICE, OPS);
    await say(alice, "/edcps help");
    await alice.getByRole("tab", { name: "Traffic" }).click();
    const line = alice.getByRole("button", { name: /command \/edcps help/ });
    await line.click();
    await alice
      .getByRole("img", { name: /of 3000 ms used/ })
      .first()
      .waitFor();
    await alice
      .getByRole("group", { name: "Payload" })
      .getByText(/"text": "help"/)
      .waitFor();
    expect(await alice.getByRole("group", { name: "Answer" }).textContent()).toContain(
      "/edcps create",
    );
    await alice.getByRole("button", { name: "To Slack", exact: true }).click();
    await line.waitFor({ state: "detached" });
  });

  it("starts over: nothing is left, and the bot works", async () => {
    const alice = await visit.open(ALICE, OPS);
    await alice.getByRole("button", { name: "Start over" }).click();
    const question = alice.getByRole("alertdialog", { name: "Start over?" });
    await question.getByRole("button", { name: "Start over" }).click();
    await until("nothing is left", () => visit.world.cloud.purchases.length === 0);
    await alice.getByText("Nothing has been said here yet.").waitFor();
    await alice
      .getByRole("group", { name: "Cloud" })
      .getByText("Bot running")
      .waitFor({ timeout: 20_000 });
    const id = await order(alice, { name: "again" });
    await goTo(alice, "approvals");
    await messageAbout(alice, id).getByText("Approval needed").waitFor();
  });

  it("listens to its own page only", async () => {
    const act = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${visit.url}/api/act`, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...headers },
        body: JSON.stringify({ world: { act: "kill-bot" } }),
      });
    expect((await act({ Origin: "https://evil.example" })).status).toBe(403);
    expect((await act({ "Content-Type": "text/plain" })).status).toBe(409);
    expect(visit.world.bot().pid).toBeGreaterThan(0);
    const page = await fetch(`${visit.url}/`);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect((await fetch(`${visit.url}/../package.json`)).status).toBe(404);
  });
});
