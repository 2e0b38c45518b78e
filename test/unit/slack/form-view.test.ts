import { describe, expect, it } from "vitest";
import { fieldIds, type Answers } from "../../../src/order/form-fields.ts";
import {
  firstAnswers,
  layOut,
  listKey,
  type ListState,
  type LoadedLists,
} from "../../../src/order/form.ts";
import {
  formView,
  MOST_OPTIONS,
  ORDER_FORM,
  option,
  placedView,
  RELOAD,
  search,
} from "../../../src/slack/form-view.ts";
import { everyList, goodAnswers, listsWith, regions } from "../../support/a-catalogue.ts";
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

const origin = { channel: "C0ASKED" };
const everything: Answers = {
  ...goodAnswers,
  "charge.chargeMode": "prepaid_by_duration",
  enableInternet: "yes",
  sections: "access",
};

const viewOf = (answers: Answers, lists: LoadedLists = everyList, sealing = true) =>
  formView(layOut(answers, lists, { sealing }), origin, { sealing });
const blocksOf = (view: ReturnType<typeof formView>): readonly Seen[] =>
  view.blocks as unknown as Seen[];
const inputs = (view: ReturnType<typeof formView>): readonly Seen[] =>
  blocksOf(view).filter(({ type }) => type === "input");
const inputFor = (view: ReturnType<typeof formView>, id: string): Seen | undefined =>
  inputs(view).find(({ element }) => element?.action_id === id);

describe("the form", () => {
  it.each([
    ["untouched", firstAnswers({ sealing: true }), new Map<string, ListState>()],
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

  it("is named for what it is, and knows where it was opened", () => {
    expect(viewOf(goodAnswers)).toMatchObject({
      type: "modal",
      callback_id: ORDER_FORM,
      private_metadata: '{"channel":"C0ASKED"}',
    });
    expect(ORDER_FORM).toBe("order_create");
  });

  it("names each input by its path in the API, under a block of the same name", () => {
    const view = viewOf(everything);
    const names = inputs(view).map(({ element }) => element?.action_id);
    expect(names).toEqual(fieldIds);
    for (const { block_id, element } of inputs(view))
      expect(block_id.split(":", 1)[0]).toBe(element?.action_id);
  });

  it("tells at once when a choice changes what else is asked, and is quiet while somebody types", () => {
    const view = viewOf(everything);
    const loud = inputs(view)
      .filter(({ dispatch_action }) => dispatch_action)
      .map(({ element }) => element?.action_id);
    expect(loud).toEqual([
      "regionId",
      "az",
      "deviceType",
      "charge.chargeMode",
      "enableInternet",
      "sections",
    ]);
  });

  it("demands an answer to everything but what may be left out", () => {
    const free = inputs(viewOf(everything))
      .filter(({ optional }) => optional)
      .map(({ element }) => element?.action_id);
    expect(free).toEqual(["keypairId", "sections", "password", "userData"]);
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

  it("finds nothing rather than something else, and takes nothing for a pattern", () => {
    for (const typed of ["nowhere", ".*", "[", "(", "\\", "team subnet nowhere"])
      expect(search(choices, typed)).toEqual([]);
  });
});

describe("what stands in the form's place afterwards", () => {
  it("is a view that Slack takes, however long the sentence", () => {
    for (const text of [
      "Order *K7M4Q9* now waits.",
      "x".repeat(3_000),
      "x".repeat(3_001),
      "😀".repeat(4_000),
    ])
      expectGoodView(placedView("Order sent", text));
  });
});

it("the catalogue of these tests offers what they speak of", () => {
  expect(regions.map(({ region }) => region)).toEqual(["cn-east-tz1", "cn-north-bj1"]);
});
