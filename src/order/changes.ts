import type { InstanceSpec } from "./instance-spec.ts";
import type { Labels, OpenSpec } from "./order.ts";

/** One field that differs, by its path in the API; values as they are shown. Absent: not given. */
export interface Change {
  readonly field: string;
  readonly from?: string;
  readonly to?: string;
}

/** A specification with the names that its ids were shown with. */
interface Shown {
  readonly region: string;
  readonly spec: OpenSpec;
  readonly labels: Labels;
}

/** What differs between two specifications, in the order of the fields. */
export function changesBetween(before: Shown, after: Shown): readonly Change[] {
  const [from, to] = [valuesOf(before), valuesOf(after)];
  return [...new Set([...from.keys(), ...to.keys()])]
    .filter((field) => from.get(field)?.value !== to.get(field)?.value)
    .map((field) => {
      const [old, now] = [from.get(field)?.shown, to.get(field)?.shown];
      return {
        field,
        ...(old === undefined ? {} : { from: old }),
        ...(now === undefined ? {} : { to: now }),
      };
    });
}

type Values = ReadonlyMap<string, { readonly value: string; readonly shown: string }>;

/** Every field that is given, by path: charge's by `charge.…`, a list as one value. */
function valuesOf({ region, spec, labels }: Shown): Values {
  const { charge, ...plain } = spec;
  const given = [
    ["regionId", region],
    ...Object.entries(plain),
    ...Object.entries(charge).map(([field, value]) => [`charge.${field}`, value]),
  ] as readonly (readonly [string, unknown])[];
  return new Map(
    given
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => {
        const text = typeof value === "string" ? value : JSON.stringify(value);
        return [field, { value: text, shown: labels[field] ?? text }];
      }),
  );
}

/** What an approver may make smaller, with the numbers that they would agree to. */
export type Reductions = { readonly [Path in ReduciblePath]?: number | undefined };

/** The numbers of an order of which less is less: fewer servers, a shorter term, a narrower line. */
export const reducible = [
  "count",
  "charge.chargeDuration",
  "bandwidth",
  "extraUplinkBandwidth",
  "extensionBandwidth",
  "extensionExtraUplinkBandwidth",
] as const satisfies readonly (keyof InstanceSpec | "charge.chargeDuration")[];
export type ReduciblePath = (typeof reducible)[number];

/** The number that stands in a specification; undefined when it has none there. */
export const reducibleValue = (spec: OpenSpec, path: ReduciblePath): number | undefined =>
  path === "charge.chargeDuration" ? spec.charge.chargeDuration : spec[path];

/** The numbers of an order that could be smaller than they are. */
export const reducibleIn = (spec: OpenSpec): readonly ReduciblePath[] =>
  reducible.filter((path) => (reducibleValue(spec, path) ?? 0) > 1);

/** The smaller specification; undefined when nothing gets smaller or something would grow. */
export function reduced(spec: OpenSpec, reductions: Reductions): OpenSpec | undefined {
  const asked = reducible.flatMap((path) => {
    const to = reductions[path];
    return to === undefined || to === reducibleValue(spec, path) ? [] : [{ path, to }];
  });
  const isSmaller = ({ path, to }: (typeof asked)[number]): boolean =>
    Number.isInteger(to) && to >= 1 && to < (reducibleValue(spec, path) ?? 0);
  if (asked.length === 0 || !asked.every(isSmaller)) return undefined;
  return asked.reduce<OpenSpec>(
    (smaller, { path, to }) =>
      path === "charge.chargeDuration"
        ? { ...smaller, charge: { ...smaller.charge, chargeDuration: to } }
        : { ...smaller, [path]: to },
    spec,
  );
}
