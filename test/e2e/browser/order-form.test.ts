import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { hashOf } from "../../../playground/edcps/ledger.ts";
import { letTimePass, movableClock } from "../../../playground/movable-clock.ts";
import { visitPlayground, type Visit } from "../../support/browser.ts";
import { eventually } from "../../support/eventually.ts";
import {
  choose,
  entries,
  FILLED,
  FILLED_SECTIONS,
  labelled,
  messageAbout,
  openOrderForm,
  say,
  sendOrder,
} from "../../support/order-in-page.ts";
import { ALICE, APPROVALS, BOB, OPS, purchasesOf } from "../../support/order-story.ts";

const LI_LEI = "U0LILEI01";
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

describe("the order form on the page", () => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await visitPlayground({ cloud: { bootMs: 500 }, env: movableClock() });
  });
  afterEach(async () => {
    await visit.closeWindows();
    visit.world.cloud.faults.clear();
    for (const who of [ALICE, LI_LEI]) {
      const person = visit.world.slack.as(who);
      if (person.view()) await person.close({ all: true });
    }
  });
  afterAll(async () => {
    const { slack, cloud } = visit.world;
    const complaints = [...slack.complaints, ...cloud.violations];
    await visit.stop();
    expect(complaints).toEqual([]);
    expect(visit.strangers).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });

  const box = (form: Locator, name: string): Locator => form.getByRole("checkbox", { name });
  const field = (form: Locator, name: string): Locator =>
    form.getByRole("textbox", { name: labelled(name) });

  it("begins with what was typed: ticked sections, chosen entries of long lists, several lines", async () => {
    const alice = await visit.open(ALICE, OPS);
    const form = await openOrderForm(alice, FILLED_SECTIONS);
    await field(form, "Host name").waitFor();
    expect(await box(form, "Network:").isChecked()).toBe(true);
    expect(await box(form, "Second network interface").isChecked()).toBe(true);
    expect(await box(form, "Password").isChecked()).toBe(false);
    expect(await form.getByRole("combobox", { name: "Subnet", exact: true }).inputValue()).toMatch(
      /生产子网-119 .* 253 addresses free$/,
    );
    expect(await field(form, "Tags").inputValue()).toBe("team=ops\nenv=prod");
    expect(await field(form, "How many servers").inputValue()).toBe("1");

    await box(form, "Second network interface").uncheck();
    await field(form, "Second interface: bandwidth, Mbps").waitFor({ state: "detached" });
    await box(form, "Second network interface").check();
    await eventually(() => field(form, "Second interface: bandwidth, Mbps").inputValue()).toBe(
      "20",
    );
  });

  it("tells the price while one types, and takes neither the focus nor a letter away", async () => {
    const alice = await visit.open(ALICE, OPS);
    const form = await openOrderForm(alice, `${FILLED} internet=yes`);
    await form.getByText("Answer the questions above to see the price.").waitFor();
    const bandwidth = field(form, "Public bandwidth, Mbps");
    await bandwidth.pressSequentially("12", { delay: 30 });
    await form.getByText("About ¥15.48 an hour").waitFor();
    await bandwidth.pressSequentially("0", { delay: 30 });
    await form.getByText("About ¥19.80 an hour").waitFor();
    expect(await bandwidth.inputValue()).toBe("120");
    expect(await focusedId(alice)).toBe(await bandwidth.getAttribute("id"));
    await field(form, "How many servers").fill("3");
    await form.getByText("About ¥59.40 an hour").waitFor();

    await choose(form, "Billing", /Prepaid/);
    await field(form, "Term: how many").pressSequentially("2");
    const price = form.getByText(/^About ¥\d.* charged at once/);
    await price.waitFor();
    expect(await form.locator("strong", { hasText: "charged at once" }).count()).toBe(1);
    expect(
      await form
        .getByText(/cannot be refunded/)
        .locator("time")
        .count(),
    ).toBe(1);
  });

  it("says what is sold out, and what is offered instead of what was wanted", async () => {
    const alice = await visit.open(ALICE, OPS);
    const form = await openOrderForm(
      alice,
      "region=cn-east-tz1 az=cn-east-tz1a type=edcps.c.normal2",
    );
    const type = form.getByRole("combobox", { name: "Device type" });
    await type.waitFor();
    await form.getByText(/^Sold out now: .*edcps\.c\.normal2/).waitFor();
    await form.getByText(/“edcps\.c\.normal2” is not offered here/).waitFor();
    await type.click();
    const offered = await entries(alice, "Device type").allTextContents();
    expect(offered).toHaveLength(3);
    for (const each of offered) expect(each).toMatch(/ in stock$/);
  });

  it("searches long lists that begin with a choice, and keeps the choice when nothing is picked", async () => {
    const alice = await visit.open(ALICE, OPS);
    const form = await openOrderForm(alice, FILLED_SECTIONS);
    const second = form.getByRole("combobox", { name: "Second interface: subnet" });
    await second.waitFor();
    await second.click();
    await second.fill("nothing like it");
    await alice.getByText("Nothing found").waitFor();
    await alice.keyboard.press("Escape");
    await eventually(() => second.inputValue()).toContain("生产子网-003");
    await second.click();
    await second.fill("10.0.77.");
    await eventually(() => entries(alice, "Second interface: subnet").count()).toBe(1);
    await alice.keyboard.press("Enter");
    await eventually(() => second.inputValue()).toContain("生产子网-077");
  });

  it("takes a script of more than one input, which goes on in the next one, and buys it whole", async () => {
    const alice = await visit.open(ALICE, OPS);
    const script = `#!/bin/bash\n${"echo a-line-of-a-long-script\n".repeat(140)}`;
    const form = await openOrderForm(alice, `${FILLED.replace("web-01", "scripted")}`);
    await box(form, "Password").check();
    const first = field(form, "Start-up script");
    await first.waitFor();
    // No input takes more than 3,000 characters, whatever is pasted.
    await first.fill(script.slice(0, 3_000));
    const next = field(form, "Start-up script, part 2");
    await next.waitFor();
    expect(await first.inputValue()).toHaveLength(3_000);
    await next.fill(script.slice(3_000));
    await field(form, "Login password").fill("Tr4vel-Gn0me!x9");
    const id = await sendOrder(alice, form);
    const bob = await visit.open(BOB, APPROVALS);
    const card = messageAbout(bob, id);
    await card.getByText(/shown to nobody/).waitFor();
    await card.getByRole("button", { name: "Approve", exact: true }).click();
    await messageAbout(alice, id).getByText("Instance ids").first().waitFor({ timeout: 20_000 });
    expect(purchasesOf(visit.world, "scripted")[0]?.secretHashes["userData"]).toBe(
      hashOf(Buffer.from(script).toString("base64")),
    );
  });

  it.each([
    ["on a desk", {}],
    ["on a phone", PHONE],
  ])("scrolls inside, with its buttons always in sight: %s", async (_, options) => {
    const alice = await visit.open(ALICE, OPS, options);
    const form = await openOrderForm(alice, FILLED_SECTIONS);
    await box(form, "Password").check();
    await field(form, "Start-up script").waitFor();
    const send = form.getByRole("button", { name: "Send order" });
    for (const label of ["Server name", "Tags", "Why is this needed?"]) {
      await field(form, label).scrollIntoViewIfNeeded();
      expect(await isInSight(send)).toBe(true);
      expect(await isInSight(field(form, label))).toBe(true);
    }
    expect(await alice.evaluate("document.documentElement.scrollWidth")).toBe(
      await alice.evaluate("innerWidth"),
    );
    // The first wrong answer is brought into sight, wherever the form stands.
    await field(form, "Server name").fill("1-wrong");
    await field(form, "Why is this needed?").scrollIntoViewIfNeeded();
    await send.click();
    await form.getByText("Begin with a letter").waitFor();
    await eventually(() => isInSight(field(form, "Server name"))).toBe(true);
  });

  it("speaks Chinese with 李雷: questions, hints, the price, errors and what follows", async () => {
    const lilei = await visit.open(LI_LEI, OPS, PHONE);
    await say(lilei, `/edcps create ${FILLED_SECTIONS.replace("web-01", "1-错")} charge=prepaid`);
    const form = lilei.getByRole("dialog", { name: "订购服务器" });
    await form.getByRole("combobox", { name: "子网", exact: true }).waitFor();
    await field(form, "购买时长").fill("2");
    await form.getByText(/^批准后将一次性扣款约 ¥/).waitFor();
    await form.getByText(/目前售罄：/).waitFor();
    expect(await form.getByRole("checkbox", { name: "第二网络接口" }).isChecked()).toBe(true);
    await form.getByRole("button", { name: "提交订单" }).click();
    const name = field(form, "服务器名称");
    await eventually(() => name.getAttribute("aria-invalid")).toBe("true");
    await name.fill("中文-01");
    await form.getByRole("button", { name: "提交订单" }).click();
    await lilei
      .getByRole("dialog", { name: "订单已提交" })
      .getByText(/正在等待审批/)
      .waitFor();
  });

  it("says how old its lists are while the cloud is down, and can be used all the same", async () => {
    const alice = await visit.open(ALICE, OPS);
    const before = await openOrderForm(alice, FILLED);
    await before.getByRole("combobox", { name: "Subnet", exact: true }).waitFor();
    await before.getByRole("button", { name: "Cancel" }).click();
    await before.waitFor({ state: "hidden" });
    await letTimePass(visit.world.bot());
    visit.world.cloud.faults.set("*", { kind: "error", http: 503, status: "UNAVAILABLE" });
    const form = await openOrderForm(alice, FILLED.replace("web-01", "from-memory"));
    const note = form.getByText(/The cloud does not answer at the moment: these lists are from/);
    await note.waitFor();
    expect(await note.locator("time").count()).toBe(1);
    await form.getByRole("combobox", { name: "Subnet", exact: true }).waitFor();
    expect(await sendOrder(alice, form)).toMatch(/^[A-Z0-9]{6}$/);
  });
});

const focusedId = (page: Page): Promise<string | null> => page.locator(":focus").getAttribute("id");

/** Nothing lies over it, and it is not scrolled away. */
const isInSight = (shown: Locator): Promise<boolean> =>
  shown.evaluate((element: unknown) => {
    const node = element as {
      getBoundingClientRect(): { left: number; top: number; width: number; height: number };
      contains(other: unknown): boolean;
      ownerDocument: { elementFromPoint(x: number, y: number): unknown };
    };
    const { left, top, width, height } = node.getBoundingClientRect();
    return node.contains(node.ownerDocument.elementFromPoint(left + width / 2, top + height / 2));
  });
