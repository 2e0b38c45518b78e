import { z } from "zod";
import { coversAll, fitsAny } from "./glob.ts";
import { instanceSpecSchema, type InstanceSpec } from "./instance-spec.ts";

/** Amounts are kept in ten-thousandths of the currency's unit, as integers: three times 0.04 is 0.12, not almost. */
const PARTS_OF_UNIT = 10_000;
/** Far above any server in any currency, so whatever lies beyond is a slip. */
const HIGHEST_PRICE = 1_000_000_000;

/** A price as people write it, in the currency's unit -> ten-thousandths. */
export const price = z
  .number()
  .min(0, "must not be below 0")
  .max(HIGHEST_PRICE, `must not be above ${HIGHEST_PRICE}`)
  .refine(
    (value) => Math.round(value * PARTS_OF_UNIT) / PARTS_OF_UNIT === value,
    "must have at most 4 decimals",
  )
  .transform((value) => Math.round(value * PARTS_OF_UNIT));

const byChargeMode = {
  prepaid_by_duration: z.strictObject({ month: price, year: price.optional() }).optional(),
  postpaid_by_duration: z.strictObject({ hour: price }).optional(),
};
const globs = z.array(z.string().min(1).max(100)).min(1);

const serverRow = z.strictObject({
  regions: globs.optional(),
  deviceTypes: globs,
  ...byChargeMode,
});
const mbpsRow = z.strictObject({
  regions: globs.optional(),
  lineTypes: z.array(instanceSpecSchema.shape.lineType.unwrap()).min(1).optional(),
  ...byChargeMode,
});

interface Where {
  readonly regions?: readonly string[] | undefined;
  readonly deviceTypes?: readonly string[] | undefined;
  readonly lineTypes?: readonly string[] | undefined;
}

/** A list in which the first row that matches decides, so a row behind a wider one would never count. */
const rowsOf = <Row extends z.ZodType<Where>>(row: Row) =>
  z
    .array(row)
    .superRefine((rows, context) => {
      rows.forEach((later, index) => {
        const shadow = rows.slice(0, index).findIndex((earlier) => covers(earlier, later));
        if (shadow !== -1)
          context.addIssue({
            code: "custom",
            path: [index],
            message: `can never be reached: row [${shadow}] before it matches everything that it matches`,
          });
      });
    })
    .default([]);

const covers = (earlier: Where, later: Where): boolean =>
  coversAll(earlier.regions, later.regions) &&
  coversAll(earlier.deviceTypes, later.deviceTypes) &&
  coversAll(earlier.lineTypes, later.lineTypes);

/**
 * What things cost, as the operator says: the cloud's API does not tell. In each list the first row that matches
 * decides; when it has no price for the charge mode, or no row matches, the price is not known.
 */
export const priceBookSchema = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, "must be a currency code such as CNY"),
  /** The day of the prices, shown beside estimates. */
  asOf: z.iso.date("must be a date such as 2026-01-31").optional(),
  note: z.string().min(1).max(200).optional(),
  /** For one server. */
  prices: rowsOf(serverRow),
  /** For one Mbps of an elastic IP. */
  bandwidth: rowsOf(mbpsRow),
  /** For one Mbps of uplink on top of that. */
  extraUplink: rowsOf(mbpsRow),
});

export type PriceBook = z.output<typeof priceBookSchema>;
type Priced = Pick<PriceBook["prices"][number], keyof typeof byChargeMode>;

type PricedField =
  | "deviceType"
  | "count"
  | "charge"
  | "interfaceMode"
  | "enableInternet"
  | "internetChargeMode"
  | "lineType"
  | "bandwidth"
  | "extraUplinkBandwidth"
  | "extensionEnableInternet"
  | "extensionInternetChargeMode"
  | "extensionLineType"
  | "extensionBandwidth"
  | "extensionExtraUplinkBandwidth";

/** What the price of an order depends on. Everything may still be missing, while a form is half filled. */
export type PricedSpec = { readonly [Field in PricedField]?: InstanceSpec[Field] | undefined };

const kinds = ["servers", "bandwidth", "extraUplink"] as const;

/** Amounts are integers in ten-thousandths of the currency's unit. */
export interface Estimate {
  readonly currency: string;
  readonly asOf?: string;
  /** What the order costs in its dearest month: prepaid total / months (rounded up), postpaid 31 days. For rules and comparison. */
  readonly perMonth: number;
  /** Prepaid: what is charged at once, for the whole term and all servers. */
  readonly atOnce?: number;
  /** Postpaid: all servers together. */
  readonly perHour?: number;
  /** What the sum is made of, in the same period as atOnce or perHour, all servers together. */
  readonly parts: readonly { readonly of: (typeof kinds)[number]; readonly amount: number }[];
}

/**
 * What an order costs by the price book, or undefined when that is not known. One part without a price makes the whole
 * unknown: a sum that leaves something out would be too low. Nothing that is passed in makes it throw.
 */
export function estimate(
  book: PriceBook,
  order: { readonly region: string; readonly spec: PricedSpec },
): Estimate | undefined {
  const term = termOf(order.spec.charge);
  const count = wholeNumber(order.spec.count, 1);
  if (!term) return undefined;
  const items = itemsOf(book, order.region, order.spec);
  const parts = kinds.flatMap((kind) => {
    const amounts = items
      .filter(({ of }) => of === kind)
      .map(({ units, row }) => units * count * overTerm(row, term));
    return amounts.length === 0 ? [] : [{ of: kind, amount: sum(amounts) }];
  });
  const total = sum(parts.map(({ amount }) => amount));
  const perMonth =
    term.mode === "postpaid_by_duration"
      ? total * HOURS_OF_LONGEST_MONTH
      : Math.ceil(total / term.months);
  // NaN, which stands for what is not known, and sums too large to be exact end here.
  if (!Number.isSafeInteger(total) || !Number.isSafeInteger(perMonth)) return undefined;
  return {
    currency: book.currency,
    ...(book.asOf === undefined ? {} : { asOf: book.asOf }),
    perMonth,
    ...(term.mode === "postpaid_by_duration" ? { perHour: total } : { atOnce: total }),
    parts,
  };
}

const HOURS_OF_LONGEST_MONTH = 31 * 24;

/** What is not known is NaN: whatever it is added to is not known either, so no part can be left out by mistake. */
const wholeNumber = (value: number | undefined, least: number): number =>
  value !== undefined && Number.isSafeInteger(value) && value >= least ? value : Number.NaN;

const sum = (amounts: readonly number[]): number => amounts.reduce((all, one) => all + one, 0);

type Term =
  | { readonly mode: "postpaid_by_duration" }
  | {
      readonly mode: "prepaid_by_duration";
      readonly unit: "month" | "year";
      readonly duration: number;
      readonly months: number;
    };

/**
 * What is paid for. By usage nothing can be said beforehand. Without a mode neither: the API's pages name postpaid as
 * the default in one place and prepaid in another.
 */
function termOf(charge: PricedSpec["charge"]): Term | undefined {
  if (charge?.chargeMode === "postpaid_by_duration") return { mode: charge.chargeMode };
  if (charge?.chargeMode !== "prepaid_by_duration" || !charge.chargeUnit) return undefined;
  const duration = wholeNumber(charge.chargeDuration, 1);
  const months = duration * monthsOf[charge.chargeUnit];
  return { mode: charge.chargeMode, unit: charge.chargeUnit, duration, months };
}

const monthsOf = { month: 1, year: 12 } as const;

/** The price of one unit (a server, a Mbps) over the whole term, or over one hour. */
function overTerm(row: Priced | undefined, term: Term): number {
  if (term.mode === "postpaid_by_duration") return row?.postpaid_by_duration?.hour ?? Number.NaN;
  const { month = Number.NaN, year } = row?.prepaid_by_duration ?? {};
  return term.unit === "year" && year !== undefined ? year * term.duration : month * term.months;
}

/** Something that every server of the order needs so many units of, and the row that prices it. */
interface Item {
  readonly of: (typeof kinds)[number];
  readonly units: number;
  readonly row: Priced | undefined;
}

function itemsOf(book: PriceBook, region: string, spec: PricedSpec): readonly Item[] {
  const server = book.prices.find(
    (row) =>
      spec.deviceType !== undefined &&
      fitsAny(row.regions, region) &&
      fitsAny(row.deviceTypes, spec.deviceType),
  );
  return [
    { of: "servers", units: 1, row: server },
    ...elasticIpsOf(spec).flatMap((ip): Item[] => {
      // An elastic IP is priced by its own charge mode. One that differs from the server's has no common period with
      // it; the contract lets it differ only beside postpaid_by_usage, which has no estimate anyway.
      const rowOf = (rows: PriceBook["bandwidth"]): Priced | undefined =>
        ip.chargeMode === spec.charge?.chargeMode
          ? rows.find(
              (row) =>
                ip.lineType !== undefined &&
                fitsAny(row.regions, region) &&
                fitsAny(row.lineTypes, ip.lineType),
            )
          : undefined;
      // Bandwidth in a shared package (bandwidthPackageId) is counted too: no source says that it costs nothing beside
      // the package, so the estimate is rather too high than too low.
      const bandwidth: Item = {
        of: "bandwidth",
        units: wholeNumber(ip.bandwidth, 1),
        row: rowOf(book.bandwidth),
      };
      if (ip.extraUplink === 0) return [bandwidth];
      const units = wholeNumber(ip.extraUplink, 0);
      return [bandwidth, { of: "extraUplink", units, row: rowOf(book.extraUplink) }];
    }),
  ];
}

/** The elastic IPs of one server. The API takes a missing enableInternet for yes; so does this. */
const elasticIpsOf = (spec: PricedSpec) =>
  [
    {
      enabled: spec.enableInternet ?? "yes",
      chargeMode: spec.internetChargeMode,
      lineType: spec.lineType,
      bandwidth: spec.bandwidth,
      extraUplink: spec.extraUplinkBandwidth ?? 0,
    },
    {
      // On a dual server the API names no default: until somebody says no, it is something to pay for.
      enabled: spec.extensionEnableInternet ?? (spec.interfaceMode === "dual" ? "yes" : "no"),
      chargeMode: spec.extensionInternetChargeMode,
      lineType: spec.extensionLineType,
      bandwidth: spec.extensionBandwidth,
      extraUplink: spec.extensionExtraUplinkBandwidth ?? 0,
    },
  ].filter(({ enabled }) => enabled !== "no");

const CHINA_IS_AHEAD_MS = 8 * 3_600_000;

/**
 * When servers that were prepaid at `from` end: at 23:59:59 in China on the same day so many months or years later
 * (Billing-Rules). The guide does not say what becomes of the 31st; here it is the last day of a shorter month.
 */
export function prepaidEnd(from: string, unit: "month" | "year", duration: number): string {
  const there = new Date(Date.parse(from) + CHINA_IS_AHEAD_MS); // its UTC fields are China's calendar
  const year = there.getUTCFullYear();
  const month = there.getUTCMonth() + duration * monthsOf[unit];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const day = Math.min(there.getUTCDate(), lastDay);
  return new Date(Date.UTC(year, month, day, 23, 59, 59) - CHINA_IS_AHEAD_MS).toISOString();
}
