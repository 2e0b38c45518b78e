import { describe, expect, it } from "vitest";
import {
  fieldIds,
  secretAnswers,
  type Answers,
  type FieldId,
  type FormAbilities,
} from "../../../src/order/form-fields.ts";
import {
  firstAnswers,
  layOut,
  listKey,
  type ListState,
  type LoadedLists,
} from "../../../src/order/form.ts";
import { defaultLimits } from "../../../src/order/instance-spec.ts";
import { sentenceView } from "../../../src/slack/blocks.ts";
import {
  formView,
  type FormOrigin,
  type FormSurroundings,
  MOST_OPTIONS,
  ORDER_FORM,
  option,
  RELOAD,
  search,
} from "../../../src/slack/form-view.ts";
import { languages } from "../../../src/order/language.ts";
import { anOrder } from "../../support/an-order.ts";
import { everyList, goodAnswers, listsWith, regions } from "../../support/a-catalogue.ts";
import { textsIn as sentences } from "../../../src/slack/texts.ts";
import {
  expectGoodView,
  expectNoForgery,
  hostileTexts,
  mrkdwnIn,
  textsIn,
} from "../../support/slack-judge.ts";

interface Seen {
  readonly type: string;
  readonly block_id: string;
  readonly text?: { readonly text: string };
  readonly dispatch_action?: boolean;
  readonly optional?: boolean;
  readonly accessory?: { readonly action_id: string; readonly value: string };
  readonly element?: {
    readonly type: string;
    readonly action_id: string;
    readonly options?: readonly { readonly value: string }[];
    readonly initial_option?: { readonly value: string };
    readonly initial_value?: string;
    readonly min_query_length?: number;
  };
}

const has: FormAbilities = { sealing: true, limits: defaultLimits, prices: false };
const origin: FormOrigin = { channel: "C0ASKED", language: "en", kept: {} };
const script = "#".repeat(2_600);
const everything: Answers = {
  ...goodAnswers,
  "charge.chargeMode": "prepaid_by_duration",
  enableInternet: "yes",
  lineType: "ct",
  extensionEnableInternet: "yes",
  extensionLineType: "un",
  sections: "network,access,secondInterface,advanced",
  userData: script,
  "userData.2": script,
  "userData.3": script,
  "userData.4": script,
  "userData.5": script,
};

const viewOf = (
  answers: Answers,
  lists: LoadedLists = everyList,
  sealing = true,
  more: Partial<FormSurroundings> = {},
) => {
  const can = { ...has, sealing, ...more.has };
  return formView(layOut(answers, lists, can), { origin, price: "open", ...more, has: can });
};
const blocksOf = (view: ReturnType<typeof formView>): readonly Seen[] =>
  view.blocks as unknown as Seen[];
const inputs = (view: ReturnType<typeof formView>): readonly Seen[] =>
  blocksOf(view).filter(({ type }) => type === "input");
const inputFor = (view: ReturnType<typeof formView>, id: string): Seen | undefined =>
  inputs(view).find(({ element }) => element?.action_id === id);

describe("the form", () => {
  it.each([
    ["untouched", firstAnswers(has), new Map<string, ListState>()],
    ["with its first list", {}, everyList],
    ["half way", { regionId: "cn-east-tz1", az: "cn-east-tz1a" }, everyList],
    [
      "with one list missing",
      goodAnswers,
      listsWith("raids", ["cn-east-tz1", "edcps.c.normal1"], { state: "failed" }),
    ],
    [
      "with one list on its way",
      goodAnswers,
      listsWith("raids", ["cn-east-tz1", "edcps.c.normal1"], { state: "loading" }),
    ],
    [
      "in a place that offers little",
      { ...goodAnswers, regionId: "cn-north-bj1", az: "cn-north-bj1a" },
      everyList,
    ],
    ["filled in", goodAnswers, everyList],
    ["with everything open", everything, everyList],
  ] as const)("is a view that Slack takes: %s", (_, answers, lists) => {
    for (const sealing of [true, false]) expectGoodView(viewOf(answers, lists, sealing));
  });

  it("is named for what it is, and knows where it was opened, and in which language", () => {
    expect(viewOf(goodAnswers)).toMatchObject({
      type: "modal",
      callback_id: ORDER_FORM,
      private_metadata: '{"channel":"C0ASKED","language":"en","kept":{}}',
    });
    expect(ORDER_FORM).toBe("order_create");
  });

  it("speaks the language of whoever opened it", () => {
    const view = viewOf(goodAnswers, everyList, true, { origin: { ...origin, language: "zh" } });
    expect(view.title.text).toBe(sentences.zh.formTitle);
    expect(viewOf(goodAnswers).title.text).toBe(sentences.en.formTitle);
  });

  it("carries what it does not show, and nothing that stands in it", () => {
    const kept = { hostname: "web-01", name: "web", "osTypeId:cn-east-tz1/edcps.c.normal2": "x" };
    const view = viewOf(goodAnswers, everyList, true, { origin: { ...origin, kept } });
    expect(JSON.parse(view.private_metadata ?? "")).toMatchObject({
      kept: { hostname: "web-01", "osTypeId:cn-east-tz1/edcps.c.normal2": "x" },
    });
    expect(view.private_metadata).not.toContain('"name"');
  });

  it("carries no more than Slack takes, however much was said beforehand", () => {
    const kept = Object.fromEntries(
      ["resourceTags", "aliasIps", "description"].map((id) => [id, "x".repeat(2_000)]),
    );
    const view = viewOf(goodAnswers, everyList, true, { origin: { ...origin, kept } });
    expect(view.private_metadata?.length).toBeLessThanOrEqual(3_000);
    expectGoodView(view);
  });

  it("names each input by its path in the API, under a block of the same name", () => {
    const view = viewOf(everything);
    const names = inputs(view).map(({ element }) => element?.action_id);
    expect(names).toEqual(fieldIds);
    for (const { block_id, element } of inputs(view))
      expect(block_id.split(":", 1)[0]).toBe(element?.action_id);
  });

  const loudIn = (view: ReturnType<typeof formView>) =>
    inputs(view)
      .filter(({ dispatch_action }) => dispatch_action)
      .map(({ element }) => element?.action_id);
  const scripts = secretAnswers.filter((id) => id !== "password");

  it("tells at once when a choice changes what else is asked, and is quiet while somebody types", () => {
    expect(loudIn(viewOf(everything))).toEqual([
      "regionId",
      "az",
      "deviceType",
      "charge.chargeMode",
      "enableInternet",
      "lineType",
      "sections",
      "extensionEnableInternet",
      "extensionLineType",
      ...scripts, // when one is nearly full, the next is asked for
    ]);
  });

  it("tells at once of whatever changes the price, too, where there is a price book", () => {
    const view = viewOf(everything, everyList, true, { has: { ...has, prices: true } });
    expect(loudIn(view)).toEqual(
      expect.arrayContaining(["count", "charge.chargeUnit", "charge.chargeDuration", "bandwidth"]),
    );
    expect(loudIn(view)).not.toContain("name");
  });

  it("demands an answer to everything but what may be left out", () => {
    const free = inputs(viewOf(everything))
      .filter(({ optional }) => optional)
      .map(({ element }) => element?.action_id);
    expect(free).toEqual([
      "charge.autoRenew",
      "keypairId",
      "sections",
      "privateIp",
      "aliasIps",
      "extraUplinkBandwidth",
      "bandwidthPackageId",
      "extensionPrivateIp",
      "extensionAliasIps",
      "extensionExtraUplinkBandwidth",
      "extensionBandwidthPackageId",
      "password",
      ...scripts,
      "hostname",
      "description",
      "resourceTags",
      "charge.buyScenario",
    ] satisfies FieldId[]);
  });

  it("shows what is chosen", () => {
    const view = viewOf(goodAnswers);
    for (const id of [
      "regionId",
      "az",
      "deviceType",
      "osTypeId",
      "subnetId",
      "charge.chargeMode",
    ] as const)
      expect(inputFor(view, id)?.element?.initial_option?.value).toBe(goodAnswers[id]);
    expect(inputFor(view, "count")?.element?.initial_value).toBe("2");
  });

  it("never sends back a password or a script that somebody typed", () => {
    const view = viewOf({
      ...everything,
      password: "Sunny$Lake7Fog",
      userData: "#!/bin/bash\necho secret",
    });
    expect(JSON.stringify(view)).not.toMatch(/Sunny|secret/);
  });

  it("says why it offers neither password nor script without a key to seal them", () => {
    expect(textsIn(viewOf(everything, everyList, false)).join()).toContain("ORDER_ENCRYPTION_KEY");
    expect(inputFor(viewOf(everything, everyList, false), "password")).toBeUndefined();
    expect(textsIn(viewOf(everything)).join()).not.toContain("ORDER_ENCRYPTION_KEY");
  });

  it("offers to ask again for a list that did not come", () => {
    const view = viewOf(
      goodAnswers,
      listsWith("subnets", ["cn-east-tz1", "cn-east-tz1a"], { state: "failed" }),
    );
    const failed = blocksOf(view).find(({ block_id }) => block_id === "subnetId:failed");
    expect(failed?.accessory).toMatchObject({ action_id: RELOAD, value: "subnetId" });
    expect(inputFor(view, "subnetId")).toBeUndefined();
  });

  it("says how many there are of what can be counted", () => {
    const labels = (id: FieldId) => JSON.stringify(inputFor(viewOf(goodAnswers), id)?.element);
    expect(labels("deviceType")).toContain(sentences.en.formStock(20));
    expect(labels("subnetId")).toContain(sentences.en.formFreeAddresses(200));
  });

  it("names what is sold out, and counts the rest of it", () => {
    expect(textsIn(viewOf(goodAnswers)).join("\n")).toContain("gone (edcps.c.gone)");
    const offered = everyList.get("deviceTypes/cn-east-tz1/cn-east-tz1a");
    const items = Array.from({ length: 9 }, (_, index) => ({
      ...(offered?.state === "loaded" ? (offered.items[0] as object) : {}),
      deviceType: `gone-${index}`,
      name: "",
      isSoldOut: true,
    }));
    const lists = listsWith("deviceTypes", ["cn-east-tz1", "cn-east-tz1a"], {
      state: "loaded",
      items: items as never,
    });
    const view = viewOf(goodAnswers, lists);
    expect(blocksOf(view).map(({ block_id }) => block_id)).toContain("deviceType:empty");
    expect(textsIn(view).join("\n")).toContain("gone-5");
    expect(textsIn(view).join("\n")).not.toContain("gone-6");
    expectGoodView(view);
  });

  it("says what was asked for and is not offered, and what comes nearest", () => {
    const view = viewOf({ ...goodAnswers, osTypeId: "edcps.c.normal1-ubunut" });
    expect(textsIn(view).join("\n")).toContain("edcps.c.normal1-ubunut");
    expect(textsIn(view).join("\n")).toContain("`edcps.c.normal1-ubuntu`");
    expectGoodView(view);
  });

  it("says from when its lists are while the cloud does not answer", () => {
    const asOf = new Date("2026-03-01T08:00:00Z");
    const lists = listsWith("regions", [], { state: "loaded", items: regions, asOf });
    expect(mrkdwnIn(viewOf(goodAnswers, lists))[0]).toBe(sentences.en.formKept(asOf.toISOString()));
    expect(viewOf(goodAnswers, lists).blocks[0]).toMatchObject({ type: "section" });
  });

  it("says what it costs, or that this is open or unknown", () => {
    const said = (price: FormSurroundings["price"]) =>
      textsIn(viewOf(goodAnswers, everyList, true, { price })).join("\n");
    expect(said("open")).toContain(sentences.en.price.open);
    expect(said("unknown")).toContain(sentences.en.price.unknown);
    const price = { currency: "CNY", perMonth: 7_440_000, perHour: 10_000, parts: [] };
    expect(said(price)).toContain(sentences.en.price.known(price));
  });

  it("names the price behind what has to be answered, however many sections are open", () => {
    const view = viewOf({ ...goodAnswers, sections: "network,access,advanced" });
    const at = (test: (block: Seen) => boolean): number => blocksOf(view).findIndex(test);
    const price = at(({ block_id }) => block_id === "price");
    const last = (optional: boolean): number =>
      blocksOf(view).findLastIndex(
        (block) => block.type === "input" && block.optional === optional,
      );
    expect(price).toBeGreaterThan(last(false));
    expect(price).toBeLessThan(at(({ element }) => element?.action_id === "sections"));
  });

  it.each(languages)("heads each open section with what was ticked to open it: %s", (language) => {
    const all = "network,access,secondInterface,advanced";
    const view = viewOf({ ...goodAnswers, sections: all }, everyList, true, {
      origin: { ...origin, language },
    });
    const { choices = {} } = sentences[language].form.sections;
    const headings = blocksOf(view).filter(({ type }) => type === "header");
    expect(headings.map(({ text }) => text?.text)).toEqual(Object.values(choices));
    expect(blocksOf(viewOf(goodAnswers)).filter(({ type }) => type === "header")).toEqual([]);
  });

  it("says of a list on its way and of an empty one what it is", () => {
    const waiting = viewOf({}, new Map());
    expect(blocksOf(waiting)[0]).toMatchObject({ type: "section", block_id: "regionId:loading" });
    const empty = viewOf({ ...goodAnswers, regionId: "cn-north-bj1", az: "cn-north-bj1a" });
    expect(blocksOf(empty).map(({ block_id }) => block_id)).toContain("subnetId:empty");
  });
});

/** Regions as many and named as we like. */
const regionsNamed = (count: number, regionName: string): LoadedLists =>
  new Map([
    [
      listKey({ list: "regions", args: [] }),
      {
        state: "loaded",
        items: Array.from({ length: count }, (_, index) => ({
          region: `cn-${index}`,
          regionName,
          azs: [{ az: `cn-${index}a`, azName: regionName }],
        })),
      },
    ],
  ]);

describe("a list in the form", () => {
  it(`is shown whole up to ${MOST_OPTIONS} entries, and searched on this side beyond`, () => {
    const most = inputFor(viewOf({}, regionsNamed(MOST_OPTIONS, "R")), "regionId")?.element;
    expect(most).toMatchObject({ type: "static_select" });
    expect(most?.options).toHaveLength(MOST_OPTIONS);
    const view = viewOf({ regionId: "cn-7" }, regionsNamed(MOST_OPTIONS + 1, "R"));
    const more = inputFor(view, "regionId")?.element;
    expect(more).toMatchObject({
      type: "external_select",
      min_query_length: 0,
      initial_option: { value: "cn-7" },
    });
    expect(more).not.toHaveProperty("options");
    expectGoodView(view);
  });

  it.each(Object.entries(hostileTexts))(
    "is taken by Slack when the catalogue holds %s",
    (_, text) => {
      const view = viewOf({ regionId: "cn-0" }, regionsNamed(60, text));
      expectGoodView(view);
      for (const markup of mrkdwnIn(view)) expectNoForgery(markup, []);
    },
  );

  it("shows labels no longer than Slack takes, and values unchanged", () => {
    expect(option({ value: "cn-east-tz1", label: "x".repeat(200) })).toEqual({
      text: { type: "plain_text", text: `${"x".repeat(74)}…`, emoji: false },
      value: "cn-east-tz1",
    });
  });
});

describe("searching a long list", () => {
  const choices = Array.from({ length: 300 }, (_, index) => ({
    value: `subnet-${index}`,
    label: `Team ${index % 3} · 10.0.${index}.0/24`,
  }));

  it("finds entries that hold every word, in label or id, in any case", () => {
    expect(search(choices, "TEAM 10.0.7.").map(({ value }) => value)).toEqual(["subnet-7"]);
    expect(search(choices, " subnet-299 ").map(({ value }) => value)).toEqual(["subnet-299"]);
  });

  it("shows as many as Slack takes, and the first ones when nothing was typed", () => {
    expect(search(choices, "")).toEqual(choices.slice(0, MOST_OPTIONS));
    expect(search(choices, "team")).toHaveLength(MOST_OPTIONS);
  });

  it("shows the entry of that very id first, however many others hold it", () => {
    const turned = choices.toReversed();
    expect(search(turned, "subnet-1")[0]?.value).toBe("subnet-1");
    expect(search(turned, "SUBNET-2")[0]?.value).toBe("subnet-2");
  });

  it("finds nothing rather than something else, and takes nothing for a pattern", () => {
    for (const typed of ["nowhere", ".*", "[", "(", "\\", "team subnet nowhere"])
      expect(search(choices, typed)).toEqual([]);
  });
});

describe("what stands in the form's place afterwards", () => {
  it.each(Object.entries(hostileTexts))(
    "is a view that Slack takes, whatever the rule is called: %s",
    (_, name) => {
      for (const texts of Object.values(sentences))
        for (const status of ["pending", "approved"] as const) {
          const { rule, ...order } = anOrder();
          const placed = { ...order, status, rule: { ...rule, name } };
          for (const sentence of [texts.placed(placed), texts.placedBefore(placed)])
            expectGoodView(sentenceView(texts.placedTitle, sentence, texts));
        }
    },
  );
});

it("the catalogue of these tests offers what they speak of", () => {
  expect(regions.map(({ region }) => region)).toEqual(["cn-east-tz1", "cn-north-bj1"]);
});
