import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fieldIds,
  fields,
  LONGEST_INPUT,
  secretAnswers,
  type Answers,
  type FieldId,
  type FormAbilities,
  type ListName,
} from "../../../src/order/form-fields.ts";
import {
  choicesOf,
  layOut,
  listKey,
  readAnswers,
  type ListState,
  type LoadedLists,
} from "../../../src/order/form.ts";
import { defaultLimits } from "../../../src/order/instance-spec.ts";
import { languages } from "../../../src/order/language.ts";
import { readForm } from "../../../src/order/read-form.ts";
import { answersIn, originOf } from "../../../src/slack/form-answers.ts";
import { formView, MOST_OPTIONS, search } from "../../../src/slack/form-view.ts";
import type { ViewPayload } from "../../../src/slack/payloads.ts";
import {
  submitOrder,
  type SubmissionPorts,
  type SubmitAnswer,
} from "../../../src/slack/submission.ts";
import { textsIn } from "../../../src/slack/texts.ts";
import { everyList, goodAnswers } from "../../support/a-catalogue.ts";
import { aPolicy, aRule } from "../../support/a-policy.ts";
import { alice } from "../../support/an-order.ts";
import { catalogueOf } from "../../support/catalogue-of.ts";
import { formOnScreen } from "../../support/form-on-screen.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import { expectGoodView, hostileTexts } from "../../support/slack-judge.ts";
import {
  keptLog,
  knownPeople,
  memoryQueue,
  paperSealer,
  standingClock,
} from "../../support/workflow-ports.ts";
import { anyOrderable, withoutNothings } from "../order/orderable.ts";

const has: FormAbilities = { sealing: true, limits: defaultLimits, prices: true };

describe("any valid specification", () => {
  it("can be chosen and typed from top to bottom, and is ordered as it is", () => {
    fc.assert(
      fc.property(anyOrderable, ({ answers, lists, region, spec }) => {
        const screen = formOnScreen({ lists, has, drawn: expectGoodView });
        screen.fillIn(answers, fieldIds);
        expect(screen.clientProblems()).toEqual({ missing: [], errors: {} });
        const read = readForm(answersIn(screen.payload(), has), lists, has);
        expect(read).toMatchObject({ ok: true, form: { region } });
        if (read.ok) expect(read.form.spec).toEqual(withoutNothings(spec));
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it("can be chosen and typed in any other order just as well", () => {
    const anyOrder = fc.shuffledSubarray([...fieldIds], { minLength: fieldIds.length });
    fc.assert(
      fc.property(anyOrderable, anyOrder, ({ answers, lists, spec }, order) => {
        const screen = formOnScreen({ lists, has });
        screen.fillIn(answers, order);
        const read = readForm(answersIn(screen.payload(), has), lists, has);
        expect(read).toMatchObject({ ok: true });
        if (read.ok) expect(read.form.spec).toEqual(withoutNothings(spec));
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  it("stands in a form that was filled in beforehand, but for its secrets, and is ordered by sending it", () => {
    fc.assert(
      fc.property(anyOrderable, ({ answers, lists, spec }) => {
        const open = Object.entries(answers).filter(
          ([id]) => !secretAnswers.some((one) => one === id),
        );
        const screen = formOnScreen({ lists, has, beforehand: Object.fromEntries(open) });
        const read = readForm(answersIn(screen.payload(), has), lists, has);
        const { password: _password, userData: _userData, ...shown } = withoutNothings(spec);
        expect(read).toMatchObject({ ok: true });
        if (read.ok) expect(read.form.spec).toEqual(shown);
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

/** A catalogue in which everything is called so, and which has ids that nobody can order. */
function calledLike(text: string): LoadedLists {
  const named = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(named);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, held]) => [
        key,
        /Name$|^name$|Concise$|^raidType$|Detail$/.test(key) ? text : named(held),
      ]),
    );
  };
  const idOf: Partial<Record<ListName, string>> = {
    regions: "region",
    deviceTypes: "deviceType",
    operatingSystems: "osTypeId",
    subnets: "subnetId",
    keyPairs: "keypairId",
  };
  return new Map(
    [...everyList].map(([key, state]): [string, ListState] => {
      if (state.state !== "loaded") return [key, state];
      const id = idOf[key.split("/")[0] as ListName];
      const items = named(state.items) as Record<string, unknown>[];
      const [first] = items;
      const strange = id && first ? [text, text.slice(0, 75), text.slice(0, 76)] : [];
      return [
        key,
        {
          state: "loaded",
          items: [...items, ...strange.map((name) => ({ ...first, [id ?? ""]: name }))] as never,
        },
      ];
    }),
  );
}

const everythingOpen: Answers = {
  ...goodAnswers,
  "charge.chargeMode": "prepaid_by_duration",
  "charge.chargeUnit": "month",
  "charge.chargeDuration": "9",
  enableInternet: "yes",
  lineType: "ct",
  extensionEnableInternet: "yes",
  extensionLineType: "un",
  sections: "network,access,secondInterface,advanced",
};
const typedFields = fieldIds.filter((id) => ["text", "number"].includes(fields[id].control));

function submissionPorts(lists: LoadedLists) {
  const clock = standingClock();
  const orders = memoryOrders(clock);
  const ports: SubmissionPorts = {
    orders,
    queue: memoryQueue(),
    clock,
    log: keptLog(),
    people: knownPeople(),
    policy: () => aPolicy(),
    prices: undefined,
    stock: { left: async () => undefined },
    sealer: paperSealer(),
    ids: { orderId: () => "AAAAAA", clientToken: () => "token" },
    catalogue: catalogueOf(lists),
    has: () => has,
  };
  return { ports, orders };
}

/** What Slack wants of the answer to a submit. */
function expectGoodAnswer(answer: SubmitAnswer, view: ViewPayload): void {
  if (answer.response_action === "update") {
    expectGoodView(answer.view);
    return;
  }
  const inputs = view.blocks.filter(({ type }) => type === "input").map(({ block_id }) => block_id);
  expect(Object.keys(answer.errors).length).toBeGreaterThan(0);
  for (const [block, sentence] of Object.entries(answer.errors)) {
    expect(inputs).toContain(block);
    expect(sentence).toMatch(/\S/);
    expect(sentence.length).toBeLessThanOrEqual(2_000);
    expect(sentence.isWellFormed()).toBe(true);
  }
}

describe("whatever the catalogue calls its things, and whatever somebody types", () => {
  const cases = Object.entries(hostileTexts).flatMap(([name, text]) =>
    languages.map((language) => ({ name, text, language })),
  );

  it.each(cases)("Slack takes the form: names of $name, in $language", ({ text, language }) => {
    const lists = calledLike(text);
    for (const answers of [
      {},
      goodAnswers,
      everythingOpen,
      { ...goodAnswers, regionId: "cn-north-bj1", az: "cn-north-bj1a" },
    ])
      for (const sealing of [true, false])
        formOnScreen({
          lists,
          has: { ...has, sealing },
          language,
          beforehand: answers,
          drawn: expectGoodView,
        });
  });

  it.each(cases)(
    "Slack takes the form and the answer to it: $name typed everywhere, in $language",
    async ({ text, language }) => {
      for (const length of [LONGEST_INPUT, LONGEST_INPUT + 1, 65_535]) {
        const typed = text.slice(0, length);
        const beforehand = {
          ...everythingOpen,
          ...Object.fromEntries(typedFields.map((id) => [id, typed])),
        };
        const screen = formOnScreen({
          lists: everyList,
          has,
          language,
          beforehand,
          drawn: expectGoodView,
        });
        if (length === LONGEST_INPUT)
          for (const id of typedFields) screen.answer(id, typed.slice(0, maxOf(id)));
        const view = screen.payload();
        const { ports, orders } = submissionPorts(everyList);
        const answer = await submitOrder(ports, view, alice, textsIn[language]);
        expectGoodAnswer(answer, view);
        expect(answer.response_action).toBe("errors");
        expect(orders.written()).toEqual([]);
      }
    },
  );

  it.each(cases)(
    "Slack takes the form when $name was asked for and is not offered, in $language",
    ({ text, language }) => {
      for (const id of fieldIds.filter((one) => fields[one].control === "list"))
        formOnScreen({
          lists: everyList,
          has,
          language,
          beforehand: { ...everythingOpen, [id]: text.slice(0, LONGEST_INPUT) },
          drawn: expectGoodView,
        });
    },
  );

  const maxOf = (id: FieldId): number => {
    const field = fields[id];
    return field.control === "text" ? (field.max ?? LONGEST_INPUT) : LONGEST_INPUT;
  };
});

describe("an order that is sent", () => {
  it("is checked and let in by one policy, whatever the file says meanwhile", async () => {
    const screen = formOnScreen({ lists: everyList, has, beforehand: goodAnswers });
    const { ports, orders } = submissionPorts(everyList);
    let policy = aPolicy();
    const catalogue = new Proxy(ports.catalogue, {
      get(target, name, receiver) {
        policy = aPolicy({ limits: { maxCount: 1 }, rules: [aRule({ name: "the next" })] });
        return Reflect.get(target, name, receiver) as unknown;
      },
    });
    await submitOrder(
      { ...ports, catalogue, policy: () => policy, has: () => ({ ...has, limits: policy.limits }) },
      screen.payload(),
      alice,
      textsIn.en,
    );
    expect(policy.rules[0]?.name).toBe("the next");
    expect(orders.written().map(({ rule }) => rule.name)).toEqual(["small"]);
  });

  it("is answered with a view that Slack takes, in either language", async () => {
    for (const language of languages) {
      const screen = formOnScreen({ lists: everyList, has, language, beforehand: goodAnswers });
      const { ports, orders } = submissionPorts(everyList);
      const answer = await submitOrder(ports, screen.payload(), alice, textsIn[language]);
      expectGoodAnswer(answer, screen.payload());
      expect(answer.response_action).toBe("update");
      expect(orders.written()).toHaveLength(1);
    }
  });

  it("is not sent when one thing is wrong, which is said at its own question", async () => {
    const screen = formOnScreen({
      lists: everyList,
      has,
      beforehand: { ...goodAnswers, sections: "advanced" },
    });
    screen.answer("resourceTags", "team=web\nno tag");
    const { ports, orders } = submissionPorts(everyList);
    const answer = await submitOrder(ports, screen.payload(), alice, textsIn.en);
    expect(answer).toMatchObject({
      response_action: "errors",
      errors: { resourceTags: expect.stringContaining("2") },
    });
    expect(orders.written()).toEqual([]);
  });

  it("is told of a question that is not there at the nearest one above, by name", async () => {
    const lists = new Map(everyList);
    lists.set(listKey({ list: "subnets", args: ["cn-east-tz1", "cn-east-tz1a"] }), {
      state: "failed",
    });
    const screen = formOnScreen({ lists, has, beforehand: goodAnswers });
    const { ports, orders } = submissionPorts(lists);
    const answer = await submitOrder(ports, screen.payload(), alice, textsIn.en);
    const { label } = textsIn.en.form.subnetId;
    expect(answer).toEqual({
      response_action: "errors",
      errors: {
        "dataRaidTypeId:cn-east-tz1/edcps.c.normal1": expect.stringContaining(`${label}: `),
      },
    });
    expect(orders.written()).toEqual([]);
  });
});

const long = (prefix: string, index: number): string =>
  `${prefix}${"超级长的名字，谁也读不完它".repeat(8)}${index}`;
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** As much of everything as could be. */
function worstCase(regionCount: number, each: number, subnetCount: number): LoadedLists {
  const region = "cn-region-0";
  const az = "az-0";
  const type = "type-0";
  const lists: [ListName, readonly string[], readonly object[]][] = [
    [
      "regions",
      [],
      many(regionCount, (index) => ({
        region: `cn-region-${index}`,
        regionName: long("区", index),
        azs: many(Math.min(each, 100), (zone) => ({ az: `az-${zone}`, azName: long("区", zone) })),
      })),
    ],
    [
      "deviceTypes",
      [region, az],
      many(each, (index) => ({
        deviceType: `type-${index}`,
        name: long("型", index),
        family: "",
        cpuConcise: long("核", index),
        memConcise: "192 GB",
        gpuConcise: "",
        systemDisk: "",
        dataDisk: "",
        isSoldOut: index % 3 === 1,
      })),
    ],
    [
      "deviceStock",
      [region],
      many(each, (index) => ({ deviceType: `type-${index}`, available: index % 7 || 9 })),
    ],
    [
      "operatingSystems",
      [region, type],
      many(each, (index) => ({ osTypeId: `os-${index}`, osName: long("系", index), osType: "" })),
    ],
    [
      "raids",
      [region, type],
      many(2 * each, (index) => ({
        raidTypeId: `raid-${index}`,
        raidType: long("盘", index),
        volumeType: index % 2 ? "system" : "data",
        volumeDetail: long("盘", index),
      })),
    ],
    [
      "subnets",
      [region, az],
      many(subnetCount, (index) => ({
        subnetId: `subnet-${index}`,
        name: long("网", index),
        cidr: `10.${Math.floor(index / 250)}.${index % 250}.0/24`,
        secondaryCidr: "",
        az,
        vpcId: "",
        vpcName: "",
        availableIpCount: 200,
      })),
    ],
    ["lineTypes", [region], ["un", "ct", "cm"] as never],
    [
      "addressStock",
      [region],
      [{ available: 9, availableBandwidth: 9_999, availableExtraUplinkBandwidth: 9 }],
    ],
    [
      "bandwidthPackages",
      [region],
      many(each, (index) => ({
        bandwidthPackageId: `bwp-${index}`,
        name: long("带", index),
        lineType: "ct",
        bandwidth: 500,
      })),
    ],
    [
      "keyPairs",
      [region],
      many(each, (index) => ({ keypairId: `key-${index}`, name: long("钥", index) })),
    ],
  ];
  return new Map(
    lists.map(([list, args, items]) => [
      listKey({ list, args }),
      { state: "loaded", items: items as never, asOf: new Date("2026-03-01T08:00:00Z") },
    ]),
  );
}

const everythingChosen: Answers = {
  ...everythingOpen,
  regionId: "cn-region-0",
  az: "az-0",
  deviceType: "type-0",
  osTypeId: "os-0",
  sysRaidTypeId: "raid-1",
  dataRaidTypeId: "raid-0",
  subnetId: "subnet-0",
  keypairId: "key-0",
  extensionSubnetId: "subnet-1",
  extensionLineType: "ct",
};

describe("the largest catalogue that we can think of", () => {
  const sizes = [
    ["more than Slack shows of each", 40, 500, 5_000],
    ["just as many as Slack shows of each", 100, MOST_OPTIONS, MOST_OPTIONS],
    ["one more than Slack shows of each", 101, MOST_OPTIONS + 1, MOST_OPTIONS + 1],
  ] as const;

  it.each(sizes)("makes a form that Slack takes: %s", (_, ...size) => {
    const lists = worstCase(...size);
    for (const language of languages) {
      const views: unknown[] = [];
      const text = "很长的文字\u0001".repeat(500);
      const screen = formOnScreen({
        lists,
        has,
        language,
        beforehand: {
          ...everythingChosen,
          ...Object.fromEntries(typedFields.map((id) => [id, text])),
        },
        drawn: (view) => views.push(view),
      });
      screen.answer("enableInternet", "no");
      screen.answer("enableInternet", "yes");
      expect(views.length).toBe(3);
      for (const view of views) {
        expectGoodView(view);
        expect((view as { blocks: unknown[] }).blocks.length).toBeLessThanOrEqual(100);
        expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThan(250_000);
      }
    }
  });

  it("has every long list searched on this side, and every choice that is not sold out found there", () => {
    const lists = worstCase(...([40, 500, 5_000] as const));
    const view = formView(layOut(everythingChosen, lists, has), {
      origin: { channel: "C0ASKED", language: "zh", kept: {} },
      has,
      price: "open",
    });
    const elements = new Map(
      (view.blocks as { element?: { action_id: string; type: string } }[]).map(({ element }) => [
        element?.action_id,
        element?.type,
      ]),
    );
    for (const id of fieldIds.filter((one) => fields[one].control === "list")) {
      const choices = choicesOf(id, everythingChosen, lists);
      if (typeof choices !== "object") throw new Error(`${id} has no choices.`);
      const offered = choices.filter(({ soldOut }) => !soldOut);
      expect(elements.get(id)).toBe(
        offered.length > MOST_OPTIONS ? "external_select" : "static_select",
      );
      // Of thousands, a part stands for all: each search goes through the whole list.
      for (const choice of offered.filter((_, at) => at % Math.ceil(offered.length / 100) === 0)) {
        expect(search(offered, choice.value)[0]).toBe(choice);
        expect(search(offered, choice.label)).toContain(choice);
      }
      expect(search(offered, offered.at(-1)?.value ?? "")[0]).toBe(offered.at(-1));
    }
  });
});

const kept = (view: ViewPayload) => originOf(view)?.kept ?? {};

describe("what was typed", () => {
  it("is there again when its section is closed and opened", () => {
    const screen = formOnScreen({ lists: everyList, has, beforehand: goodAnswers });
    screen.answer("sections", "network,advanced");
    screen.answer("hostname", "web-01");
    screen.answer("privateIp", "10.0.1.7");
    screen.answer("resourceTags", "team=web");
    screen.answer("sections", "");
    expect(screen.held("hostname")).toBeUndefined();
    screen.answer("name", "other");
    screen.answer("enableInternet", "yes");
    screen.answer("sections", "network,advanced");
    expect(
      ["hostname", "privateIp", "resourceTags", "name"].map((id) => screen.held(id as FieldId)),
    ).toEqual(["web-01", "10.0.1.7", "team=web", "other"]);
  });

  it("is there again when the device type is changed and changed back, also over several others", () => {
    const screen = formOnScreen({ lists: everyList, has, beforehand: goodAnswers });
    screen.answer("osTypeId", "edcps.c.normal1-centos");
    screen.answer("dataRaidTypeId", "edcps.c.normal1-raid10");
    screen.answer("deviceType", "edcps.c.normal2");
    expect(screen.held("osTypeId")).toBe("");
    screen.answer("osTypeId", "edcps.c.normal2-ubuntu");
    screen.answer("deviceType", "edcps.c.normal1");
    expect(screen.held("osTypeId")).toBe("edcps.c.normal1-centos");
    expect(screen.held("dataRaidTypeId")).toBe("edcps.c.normal1-raid10");
    screen.answer("deviceType", "edcps.c.normal2");
    expect(screen.held("osTypeId")).toBe("edcps.c.normal2-ubuntu");
  });

  it("is there again when the region is changed and changed back", () => {
    const screen = formOnScreen({
      lists: everyList,
      has,
      beforehand: { ...goodAnswers, keypairId: "key-1" },
    });
    screen.answer("regionId", "cn-north-bj1");
    expect(screen.held("deviceType")).toBe("edcps.c.only");
    screen.answer("regionId", "cn-east-tz1");
    for (const id of ["az", "deviceType", "osTypeId", "subnetId", "keypairId"] as const)
      expect(screen.held(id)).toBe({ ...goodAnswers, keypairId: "key-1" }[id]);
  });

  it("stays emptied when it was emptied, also where it had been filled in beforehand", () => {
    const beforehand = {
      ...goodAnswers,
      keypairId: "key-1",
      hostname: "web-01",
      sections: "advanced",
    };
    const screen = formOnScreen({ lists: everyList, has, beforehand });
    screen.answer("keypairId", "");
    screen.answer("hostname", "");
    screen.answer("sections", "");
    screen.answer("regionId", "cn-north-bj1");
    screen.answer("regionId", "cn-east-tz1");
    screen.answer("sections", "advanced");
    expect([screen.held("keypairId"), screen.held("hostname")]).toEqual(["", ""]);
  });

  it("is not lost while a list is away, however often the form is drawn meanwhile", () => {
    const without = new Map(everyList);
    without.set(listKey({ list: "operatingSystems", args: ["cn-east-tz1", "edcps.c.normal1"] }), {
      state: "failed",
    });
    without.set(listKey({ list: "keyPairs", args: ["cn-east-tz1"] }), { state: "loading" });
    const screen = formOnScreen({
      lists: everyList,
      has,
      beforehand: { ...goodAnswers, keypairId: "key-1" },
    });
    screen.show(without);
    expect(screen.held("osTypeId")).toBeUndefined();
    screen.answer("count", "1");
    screen.answer("sections", "advanced");
    screen.show(everyList);
    expect([screen.held("osTypeId"), screen.held("keypairId")]).toEqual([
      "edcps.c.normal1-ubuntu",
      "key-1",
    ]);
  });

  it("beforehand is not lost while not even the regions are there", () => {
    const none: LoadedLists = new Map();
    const screen = formOnScreen({
      lists: none,
      has,
      beforehand: { ...goodAnswers, keypairId: "key-1" },
    });
    screen.answer("count", "3");
    screen.answer("sections", "network");
    screen.show(everyList);
    for (const id of ["regionId", "az", "deviceType", "osTypeId", "subnetId", "keypairId"] as const)
      expect(screen.held(id)).toBe({ ...goodAnswers, keypairId: "key-1" }[id]);
    expect(screen.held("count")).toBe("3");
  });

  it("is never a secret in what the form carries, and never more than Slack carries", () => {
    const anyGesture = fc.oneof(
      fc.record({
        field: fc.constantFrom<FieldId>("sections"),
        answer: fc.constantFrom(
          "",
          "access",
          "access,network",
          "network,advanced",
          "access,network,secondInterface,advanced",
        ),
      }),
      fc.record({
        field: fc.constantFrom<FieldId>(...typedFields),
        answer: fc.oneof(
          fc.string({ unit: "binary", maxLength: 50 }),
          fc.string({ unit: "binary", minLength: 2_000, maxLength: 3_000, size: "max" }),
        ),
      }),
      fc.record({
        field: fc.constantFrom<FieldId>(
          "deviceType",
          "regionId",
          "az",
          "enableInternet",
          "charge.chargeMode",
        ),
        answer: fc.constantFrom(
          "edcps.c.normal1",
          "edcps.c.normal2",
          "cn-east-tz1",
          "cn-north-bj1",
          "cn-east-tz1b",
          "yes",
          "no",
          "prepaid_by_duration",
        ),
      }),
    );
    const secret = "Sunny$Lake7Fog";
    fc.assert(
      fc.property(fc.array(anyGesture, { maxLength: 25 }), (gestures) => {
        const screen = formOnScreen({
          lists: everyList,
          has,
          beforehand: { ...goodAnswers, sections: "access" },
          drawn: (view) => {
            const { private_metadata: carried = "" } = view as { private_metadata?: string };
            expect(carried.length).toBeLessThanOrEqual(3_000);
            expect(JSON.stringify(view)).not.toContain(secret);
          },
        });
        screen.answer("password", secret);
        screen.answer("userData", `#!/bin/bash\necho ${secret}`);
        for (const { field, answer } of gestures) {
          if (secretAnswers.includes(field)) continue;
          const offered = choicesOf(field, answersIn(screen.payload(), has), everyList);
          if (
            typeof offered === "object" &&
            !offered.some(({ value, soldOut }) => value === answer && !soldOut)
          )
            continue;
          const { control } = fields[field];
          if (control === "choice" && !["yes", "no", "prepaid_by_duration"].includes(answer))
            continue;
          if (field === "enableInternet" && answer === "prepaid_by_duration") continue;
          if (field === "charge.chargeMode" && answer !== "prepaid_by_duration") continue;
          screen.answer(field, answer);
          for (const id of secretAnswers) expect(kept(screen.payload())).not.toHaveProperty([id]);
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it("is kept longest where it is short: the longest texts go first", () => {
    const screen = formOnScreen({
      lists: everyList,
      has,
      beforehand: { ...goodAnswers, sections: "advanced" },
    });
    screen.answer("description", "x".repeat(2_900));
    screen.answer("hostname", "web-01");
    screen.answer("sections", "");
    expect(kept(screen.payload())).toMatchObject({ hostname: "web-01" });
    expect(kept(screen.payload())).not.toHaveProperty("description");
  });
});

it("answers that are carried are read under no name of a prototype", () => {
  const carried = JSON.parse('{"__proto__":"x","constructor":"y","name":"web"}') as Record<
    string,
    string
  >;
  expect(readAnswers(() => undefined, has, carried)).toEqual({ name: "web" });
});
