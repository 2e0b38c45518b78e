import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { fillOrderForm } from "../../playground/fill-order-form.ts";
import type { RenderedView } from "../../playground/slack/person.ts";
import { startWorld, type World } from "../../playground/start-world.ts";
import { asks, asking, priceIn } from "../support/form-story.ts";
import {
  ALICE,
  approve,
  BOB,
  card,
  CAROL,
  OPS,
  order,
  purchasesOf,
  result,
  told,
} from "../support/order-story.ts";

/** One server of the cheapest type costs 11,160 in a month of 31 days. */
const POLICY = `
channels: { approvals: C0APPROVALS }
limits: { maxCount: 5, maxBandwidth: 200 }
rules:
  - name: trusted
    match: { requesters: { users: [U0CAROL01] }, maxCount: 2 }
    autoApprove: true
  - name: cheap
    match: { maxMonthlyPrice: 12000 }
    approvers: { users: [U0BOB0001] }
  - name: dear or not known
    approvers: { users: [U0CAROL01] }
`;

let world: World;
beforeAll(async () => {
  world = await startWorld({ policy: POLICY });
  await world.start();
});
afterAll(() => world.stop());
afterEach(async () => {
  const alice = world.slack.as(ALICE);
  if (alice.view()) await alice.close({ all: true });
  expect(world.slack.complaints).toEqual([]);
  expect(world.cloud.violations).toEqual([]);
});

describe("the price in the form", () => {
  const shows = (words: string | RegExp): Promise<unknown> =>
    world.slack.as(ALICE).waitForView((view) => {
      const price = priceIn(view);
      return typeof words === "string" ? price.includes(words) : words.test(price);
    });

  it("appears once it can be told, and changes with every answer that it depends on, while one types", async () => {
    const alice = world.slack.as(ALICE);
    await alice.command(OPS, "/edcps create");
    await shows("Answer the questions above");
    await fillOrderForm(alice, { name: "priced-1" });
    await shows("*About ¥15 an hour*, ¥11,160 in a month of 31 days, for the whole order.");
    await alice.type("count", "3");
    await shows("*About ¥45 an hour*");

    await alice.choose("enableInternet", "yes");
    await asking(alice, "bandwidth");
    await shows("Answer the questions above");
    await alice.type("bandwidth", "5");
    await shows("*About ¥45.60 an hour* (servers ¥45, bandwidth ¥0.60)");
    await alice.type("bandwidth", "50");
    await shows("*About ¥51 an hour* (servers ¥45, bandwidth ¥6)");

    await alice.choose("charge.chargeMode", "prepaid_by_duration");
    await asking(alice, "charge.chargeDuration");
    await alice.type("charge.chargeDuration", "2");
    await shows(
      /^\*About ¥32,100 charged at once\* .*for the whole order and 2 months.*cannot be refunded/,
    );
    await alice.choose("charge.chargeUnit", "year");
    await shows("for the whole order and 2 years");
    await alice.type("charge.chargeDuration", "");
    await shows("Answer the questions above");
  });

  it("counts what stands in sections that are open, and not what stands in closed ones", async () => {
    const alice = world.slack.as(ALICE);
    await alice.command(OPS, "/edcps create");
    await fillOrderForm(alice, {
      enableInternet: "yes",
      bandwidth: "100",
      sections: "network,secondInterface",
      extraUplinkBandwidth: "100",
      extensionSubnetId: "subnet-tz1a-003",
      extensionEnableInternet: "yes",
      extensionBandwidth: "50",
    });
    await shows("*About ¥22 an hour* (servers ¥15, bandwidth ¥6, extra uplink ¥1)");
    await alice.choose("sections", []);
    await alice.waitForView((view) => !asks(view, "extensionBandwidth"));
    await shows("*About ¥19 an hour* (servers ¥15, bandwidth ¥4)");
  });

  it("is said to be not known where the price book does not have the type", async () => {
    const alice = world.slack.as(ALICE);
    await alice.command(OPS, "/edcps create");
    await fillOrderForm(alice, { deviceType: "edcps.s2.normal" });
    await shows("The price is not known to this bot");
  });
});

describe("the price and the policy", () => {
  const ruleOf = async (id: string): Promise<string> =>
    /rule “([^”]+)”/.exec(JSON.stringify((await card(world, id)).blocks))?.[1] ?? "";

  it("a cheap order goes to the rule for cheap ones, and its card names what it costs", async () => {
    const id = await order(world, { name: "cheap-01" });
    expect(await ruleOf(id)).toBe("cheap");
    expect(JSON.stringify((await card(world, id)).blocks)).toContain(
      "*About ¥15 an hour*, ¥11,160 in a month of 31 days",
    );
    await approve(world, id, BOB);
    await result(world, id);
    expect(purchasesOf(world, "cheap-01")).toHaveLength(1);
    const done = await card(world, id, ({ text }) => text.includes("bought"));
    expect(JSON.stringify(done.blocks)).toContain("about ¥15 an hour");
  });

  it.each([
    ["one that costs more", { count: "2" }, "¥22,320 in a month"],
    ["one whose address makes it dearer", { enableInternet: "yes", bandwidth: "100" }, "¥14,136"],
    [
      "a prepaid one that is dear at once",
      { "charge.chargeMode": "prepaid_by_duration", "charge.chargeDuration": "3", count: "3" },
      "¥39,600 charged at once",
    ],
    ["one whose price is not known", { deviceType: "edcps.s2.normal" }, "The price is not known"],
  ])("%s goes to the other rule", async (_, answers, words) => {
    const id = await order(world, { name: "dear-01", ...answers });
    expect(await ruleOf(id)).toBe("dear or not known");
    expect(JSON.stringify((await card(world, id)).blocks)).toContain(words);
    await approve(world, id, BOB);
    expect(await told(world, BOB, id)).toContain("not one of the approvers");
    await approve(world, id, CAROL);
    await result(world, id);
  });

  it("a prepaid one counts by the month, not by what is paid at once", async () => {
    const id = await order(world, {
      name: "months-01",
      "charge.chargeMode": "prepaid_by_duration",
      "charge.chargeDuration": "9",
      count: "2",
    });
    expect(await ruleOf(id)).toBe("cheap");
    expect(JSON.stringify((await card(world, id)).blocks)).toContain("¥79,200 charged at once");
    await world.slack.as(ALICE).command(OPS, `/edcps cancel ${id}`);
  });
});

describe("an order that nobody has to approve", () => {
  const words = ({ title, submit }: RenderedView): string => JSON.stringify({ title, submit });
  const wanted = { "charge.chargeMode": "prepaid_by_duration", "charge.chargeDuration": "3" };

  it("is bought by a button that says so, once the form said what cannot be given back", async () => {
    const carol = world.slack.as(CAROL);
    await carol.command(OPS, "/edcps create");
    await fillOrderForm(carol, { name: "at-once-1", ...wanted });
    await carol.waitForView((view) => words(view).includes("Send order"));
    await carol.submit();
    const asked = await carol.waitForView((view) => words(view).includes("Buy 1 server?"));
    expect(words(asked)).toContain('"text":"Buy for about ¥13,200"');
    expect(JSON.stringify(asked.blocks)).toContain(
      "by the rule “trusted” nobody has to approve it. The account is charged at once with about ¥13,200.",
    );
    expect(purchasesOf(world, "at-once-1")).toEqual([]);

    // Something else than what was said is asked about anew, with what it costs.
    await carol.type("count", "2");
    await carol.submit();
    const again = await carol.waitForView((view) => words(view).includes("Buy 2 servers?"));
    expect(JSON.stringify(again.blocks)).toContain("with about ¥26,400");
    expect(purchasesOf(world, "at-once-1")).toEqual([]);

    await carol.submit();
    const placed = await carol.waitForView((view) => words(view).includes("Order sent"));
    const [, id = ""] = /\*([A-Z0-9]{6})\*/.exec(JSON.stringify(placed.blocks)) ?? [];
    await result(world, id);
    expect(purchasesOf(world, "at-once-1")).toHaveLength(1);
    await carol.close({ all: true });
  });

  it("is bought as soon as it is sent where servers can be given back", async () => {
    const carol = world.slack.as(CAROL);
    await carol.command(OPS, "/edcps create");
    await fillOrderForm(carol, { name: "at-once-2" });
    await carol.submit();
    await carol.waitForView((view) => words(view).includes("Order sent"));
    await carol.close({ all: true });
  });
});
