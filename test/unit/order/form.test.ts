import { describe, expect, it } from "vitest";
import {
  fieldIds,
  fields,
  scriptParts,
  type Answers,
  type FieldId,
  type Choice,
  type FormAbilities,
} from "../../../src/order/form-fields.ts";
import {
  choicesOf,
  firstAnswers,
  isShown,
  layOut,
  listFor,
  listKey,
  questionId,
  readAnswers,
  wantedLists,
  type FormItem,
  type Layout,
  type LoadedLists,
} from "../../../src/order/form.ts";
import { defaultLimits, instanceSpecSchema } from "../../../src/order/instance-spec.ts";
import { everyList, goodAnswers, listsWith } from "../../support/a-catalogue.ts";

const sealing: FormAbilities = { sealing: true, limits: defaultLimits, prices: false };
const noSealing: FormAbilities = { ...sealing, sealing: false };
const none: LoadedLists = new Map();

const itemFor = (layout: Layout, field: FieldId): FormItem | undefined =>
  layout.items.find((item) => item.field === field);
const asked = (layout: Layout): FieldId[] => layout.items.map(({ field }) => field);

/** The form as a person leaves it: each answer stands under the question that it was given to. */
const givenTo = (answers: Answers): ((question: string, field: FieldId) => string | undefined) => {
  const byQuestion = new Map(fieldIds.map((id) => [questionId(id, answers), answers[id]]));
  return (question) => byQuestion.get(question);
};

describe("the table of fields", () => {
  it.each(fieldIds)(
    "puts %s after every field that it depends on, is asked with, or is shown for",
    (id) => {
      const field = fields[id];
      const needed = [
        ...(field.dependsOn ?? []),
        ...(field.control === "list" ? [...field.args, ...(field.beside?.args ?? [])] : []),
      ];
      for (const other of needed)
        expect(fieldIds.indexOf(other)).toBeLessThan(fieldIds.indexOf(id));
    },
  );

  it.each(fieldIds)("shows %s by nothing that comes later", (id) => {
    const before = new Set<string>(fieldIds.slice(0, fieldIds.indexOf(id)));
    const asks = new Set<string>();
    const watched = new Proxy({} as Answers, {
      get: (_, name) => {
        asks.add(String(name));
        return undefined;
      },
    });
    fields[id].shownWhen?.(watched);
    if (fields[id].section) asks.add("sections");
    expect([...asks].filter((name) => !before.has(name))).toEqual([]);
  });

  it.each(fieldIds)("empties %s when an answer changes that its list is asked with", (id) => {
    const field = fields[id];
    if (field.control !== "list") return;
    expect(field.dependsOn ?? []).toEqual(expect.arrayContaining([...field.args]));
  });

  it.each(fieldIds)("tells at once when %s changes, if anything depends on it", (id) => {
    const isParent = fieldIds.some((other) => {
      const { dependsOn = [], section, shownWhen } = fields[other];
      const reads = new Set<string>(section ? ["sections"] : []);
      shownWhen?.(
        new Proxy({} as Answers, { get: (_, name) => (reads.add(String(name)), undefined) }),
      );
      return dependsOn.includes(id) || reads.has(id);
    });
    if (isParent) expect(fields[id].redraws).toBe(true);
  });

  const ownFields = new Set<FieldId>(["regionId", "sections", "justification", ...scriptParts]);
  it.each(fieldIds.filter((id) => !ownFields.has(id)))("calls %s by its path in the API", (id) => {
    const [head = "", tail] = id.split(".");
    const shape: Record<string, unknown> = instanceSpecSchema.shape;
    expect(Object.keys(shape)).toContain(head);
    if (tail !== undefined) {
      expect(head).toBe("charge");
      expect(Object.keys(instanceSpecSchema.shape.charge.shape)).toContain(tail);
    }
  });

  it("asks for everything that the API takes, but for what has a single value or is left over", () => {
    const asked = new Set(fieldIds.map((id) => id.split(".")[0]));
    const names = Object.keys(instanceSpecSchema.shape);
    expect(names.filter((name) => !asked.has(name))).toEqual([
      "imageType",
      "networkType",
      "cidr",
      "interfaceMode", // a section that is opened
    ]);
  });

  it("offers only values that the API takes", () => {
    const everyMode = { ...sealing, limits: { ...defaultLimits, allowPostpaidByUsage: true } };
    const { charge, ...shape } = instanceSpecSchema.shape;
    const schemas = {
      "charge.chargeMode": charge.shape.chargeMode,
      "charge.chargeUnit": charge.shape.chargeUnit,
      enableInternet: shape.enableInternet,
      internetChargeMode: shape.internetChargeMode,
      extensionEnableInternet: shape.extensionEnableInternet,
      extensionInternetChargeMode: shape.extensionInternetChargeMode,
    } as const;
    for (const id of Object.keys(schemas) as (keyof typeof schemas)[]) {
      const field = fields[id];
      const values = "values" in field ? field.values(everyMode, {}) : [];
      expect(values.length).toBeGreaterThan(1);
      for (const value of values) expect(schemas[id].parse(value)).toBe(value);
    }
  });

  it("offers payment by usage only where the operator allows it", () => {
    const field = fields["charge.chargeMode"];
    const values = (limits: FormAbilities["limits"]) =>
      "values" in field ? field.values({ ...sealing, limits }, {}) : [];
    expect(values(defaultLimits)).not.toContain("postpaid_by_usage");
    expect(values({ ...defaultLimits, allowPostpaidByUsage: true })).toContain("postpaid_by_usage");
  });
});

describe("a form that nobody touched", () => {
  it("begins with the answers that cost nothing", () => {
    expect(firstAnswers(sealing)).toEqual({
      count: "1",
      "charge.chargeMode": "postpaid_by_duration",
      enableInternet: "no",
    });
  });

  it("wants the regions and nothing else", () => {
    expect(wantedLists(firstAnswers(sealing), sealing)).toEqual([{ list: "regions", args: [] }]);
  });

  it("shows that the regions are on their way, and asks for what needs no list", () => {
    const layout = layOut({}, none, noSealing);
    expect(itemFor(layout, "regionId")).toEqual({ kind: "loading", field: "regionId" });
    expect(asked(layout)).toEqual([
      "regionId",
      "name",
      "count",
      "charge.chargeMode",
      "enableInternet",
      "justification",
      "sections",
    ]);
  });

  it("says so when the regions did not come", () => {
    const layout = layOut({}, listsWith("regions", [], { state: "failed" }), noSealing);
    expect(itemFor(layout, "regionId")).toEqual({ kind: "failed", field: "regionId" });
  });
});

describe("what is asked", () => {
  it("is everything, in the order of the table, once all lists are there", () => {
    const layout = layOut(goodAnswers, everyList, noSealing);
    expect(asked(layout)).toEqual([
      "regionId",
      "az",
      "deviceType",
      "osTypeId",
      "sysRaidTypeId",
      "dataRaidTypeId",
      "subnetId",
      "name",
      "count",
      "charge.chargeMode",
      "enableInternet",
      "keypairId",
      "justification",
      "sections",
    ]);
    expect(layout.items.every(({ kind }) => kind === "question")).toBe(true);
    expect(layout.answers).toEqual(goodAnswers);
  });

  it("is the term only when it is prepaid", () => {
    const prepaid = { ...goodAnswers, "charge.chargeMode": "prepaid_by_duration" };
    expect(asked(layOut(prepaid, everyList, noSealing))).toEqual(
      expect.arrayContaining(["charge.chargeUnit", "charge.chargeDuration"]),
    );
    expect(asked(layOut(goodAnswers, everyList, noSealing))).not.toContain("charge.chargeUnit");
  });

  it("is the public line, its width and its billing only when there is to be an address", () => {
    const shown = asked(layOut({ ...goodAnswers, enableInternet: "yes" }, everyList, noSealing));
    expect(shown).toEqual(expect.arrayContaining(["lineType", "bandwidth", "internetChargeMode"]));
  });

  it.each(["postpaid_by_duration", "prepaid_by_duration"])(
    "begins the address's billing as the server's: %s",
    (mode) => {
      const layout = layOut(
        { ...goodAnswers, enableInternet: "yes", "charge.chargeMode": mode },
        everyList,
        noSealing,
      );
      expect(itemFor(layout, "internetChargeMode")).toMatchObject({ initial: mode });
    },
  );

  it("is password and script only when somebody opens that section, and never without a key to seal them", () => {
    const open = { ...goodAnswers, sections: "access" };
    expect(asked(layOut(open, everyList, sealing))).toEqual(
      expect.arrayContaining(["sections", "password", "userData"]),
    );
    expect(asked(layOut(goodAnswers, everyList, sealing))).not.toContain("password");
    expect(asked(layOut({ ...open, password: "Sunny$Lake7Fog" }, everyList, noSealing))).toEqual(
      expect.not.arrayContaining(["password", "userData"]),
    );
  });

  it("lets the section of secrets be opened only where they can be sealed", () => {
    const offered = (has: FormAbilities) => {
      const item = itemFor(layOut(goodAnswers, everyList, has), "sections");
      return item?.kind === "question" ? item.choices?.map(({ value }) => value) : item;
    };
    expect(offered(noSealing)).toEqual(["network", "secondInterface", "advanced"]);
    expect(offered(sealing)).toEqual(["network", "secondInterface", "access", "advanced"]);
  });

  it("is a further part of the script only when the one before is nearly full", () => {
    const open = { ...goodAnswers, sections: "access" };
    const shown = (userData: string) => asked(layOut({ ...open, userData }, everyList, sealing));
    expect(shown("#".repeat(2_500))).not.toContain("userData.2");
    expect(shown("#".repeat(2_501))).toContain("userData.2");
    expect(shown("#".repeat(3_000))).not.toContain("userData.3");
  });

  it("is what belongs to a second interface only when there is to be one, and to its address likewise", () => {
    const second = { ...goodAnswers, sections: "secondInterface" };
    const quiet = asked(layOut(second, everyList, noSealing));
    expect(quiet).toEqual(expect.arrayContaining(["extensionSubnetId", "extensionAliasIps"]));
    expect(quiet).not.toContain("extensionBandwidth");
    expect(
      asked(layOut({ ...second, extensionEnableInternet: "yes" }, everyList, noSealing)),
    ).toEqual(
      expect.arrayContaining([
        "extensionLineType",
        "extensionBandwidth",
        "extensionInternetChargeMode",
      ]),
    );
    expect(asked(layOut(goodAnswers, everyList, noSealing)).join()).not.toContain("extension");
  });

  it("is a shared bandwidth only on the line that it is made for", () => {
    const publicly = { ...goodAnswers, enableInternet: "yes", sections: "network" };
    const offered = (lineType: string) => {
      const item = itemFor(
        layOut({ ...publicly, lineType }, everyList, noSealing),
        "bandwidthPackageId",
      );
      return item?.kind === "question" ? item.choices?.map(({ value }) => value) : item;
    };
    expect(offered("ct")).toEqual(["bwp-ct"]);
    expect(offered("un")).toEqual(["bwp-un"]);
  });

  it("leaves out a list that may be empty, and says so of one that may not", () => {
    const north = { ...goodAnswers, regionId: "cn-north-bj1", az: "cn-north-bj1a" };
    const layout = layOut(north, everyList, noSealing);
    expect(itemFor(layout, "subnetId")).toEqual({ kind: "empty", field: "subnetId" });
    expect(itemFor(layout, "keypairId")).toBeUndefined();
  });

  it("does not offer what is sold out, and names it", () => {
    const item = itemFor(layOut(goodAnswers, everyList, noSealing), "deviceType");
    expect(item).toMatchObject({ kind: "question" });
    if (item?.kind !== "question") return;
    expect(item.choices?.map(({ value }) => value)).toEqual(["edcps.c.normal1", "edcps.c.normal2"]);
    expect(item.soldOut).toEqual(["gone (edcps.c.gone) · 2 x 16 cores · 192 GB"]);
  });

  it("takes a type of which none is left for sold out, whatever the list of types says", () => {
    const lists = listsWith("deviceStock", ["cn-east-tz1"], {
      state: "loaded",
      items: [{ deviceType: "edcps.c.normal1", available: 0 }],
    });
    const choices = choicesOf("deviceType", goodAnswers, lists);
    expect(choices).toMatchObject([
      { value: "edcps.c.normal1", soldOut: true },
      { value: "edcps.c.normal2" },
      { value: "edcps.c.gone", soldOut: true },
    ]);
  });

  it("offers the types also while nobody knows how many are left", () => {
    const lists = listsWith("deviceStock", ["cn-east-tz1"], { state: "failed" });
    expect(itemFor(layOut(goodAnswers, lists, noSealing), "deviceType")).toMatchObject({
      kind: "question",
      initial: "edcps.c.normal1",
    });
  });

  it("is nothing whose id Slack or the cloud would refuse", () => {
    const ids = [
      "",
      "a".repeat(76),
      "has blank",
      "边缘",
      "\ud83d",
      "two\nlines",
      "a".repeat(75),
      "fine",
      "fine",
    ];
    const lists = listsWith("keyPairs", ["cn-east-tz1"], {
      state: "loaded",
      items: ids.map((keypairId) => ({ keypairId, name: "x" })),
    });
    const choices = choicesOf("keypairId", goodAnswers, lists);
    expect(Array.isArray(choices) && choices.map(({ value }: Choice) => value)).toEqual([
      "a".repeat(75),
      "fine",
    ]);
  });

  it("tells disks of the system from disks of data", () => {
    const values = (id: FieldId) => {
      const choices = choicesOf(id, goodAnswers, everyList);
      return Array.isArray(choices)
        ? choices.map(({ value }: { value: string }) => value)
        : choices;
    };
    expect(values("sysRaidTypeId")).toEqual(["edcps.c.normal1-raid1"]);
    expect(values("dataRaidTypeId")).toEqual(["edcps.c.normal1-raid5", "edcps.c.normal1-raid10"]);
  });

  it("names everything by its name and its id", () => {
    const layout = layOut(goodAnswers, everyList, noSealing);
    const labels = (field: FieldId) => {
      const item = itemFor(layout, field);
      return item?.kind === "question" ? item.choices?.map(({ label }) => label) : item;
    };
    expect(labels("regionId")).toEqual(["Tianjin (cn-east-tz1)", "Beijing (cn-north-bj1)"]);
    expect(labels("deviceType")?.[0 as never]).toBe(
      "normal1 (edcps.c.normal1) · 2 x 16 cores · 192 GB",
    );
    expect(labels("subnetId")).toEqual([
      "subnet-1 of the team · 10.0.1.0/24",
      "subnet-2 of the team · 10.0.1.0/24",
    ]);
    const north = layOut({ regionId: "cn-north-bj1" }, everyList, noSealing);
    expect(itemFor(north, "az")).toMatchObject({
      choices: [{ value: "cn-north-bj1a", label: "cn-north-bj1a" }],
    });
  });
});

describe("an answer that others depend on", () => {
  it("is asked for before the others are", () => {
    expect(listFor("az", {})).toBeUndefined();
    expect(listFor("deviceType", { regionId: "cn-east-tz1" })).toBeUndefined();
    expect(listFor("deviceType", { regionId: "cn-east-tz1", az: "cn-east-tz1a" })).toEqual({
      list: "deviceTypes",
      args: ["cn-east-tz1", "cn-east-tz1a"],
    });
    expect(listFor("name", goodAnswers)).toBeUndefined();
  });

  it("makes the form want the lists for it, each once", () => {
    const keys = wantedLists(goodAnswers, sealing).map(listKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toEqual([
      "regions",
      "deviceTypes/cn-east-tz1/cn-east-tz1a",
      "deviceStock/cn-east-tz1",
      "operatingSystems/cn-east-tz1/edcps.c.normal1",
      "raids/cn-east-tz1/edcps.c.normal1",
      "subnets/cn-east-tz1/cn-east-tz1a",
      "keyPairs/cn-east-tz1",
    ]);
    expect(wantedLists({ ...goodAnswers, enableInternet: "yes" }, sealing).map(listKey)).toEqual(
      expect.arrayContaining(["lineTypes/cn-east-tz1", "addressStock/cn-east-tz1"]),
    );
  });

  it("empties them when it changes: their questions are other questions then", () => {
    const given = givenTo(goodAnswers);
    const changed: Answers = readAnswers(
      (question, field) => (field === "deviceType" ? "edcps.c.normal2" : given(question, field)),
      sealing,
    );
    expect(changed).toEqual({
      ...Object.fromEntries(
        Object.entries(goodAnswers).filter(
          ([id]) => !["osTypeId", "sysRaidTypeId", "dataRaidTypeId"].includes(id),
        ),
      ),
      deviceType: "edcps.c.normal2",
    });
  });

  it("empties everything below when the region changes, and keeps what was typed", () => {
    const given = givenTo(goodAnswers);
    const changed = readAnswers(
      (question, field) => (field === "regionId" ? "cn-north-bj1" : given(question, field)),
      sealing,
    );
    expect(Object.keys(changed).toSorted()).toEqual([
      "charge.chargeMode",
      "count",
      "enableInternet",
      "justification",
      "name",
      "regionId",
    ]);
  });

  it("keeps the others when it does not change", () => {
    expect(readAnswers(givenTo(goodAnswers), sealing)).toEqual(goodAnswers);
  });

  it("gives the billing of the address anew when the server's changes", () => {
    const publicly = {
      ...goodAnswers,
      enableInternet: "yes",
      internetChargeMode: "postpaid_by_duration",
    };
    expect(questionId("internetChargeMode", publicly)).not.toBe(
      questionId("internetChargeMode", { ...publicly, "charge.chargeMode": "prepaid_by_duration" }),
    );
  });

  it("gives each question an id that begins with its field, and no two the same", () => {
    const everything = {
      ...goodAnswers,
      enableInternet: "yes",
      "charge.chargeMode": "prepaid_by_duration",
      sections: "access",
    };
    const ids = fieldIds.map((id) => questionId(id, everything));
    expect(new Set(ids).size).toBe(ids.length);
    for (const [index, id] of fieldIds.entries()) expect(ids[index]?.split(":", 1)[0]).toBe(id);
  });
});

describe("answers that are read", () => {
  it("hold nothing that was not asked", () => {
    const everything = Object.fromEntries(fieldIds.map((id) => [id, "x"])) as Answers;
    const read = readAnswers((_, field) => everything[field], noSealing);
    for (const hidden of [
      "charge.chargeUnit",
      "charge.chargeDuration",
      "lineType",
      "bandwidth",
      "internetChargeMode",
      "password",
      "userData",
    ] as const)
      expect(read).not.toHaveProperty([hidden]);
    expect(isShown("password", { sections: "access" }, noSealing)).toBe(false);
  });

  it("hold no password that was typed before its section was closed again", () => {
    const read = readAnswers(
      (_, field) => (field === "password" ? "Sunny$Lake7Fog" : undefined),
      sealing,
    );
    expect(read).toEqual({});
  });

  it("hold nothing for what was left empty", () => {
    expect(readAnswers(() => "", sealing)).toEqual({});
  });
});

describe("a list with one entry", () => {
  it("is chosen, and so the lists behind it are wanted at once", () => {
    const layout = layOut({ regionId: "cn-north-bj1" }, everyList, noSealing);
    expect(layout.answers).toMatchObject({
      regionId: "cn-north-bj1",
      az: "cn-north-bj1a",
      deviceType: "edcps.c.only",
      osTypeId: "only-ubuntu",
      sysRaidTypeId: "only-raid1",
    });
    expect(wantedLists(layout.answers, noSealing).map(listKey)).toContain(
      "raids/cn-north-bj1/edcps.c.only",
    );
    expect(itemFor(layout, "az")).toMatchObject({ kind: "question", initial: "cn-north-bj1a" });
  });

  it("is chosen as soon as it is there, while the next one is on its way", () => {
    const layout = layOut(
      { regionId: "cn-north-bj1" },
      listsWith("deviceTypes", ["cn-north-bj1", "cn-north-bj1a"], { state: "loading" }),
      noSealing,
    );
    expect(layout.answers.az).toBe("cn-north-bj1a");
    expect(itemFor(layout, "deviceType")).toEqual({ kind: "loading", field: "deviceType" });
    expect(itemFor(layout, "osTypeId")).toBeUndefined();
  });

  it("is not chosen where no answer is one, too", () => {
    const layout = layOut({ regionId: "cn-east-tz1" }, everyList, noSealing);
    expect(layout.answers.keypairId).toBeUndefined();
    expect(itemFor(layout, "keypairId")).toMatchObject({ kind: "question" });
    expect(itemFor(layout, "keypairId")).not.toHaveProperty("initial");
  });

  it("does not outvote what the person chose in a longer one", () => {
    const layout = layOut(goodAnswers, everyList, noSealing);
    expect(itemFor(layout, "osTypeId")).toMatchObject({ initial: "edcps.c.normal1-ubuntu" });
  });

  it("does not show a choice that the list does not hold, but says so and what comes nearest", () => {
    const layout = layOut({ ...goodAnswers, deviceType: "edcps.c.nromal2" }, everyList, noSealing);
    expect(itemFor(layout, "deviceType")).toMatchObject({
      notOffered: { value: "edcps.c.nromal2", nearest: "edcps.c.normal2" },
    });
    expect(itemFor(layout, "deviceType")).not.toHaveProperty("initial");
  });

  it("asks for nothing on the ground of an answer that is not offered", () => {
    const layout = layOut({ ...goodAnswers, regionId: "cn-esat-tz1" }, everyList, noSealing);
    expect(layout.answers.regionId).toBeUndefined();
    expect(wantedLists(layout.answers, noSealing)).toEqual([{ list: "regions", args: [] }]);
    expect(asked(layout)).not.toContain("az");
  });
});

describe("an answer that was given beforehand", () => {
  const ordered = { ...goodAnswers, keypairId: "key-1" };

  it("holds for the question of its field, whatever that depends on", () => {
    expect(readAnswers(() => undefined, sealing, ordered)).toEqual(ordered);
  });

  it("is outdone by what the person answers, and by emptying the question", () => {
    const read = readAnswers(
      (_, field) => (field === "name" ? "other" : field === "count" ? null : undefined),
      sealing,
      ordered,
    );
    expect(read.name).toBe("other");
    expect(read.count).toBeUndefined();
  });

  it("waits while its list is on its way or away, and is not lost", () => {
    for (const state of ["loading", "failed"] as const) {
      const layout = layOut(ordered, listsWith("keyPairs", ["cn-east-tz1"], { state }), sealing);
      expect(layout.waiting).toEqual({ "keypairId:cn-east-tz1": "key-1" });
      expect(readAnswers(() => undefined, sealing, { ...goodAnswers, ...layout.waiting })).toEqual(
        ordered,
      );
    }
    expect(layOut(ordered, everyList, sealing).waiting).toEqual({});
  });

  it("waits with everything below a list that did not come", () => {
    const layout = layOut(ordered, none, sealing);
    expect(Object.values(layout.waiting)).toEqual([
      "cn-east-tz1",
      "cn-east-tz1a",
      "edcps.c.normal1",
      "edcps.c.normal1-ubuntu",
      "edcps.c.normal1-raid1",
      "edcps.c.normal1-raid5",
      "subnet-1",
      "key-1",
    ]);
  });

  it("is not passed over in silence when an optional list has nothing in it", () => {
    const north = { regionId: "cn-north-bj1", keypairId: "key-1" };
    expect(itemFor(layOut(north, everyList, sealing), "keypairId")).toEqual({
      kind: "empty",
      field: "keypairId",
    });
  });
});

describe("lists that were kept from before", () => {
  const kept = (list: Parameters<typeof listsWith>[0], args: readonly string[], asOf: Date) => {
    const state = everyList.get(listKey({ list, args }));
    if (state?.state !== "loaded") throw new Error("There is no such list.");
    return [listKey({ list, args }), { ...state, asOf }] as const;
  };

  it("make the form say from when the oldest of them is", () => {
    const older = new Date("2026-03-01T08:00:00Z");
    const newer = new Date("2026-03-01T09:00:00Z");
    const lists = new Map([
      ...everyList,
      kept("regions", [], newer),
      kept("subnets", ["cn-east-tz1", "cn-east-tz1a"], older),
    ]);
    expect(layOut(goodAnswers, lists, sealing).asOf).toEqual(older);
    expect(layOut({}, lists, sealing).asOf).toEqual(newer);
    expect(layOut(goodAnswers, everyList, sealing).asOf).toBeUndefined();
  });
});
