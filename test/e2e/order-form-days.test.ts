import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fillOrderForm } from "../../playground/fill-order-form.ts";
import { letTimePass, movableClock } from "../../playground/movable-clock.ts";
import type { Person, RenderedView } from "../../playground/slack/person.ts";
import { startWorld, type World } from "../../playground/start-world.ts";
import { answerTo, asking, asks, errorOf, notes, priceIn } from "../support/form-story.ts";
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
} from "../support/order-story.ts";
import { until } from "../support/until.ts";

/** Each story begins with a bot that has never asked the cloud. */
let world: World;
let alice: Person;
beforeEach(async () => {
  world = await startWorld({ env: movableClock() });
  await world.start();
  alice = world.slack.as(ALICE);
});
afterEach(async () => {
  const { complaints } = world.slack;
  const { violations } = world.cloud;
  await world.stop();
  expect(complaints).toEqual([]);
  expect(violations).toEqual([]);
});

/** Slack takes nothing that comes later than 3 seconds after the trigger: what opened was in time. */
const open = async (line = ""): Promise<void> => {
  expect(await alice.command(OPS, `/edcps create ${line}`.trim())).toMatchObject({
    ok: true,
    body: undefined,
  });
  expect(alice.view()).toBeDefined();
};

const FILLED =
  "region=cn-east-tz1 az=cn-east-tz1a type=edcps.c.normal1 os=os-c-normal1-ubuntu-1804 raid=raid-c-normal1-system-raid1 dataRaid=raid-c-normal1-data-raid1 subnet=subnet-tz1a-002 count=2 why=more";

/** Ends when the form stands still: when it was drawn for the last answer, too, which its price tells. */
async function fillAndSettle(name: string, count: number): Promise<void> {
  await fillOrderForm(alice, { name, count: String(count) });
  await alice.waitForView((view) => priceIn(view).includes(`About ¥${15 * count} an hour`));
}

/** The order that the form was sent as, bought. */
async function bought(name: string): Promise<void> {
  expect(alice.view()?.errors).toEqual({});
  const id = /[Oo]rder \*?([A-Z0-9]{6})/.exec(JSON.stringify(alice.view()?.blocks))?.[1] ?? "";
  expect(id).not.toBe("");
  await approve(world, id, BOB);
  await result(world, id);
  expect(purchasesOf(world, name)).toHaveLength(1);
}

describe("a cloud that needs six seconds for each answer", () => {
  it("does not keep the form from opening; every list appears when it comes, and what was typed stays", async () => {
    world.cloud.faults.set("*", { kind: "delay", ms: 6_000 });
    await open();
    await alice.type("name", "patient-1");
    await asking(alice, "regionId", 15_000);
    await alice.choose("regionId", "cn-east-tz1");
    await asking(alice, "az");
    await alice.choose("az", "cn-east-tz1a");
    const early = await alice.waitForView(
      (view) => asks(view, "keypairId") || asks(view, "deviceType"),
      15_000,
    );
    expect(answerTo(early, "name")).toBe("patient-1");
    await asking(alice, "deviceType", 15_000);
    await alice.choose("deviceType", "edcps.c.normal1");
    await asking(alice, "osTypeId", 15_000);
    await fillOrderForm(alice, { name: "patient-1" });
    world.cloud.faults.clear();
    await until("the form is taken", async () => {
      const { sent } = await alice.submit();
      return sent && Object.keys(alice.view()?.errors ?? {}).length === 0;
    });
    await bought("patient-1");
  });
});

describe("a cloud that never answers", () => {
  beforeEach(() => world.cloud.faults.set("*", { kind: "hang" }));

  it("leaves a form that opens all the same, says which list is missing, and loads it when asked again", async () => {
    await open();
    await alice.type("name", "typed-before");
    await alice.waitForView(
      (view) => notes(view).some((note) => note.includes("The cloud did not answer")),
      60_000,
    );
    world.cloud.faults.clear();
    await alice.clickInView("form_reload");
    const mended = await asking(alice, "regionId");
    expect(answerTo(mended, "name")).toBe("typed-before");
  });

  it("has the form opened by one line wait with what was typed, and take it when the cloud is back", async () => {
    await open(`${FILLED} name=waits-1`);
    const waiting = alice.view();
    expect(waiting && asks(waiting, "regionId")).toBe(false);
    world.cloud.faults.clear();
    await alice.waitForView(
      (view) => notes(view).some((note) => note.includes("The cloud did not answer")),
      60_000,
    );
    // Every list that is missing has the button; each of them asks for all.
    await alice.clickInView("form_reload", { value: "regionId" });
    const view = await asking(alice, "subnetId");
    expect(answerTo(view, "regionId")).toBe("cn-east-tz1");
    expect(answerTo(view, "subnetId")).toBe("subnet-tz1a-002");
    expect(await alice.submit()).toMatchObject({ sent: true, missing: [] });
    await bought("waits-1");
  });
});

describe("a cloud that answered once, and does so no more", () => {
  const AGE = /The cloud does not answer at the moment: these lists are from <!date\^\d+\^/;

  it.each([
    ["needs six seconds", { kind: "delay", ms: 6_000 }],
    ["never answers", { kind: "hang" }],
    ["is down", { kind: "error", http: 503, status: "UNAVAILABLE" }],
  ] as const)(
    "leaves a form that is usable at once from the lists of before, and says how old they are: it %s",
    async (_, fault) => {
      await order(world, { name: "before-01" });
      await letTimePass(world.bot());
      world.cloud.faults.set("*", fault);
      await open(`${FILLED} name=kept-01`);
      const view = await asking(alice, "subnetId");
      expect(notes(view)[0]).toMatch(AGE);
      // How many are left changes too fast to be told from memory.
      expect(alice.options("deviceType")[0]?.text.text).not.toContain("in stock");
      expect(await alice.submit()).toMatchObject({ sent: true, missing: [] });
      expect(alice.view()?.errors).toEqual({});
      world.cloud.faults.clear();
      await bought("kept-01");
    },
  );

  it("says no more of their age once the cloud answers again", async () => {
    await order(world, { name: "before-02" });
    await letTimePass(world.bot());
    world.cloud.faults.set("*", { kind: "error", http: 503, status: "UNAVAILABLE" });
    await open();
    expect(notes(await asking(alice, "regionId"))[0]).toMatch(AGE);
    world.cloud.faults.clear();
    await alice.choose("regionId", "cn-east-tz1");
    const view = await asking(alice, "az");
    expect(notes(view).join("\n")).not.toMatch(AGE);
  });

  it("has an order that could not be checked told so, with everything kept, and taken later", async () => {
    await open();
    await fillAndSettle("unchecked-1", 2);
    // The process that knew the lists is gone, and its successor cannot ask for them.
    await world.bot().kill();
    world.cloud.faults.set("*", { kind: "hang" });
    await world.start();
    expect(await alice.submit()).toMatchObject({ sent: true, status: 200 });
    expect(errorOf(alice.view(), "regionId")).toContain(
      "could not be checked and nothing was ordered",
    );
    world.cloud.faults.clear();
    await until(
      "the form is taken",
      async () => {
        await alice.submit();
        return Object.keys(alice.view()?.errors ?? {}).length === 0;
      },
      40_000,
    );
    await bought("unchecked-1");
  });
});

describe("what sells out while somebody fills the form", () => {
  const offer = (): { deviceType: string; isSoldOut: boolean } | undefined =>
    world.cloud.world.deviceTypes.find(
      ({ region, deviceType }) => region === "cn-east-tz1" && deviceType === "edcps.c.normal1",
    );
  const stock = (): { available: number } | undefined =>
    world.cloud.world.stock.find(
      ({ region, deviceType }) => region === "cn-east-tz1" && deviceType === "edcps.c.normal1",
    );

  /** The lists are old, and the bot has asked for them again: what a submit is checked against is known. */
  const learns = async (what: string, test: (view: RenderedView) => boolean): Promise<void> => {
    await letTimePass(world.bot());
    const bob = world.slack.as(BOB);
    await until(`the bot knows: ${what}`, async () => {
      await bob.command(OPS, "/edcps create region=cn-east-tz1 az=cn-east-tz1a");
      const known = test(await asking(bob, "deviceType"));
      await bob.close();
      return known;
    });
  };
  const isNamed = (view: RenderedView): boolean =>
    /Sold out now: .*edcps\.c\.normal1/.test(notes(view).join("\n"));

  it("is shown beside the types that are left, with how many there are", async () => {
    await open("region=cn-east-tz1 az=cn-east-tz1a");
    const view = await asking(alice, "deviceType");
    expect(alice.options("deviceType").map(({ text }) => text.text)).toEqual([
      expect.stringMatching(/edcps\.c\.normal1.* · 30 in stock$/),
      expect.stringMatching(/edcps\.c2\.perf1.* · 3 in stock$/),
      expect.stringMatching(/edcps\.s2\.normal.* · 8 in stock$/),
    ]);
    expect(notes(view).join("\n")).toMatch(/Sold out now: .*edcps\.c\.normal2/);
  });

  it("is refused on its own question: the type", async () => {
    await open();
    await fillAndSettle("gone-01", 2);
    Object.assign(offer() ?? {}, { isSoldOut: true });
    await learns("none is left", isNamed);
    await alice.submit();
    expect(alice.view()?.errors).toEqual({
      "deviceType:cn-east-tz1/cn-east-tz1a": "This is sold out now. Choose another one.",
    });
    // What was typed is still there, and another type is taken.
    Object.assign(offer() ?? {}, { isSoldOut: false });
    await learns("there are some again", (view) => !isNamed(view));
    await alice.submit();
    await bought("gone-01");
  });

  it("is refused on its own question: the number", async () => {
    await open();
    await fillAndSettle("few-01", 3);
    Object.assign(stock() ?? {}, { available: 2 });
    await learns("two are left", (view) => JSON.stringify(view.blocks).includes(" · 2 in stock"));
    await alice.submit();
    expect(alice.view()?.errors).toEqual({
      count: "Only 2 of this type are in stock in this region.",
    });
    await alice.type("count", "2");
    await alice.submit();
    await bought("few-01");
  });

  it("and is not known for want of an answer, is bought or refused by the cloud, never lost", async () => {
    await open();
    await fillAndSettle("blind-01", 3);
    Object.assign(stock() ?? {}, { available: 2 });
    await letTimePass(world.bot());
    world.cloud.faults.set("describeDeviceStock", { kind: "error", http: 503, status: "DOWN" });
    await alice.submit();
    const id = /order \*?([A-Z0-9]{6})/i.exec(JSON.stringify(alice.view()?.blocks))?.[1] ?? "";
    await approve(world, id, BOB);
    await card(world, id, ({ blocks }) => JSON.stringify(blocks).includes("1 of 2"));
    await approve(world, id, CAROL);
    expect((await result(world, id)).text).toContain("Nothing was bought");
    expect(purchasesOf(world, "blind-01")).toEqual([]);
  });
});
