import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fieldIds,
  fields,
  type Answers,
  type FormAbilities,
} from "../../../src/order/form-fields.ts";
import { listKey, type ListState, type LoadedLists } from "../../../src/order/form.ts";
import { defaultLimits, type InstanceSpec } from "../../../src/order/instance-spec.ts";
import { readForm, type FormProblem } from "../../../src/order/read-form.ts";
import { answersOf, specOf } from "../../../src/order/spec-answers.ts";
import { catalogueFor } from "../../support/catalogue-for.ts";
import { anyOrderable, fullAnswers, withoutNothings, type Orderable } from "./orderable.ts";
import { changed, rows, type Row } from "./spec-mutations.ts";
import { anyValidSpec } from "./valid-specs.ts";

const has: FormAbilities = { sealing: true, limits: defaultLimits, prices: false };

describe("any valid specification", () => {
  it("comes back from its answers as it was, but for its secrets and its empty fields", () => {
    fc.assert(
      fc.property(anyValidSpec, (spec) => {
        const { password: _password, userData: _userData, ...open } = withoutNothings(spec);
        expect(specOf(answersOf("cn-east-tz1", spec))).toEqual(open);
      }),
    );
  });

  it("never has its secrets among the answers that an order is repeated with", () => {
    fc.assert(
      fc.property(anyValidSpec, (spec) => {
        const answers = Object.keys(answersOf("cn-east-tz1", spec));
        expect(answers.filter((id) => /password|userData/.test(id))).toEqual([]);
      }),
    );
  });

  it("is what the form orders, given its answers and a cloud that offers it", () => {
    fc.assert(
      fc.property(anyOrderable, ({ answers, lists, region, spec }) => {
        const read = readForm(answers, lists, has);
        expect(read).toMatchObject({ ok: true, form: { region } });
        if (read.ok) expect(read.form.spec).toEqual(withoutNothings(spec));
      }),
    );
  });
});

/** An answer that others hang on takes theirs with it. */
function dependents(field: string): Set<string> {
  const found = new Set([field]);
  for (const id of fieldIds) if (fields[id].dependsOn?.some((one) => found.has(one))) found.add(id);
  return found;
}

const isAbout = (field: string, problem: FormProblem): boolean =>
  problem.field === field || problem.field.startsWith(`${field}.`);

/** Nothing is placed, and the field that is wrong (or one of its entries) is named; at most what hangs on it besides. */
function expectRefusedAt(field: string, answers: Answers, lists: LoadedLists): void {
  const read = readForm(answers, lists, has);
  expect(read.ok, `${field} was taken`).toBe(false);
  if (read.ok) return;
  expect(read).not.toHaveProperty("form");
  expect(read.problems.some((problem) => isAbout(field, problem))).toBe(true);
  const hanging = [...dependents(field)];
  expect(read.problems.filter((problem) => !hanging.some((one) => isAbout(one, problem)))).toEqual(
    [],
  );
}

/** Rows that no form can express: it sends these fields itself, or has no place for what is wrong. */
function isExpressible([field, rule, , changes]: Row): boolean {
  if (["type", "known", "object", "not-with", "not-beside", "alias-empty"].includes(rule))
    return false;
  if (["imageType", "networkType", "interfaceMode", "charge", "userData"].includes(field))
    return false;
  if (field === "resourceTags.1.value" && rule === "required") return false;
  return Object.values(changes).every(
    (value) => typeof value !== "boolean" && !(typeof value === "string" && /^ .*\d$/.test(value)),
  );
}

describe("any single violation of the contract that can be typed or chosen", () => {
  const expressible = rows.filter(isExpressible);

  it("is most of those that the contract has", () => {
    expect(expressible.length).toBeGreaterThan(60);
  });

  it.each(
    expressible.map((row) => [`${row[0]}: ${row[1]} ${JSON.stringify(row[3])}`, row] as const),
  )("is told of its own field, and nothing is ordered: %s", (_, [path, , base, changes]) => {
    const spec = base as InstanceSpec;
    const lists = catalogueFor("cn-east-tz1", spec, { others: 1 });
    if (!lists) throw new Error("No cloud offers this.");
    const wrong = changed(spec, { "charge.chargeUnit": undefined, ...restOf(spec), ...changes });
    const field = fieldIds.find((id) => path === id || path.startsWith(`${id}.`));
    if (!field) throw new Error(`The form does not ask for ${path}.`);
    expectRefusedAt(field, fullAnswers("cn-east-tz1", wrong as InstanceSpec), lists);
  });
});

const restOf = ({ charge }: InstanceSpec): Record<string, unknown> => ({
  "charge.chargeUnit": charge.chargeUnit,
});

interface Breakage {
  readonly field: keyof Answers;
  readonly when?: (order: Orderable) => boolean;
  readonly answer?: (order: Orderable) => string;
  readonly lists?: (order: Orderable, lists: Map<string, ListState>) => void;
}

const replace = (
  lists: Map<string, ListState>,
  list: Parameters<typeof listKey>[0]["list"],
  args: readonly string[],
  change: (item: never) => object,
): void => {
  const key = listKey({ list, args });
  const state = lists.get(key);
  if (state?.state !== "loaded") throw new Error(`There is no list ${key}.`);
  lists.set(key, {
    state: "loaded",
    items: state.items.map((item) => change(item as never)) as never,
  });
};
const isPublic = ({ spec }: Orderable): boolean => spec.enableInternet === "yes";
const isPublicOnce = (order: Orderable): boolean =>
  isPublic(order) && order.spec.extensionEnableInternet !== "yes";
const isDual = ({ spec }: Orderable): boolean => spec.interfaceMode === "dual";
const add = (text: string | undefined, line: string): string =>
  [text, line].filter(Boolean).join("\n");
const openedWith = (answers: Answers, section: string): Answers => ({
  ...answers,
  sections: [...new Set([...(answers.sections ?? "").split(",").filter(Boolean), section])].join(
    ",",
  ),
});

/** Rules between an order and the catalogue, and of the form itself: each broken in one place of any valid order. */
const breakages: Readonly<Record<string, Breakage>> = {
  ...Object.fromEntries(
    (
      [
        "regionId",
        "az",
        "deviceType",
        "osTypeId",
        "sysRaidTypeId",
        "dataRaidTypeId",
        "subnetId",
      ] as const
    ).flatMap((field) => [
      [`an id that the list does not hold: ${field}`, { field, answer: () => "elsewhere" }],
      [`an id of prototypes: ${field}`, { field, answer: () => "__proto__" }],
    ]),
  ),
  "a key pair that the list does not hold": { field: "keypairId", answer: () => "elsewhere" },
  "a line that the region does not have": {
    field: "lineType",
    when: isPublicOnce,
    lists: ({ region }, lists) =>
      void lists.set(listKey({ list: "lineTypes", args: [region] }), {
        state: "loaded",
        items: [],
      }),
  },
  "a shared bandwidth of another line": {
    field: "bandwidthPackageId",
    when: (order) => isPublicOnce(order) && order.spec.bandwidthPackageId !== undefined,
    lists: ({ region }, lists) =>
      replace(lists, "bandwidthPackages", [region], (item: object) => ({
        ...item,
        lineType: "xx",
      })),
  },
  "a second subnet that the list does not hold": {
    field: "extensionSubnetId",
    when: isDual,
    answer: () => "elsewhere",
  },
  "a type that is sold out": {
    field: "deviceType",
    lists: ({ region, spec }, lists) =>
      replace(lists, "deviceTypes", [region, spec.az], (item: object) => ({
        ...item,
        isSoldOut: true,
      })),
  },
  "a type of which none is left": {
    field: "deviceType",
    lists: ({ region }, lists) =>
      replace(lists, "deviceStock", [region], (item: object) => ({ ...item, available: 0 })),
  },
  "more servers than are left": {
    field: "count",
    when: ({ spec }) => spec.count > 1,
    lists: ({ region, spec }, lists) =>
      replace(lists, "deviceStock", [region], (item: object) => ({
        ...item,
        available: spec.count - 1,
      })),
  },
  "more servers than the operator allows": {
    field: "count",
    when: ({ spec }) =>
      spec.privateIp === undefined &&
      spec.extensionPrivateIp === undefined &&
      spec.hostname === undefined,
    answer: () => "6",
    lists: ({ region, spec }, lists) => {
      replace(lists, "deviceStock", [region], (item: object) => ({ ...item, available: 99 }));
      replace(lists, "subnets", [region, spec.az], (item: object) => ({
        ...item,
        availableIpCount: 99,
      }));
    },
  },
  "a subnet with fewer free addresses than servers": {
    field: "subnetId",
    lists: ({ region, spec }, lists) =>
      replace(lists, "subnets", [region, spec.az], (item: { subnetId: string }) => ({
        ...item,
        ...(item.subnetId === spec.subnetId ? { availableIpCount: spec.count - 1 } : {}),
      })),
  },
  "a second subnet with fewer free addresses than servers": {
    field: "extensionSubnetId",
    when: isDual,
    lists: ({ region, spec }, lists) =>
      replace(lists, "subnets", [region, spec.az], (item: { subnetId: string }) => ({
        ...item,
        ...(item.subnetId === spec.extensionSubnetId ? { availableIpCount: spec.count - 1 } : {}),
      })),
  },
  "fewer public addresses than servers": {
    field: "enableInternet",
    when: isPublicOnce,
    lists: ({ region, spec }, lists) =>
      replace(lists, "addressStock", [region], (item: object) => ({
        ...item,
        available: spec.count - 1,
      })),
  },
  "less bandwidth than is wanted": {
    field: "bandwidth",
    when: isPublicOnce,
    lists: ({ region, spec }, lists) =>
      replace(lists, "addressStock", [region], (item: object) => ({
        ...item,
        availableBandwidth: spec.count * (spec.bandwidth ?? 0) - 1,
      })),
  },
  "less uplink than both interfaces want together": {
    field: "extensionExtraUplinkBandwidth",
    when: ({ spec }) => (spec.extensionExtraUplinkBandwidth ?? 0) > 0,
    lists: ({ region, spec }, lists) =>
      replace(lists, "addressStock", [region], (item: object) => ({
        ...item,
        availableExtraUplinkBandwidth:
          spec.count *
            ((spec.extraUplinkBandwidth ?? 0) + (spec.extensionExtraUplinkBandwidth ?? 0)) -
          1,
      })),
  },
  "a private address outside its subnet": {
    field: "privateIp",
    when: ({ spec }) => spec.privateIp !== undefined && spec.aliasIps === undefined,
    lists: ({ region, spec }, lists) =>
      replace(lists, "subnets", [region, spec.az], (item: { subnetId: string }) => ({
        ...item,
        ...(item.subnetId === spec.subnetId
          ? { cidr: spec.privateIp?.startsWith("10.") ? "172.16.0.0/16" : "10.0.0.0/8" }
          : {}),
      })),
  },
  "a second private address outside its subnet": {
    field: "extensionPrivateIp",
    when: ({ spec }) =>
      spec.extensionPrivateIp !== undefined && spec.extensionAliasIps === undefined,
    lists: ({ region, spec }, lists) =>
      replace(lists, "subnets", [region, spec.az], (item: { subnetId: string }) => ({
        ...item,
        ...(item.subnetId === spec.extensionSubnetId
          ? { cidr: spec.extensionPrivateIp?.startsWith("10.") ? "172.16.0.0/16" : "10.0.0.0/8" }
          : {}),
      })),
  },
  "a private address that the network keeps for itself": {
    field: "privateIp",
    when: ({ spec }) =>
      spec.count === 1 && spec.aliasIps === undefined && spec.extensionPrivateIp === undefined,
    answer: () => "10.77.0.1",
    lists: ({ region, spec }, lists) =>
      replace(lists, "subnets", [region, spec.az], (item: { subnetId: string }) => ({
        ...item,
        ...(item.subnetId === spec.subnetId ? { cidr: "10.77.0.0/24" } : {}),
      })),
  },
  "an alias range outside its subnet": {
    field: "aliasIps",
    when: ({ spec }) => (spec.aliasIps?.length ?? 0) < 50 && spec.privateIp === undefined,
    answer: ({ answers }) => add(answers.aliasIps, "203.0.113.0/28"),
    lists: ({ region, spec }, lists) =>
      replace(lists, "subnets", [region, spec.az], (item: { subnetId: string; cidr: string }) => ({
        ...item,
        cidr: item.subnetId === spec.subnetId ? "10.77.0.0/24" : item.cidr,
      })),
  },
  "an alias that is no range": {
    field: "aliasIps",
    when: ({ spec }) => (spec.aliasIps?.length ?? 0) < 50,
    answer: ({ answers }) => add(answers.aliasIps, "10.0.0.300/24"),
  },
  "a tag line without an equals sign": {
    field: "resourceTags",
    when: ({ spec }) => (spec.resourceTags?.length ?? 0) < 10,
    answer: ({ answers }) => add(answers.resourceTags, "no tag at all"),
  },
  "a tag without a key": {
    field: "resourceTags",
    when: ({ spec }) => (spec.resourceTags?.length ?? 0) < 10,
    answer: ({ answers }) => add(answers.resourceTags, "=value"),
  },
  "a tag key that stands twice": {
    field: "resourceTags",
    when: ({ spec }) => (spec.resourceTags?.length ?? 0) < 9,
    answer: ({ answers }) => add(answers.resourceTags, "twin-key=1\ntwin-key=2"),
  },
  "more tags than ten": {
    field: "resourceTags",
    answer: () => Array.from({ length: 11 }, (_, index) => `k${index}=v`).join("\n"),
  },
  "a password that is too short": { field: "password", answer: () => "aB3$" },
  "a script that begins with no interpreter": { field: "userData", answer: () => "echo 1" },
  "a name that begins with a digit": { field: "name", answer: () => "1web" },
  "a justification that is missing": { field: "justification", answer: () => "" },
  "a justification that is too long": { field: "justification", answer: () => "x".repeat(501) },
  "a number that is none": { field: "count", answer: () => "two" },
  "a list that could not be looked up": {
    field: "osTypeId",
    lists: ({ region, spec }, lists) =>
      void lists.set(listKey({ list: "operatingSystems", args: [region, spec.deviceType] }), {
        state: "failed",
      }),
  },
};

const sectionOf: Partial<Record<keyof Answers, string>> = {
  privateIp: "network",
  aliasIps: "network",
  resourceTags: "advanced",
  password: "access",
  userData: "access",
};

describe("any single thing that the catalogue or the form forbids", () => {
  it.each(Object.entries(breakages))("is told of its own field: %s", (_, broken) => {
    const { field, when = () => true, answer, lists: change } = broken;
    fc.assert(
      fc.property(anyOrderable.filter(when), (order) => {
        const lists = new Map(order.lists);
        change?.(order, lists);
        const section = sectionOf[field];
        const opened = section ? openedWith(order.answers, section) : order.answers;
        expectRefusedAt(field, answer ? { ...opened, [field]: answer(order) } : opened, lists);
      }),
      { numRuns: 25 },
    );
  });
});
