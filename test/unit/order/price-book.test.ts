import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { languageOfLocale } from "../../../src/order/language.ts";
import {
  estimate,
  prepaidEnd,
  priceBookSchema,
  type Estimate,
  type PriceBook,
  type PricedSpec,
} from "../../../src/order/price-book.ts";

type Given = z.input<typeof priceBookSchema>;

const aBook = (changes: Partial<Given> = {}): PriceBook =>
  priceBookSchema.parse({
    currency: "CNY",
    prices: [
      {
        deviceTypes: ["edcps.c.*"],
        prepaid_by_duration: { month: 4400, year: 44_000 },
        postpaid_by_duration: { hour: 15 },
      },
    ],
    bandwidth: [{ prepaid_by_duration: { month: 19 }, postpaid_by_duration: { hour: 0.04 } }],
    extraUplink: [{ prepaid_by_duration: { month: 4 }, postpaid_by_duration: { hour: 0.01 } }],
    ...changes,
  });

const hourly = { charge: { chargeMode: "postpaid_by_duration" } } as const;
const prepaid = (chargeUnit: "month" | "year", chargeDuration: number) =>
  ({ charge: { chargeMode: "prepaid_by_duration", chargeUnit, chargeDuration } }) as const;
const internet = (chargeMode: "prepaid_by_duration" | "postpaid_by_duration", bandwidth = 10) =>
  ({
    enableInternet: "yes",
    internetChargeMode: chargeMode,
    lineType: "ct",
    bandwidth,
  }) as const;

const theSpec: PricedSpec = {
  deviceType: "edcps.c.normal1",
  count: 1,
  enableInternet: "no",
  ...hourly,
};
const priceOf = (changes: PricedSpec = {}, book = aBook(), region = "cn-east-tz1") =>
  estimate(book, { region, spec: { ...theSpec, ...changes } });

describe("a price book", () => {
  const problemsOf = (given: unknown): string[] =>
    priceBookSchema
      .safeParse(given)
      .error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];
  const withHour = (hour: unknown): unknown => ({
    currency: "CNY",
    prices: [{ deviceTypes: ["*"], postpaid_by_duration: { hour } }],
  });

  it("may hold a currency and nothing else: then no price is known", () => {
    expect(priceOf({}, priceBookSchema.parse({ currency: "CNY" }))).toBeUndefined();
  });

  it.each([0, 15, 0.04, 0.0001, 1_000_000_000, 999_999_999.1234])("takes %s", (hour) => {
    expect(problemsOf(withHour(hour))).toEqual([]);
  });

  it("keeps every price of up to 4 decimals exactly", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000_000_000 }), (amount) => {
        const book = priceBookSchema.parse(withHour(amount / 10_000));
        expect(book.prices[0]?.postpaid_by_duration?.hour).toBe(amount);
      }),
    );
  });

  it.each([
    [-0.01, "must not be below 0"],
    [0.00001, "must have at most 4 decimals"],
    [4400.00001, "must have at most 4 decimals"],
    [1_000_000_001, "must not be above 1000000000"],
  ])("does not take %s", (hour, message) => {
    expect(problemsOf(withHour(hour))).toEqual([`prices.0.postpaid_by_duration.hour: ${message}`]);
  });

  it.each([
    ["no currency", {}, /^currency: must|^currency: /],
    ["a currency by its sign", { currency: "¥" }, /^currency: must be a currency code/],
    ["a currency in small letters", { currency: "cny" }, /^currency: must be a currency code/],
    ["a date that is none", { currency: "CNY", asOf: "2026-02-30" }, /^asOf: must be a date/],
    ["an unknown key", { currency: "CNY", price: [] }, /"price"/],
    ["a row without device types", { currency: "CNY", prices: [{}] }, /^prices\.0\.deviceTypes: /],
    [
      "an unknown charge mode",
      { currency: "CNY", prices: [{ deviceTypes: ["*"], postpaid_by_usage: { hour: 1 } }] },
      /^prices\.0: .*"postpaid_by_usage"/,
    ],
    [
      "a year without a month",
      { currency: "CNY", bandwidth: [{ prepaid_by_duration: { year: 1 } }] },
      /^bandwidth\.0\.prepaid_by_duration\.month: /,
    ],
    [
      "a line that does not exist",
      { currency: "CNY", bandwidth: [{ lineTypes: ["telecom"] }] },
      /^bandwidth\.0\.lineTypes\.0: /,
    ],
    [
      "a server behind a row that takes it already",
      { currency: "CNY", prices: [{ deviceTypes: ["edcps.*"] }, { deviceTypes: ["edcps.c.*"] }] },
      /^prices\.1: can never be reached: row \[0\] before it/,
    ],
  ])("is refused with %s", (_, given, problem) => {
    expect(problemsOf(given).join("\n")).toMatch(problem);
  });

  it("may name a wider row behind a narrower one", () => {
    expect(
      problemsOf({
        currency: "CNY",
        prices: [
          { deviceTypes: ["edcps.c.*"], regions: ["cn-east-*"] },
          { deviceTypes: ["edcps.*"] },
        ],
        bandwidth: [{ lineTypes: ["ct", "cm"] }, { lineTypes: ["cm", "un"] }, {}],
      }),
    ).toEqual([]);
  });
});

describe("an estimate", () => {
  it("of servers by the hour is the sum of an hour, and of a month of 31 days", () => {
    expect(priceOf({ count: 2 })).toEqual({
      currency: "CNY",
      perMonth: 22_320_0000,
      perHour: 30_0000,
      parts: [{ of: "servers", amount: 30_0000 }],
    });
  });

  it("of prepaid servers is what is charged at once, and its share of a month", () => {
    expect(priceOf({ count: 2, ...prepaid("month", 3) })).toEqual({
      currency: "CNY",
      perMonth: 8_800_0000,
      atOnce: 26_400_0000,
      parts: [{ of: "servers", amount: 26_400_0000 }],
    });
  });

  it("takes the price of a year where there is one, and twelve months otherwise", () => {
    const monthly = aBook({
      prices: [{ deviceTypes: ["*"], prepaid_by_duration: { month: 4400 } }],
    });
    expect(priceOf(prepaid("year", 2))?.atOnce).toBe(88_000_0000);
    expect(priceOf(prepaid("year", 2), monthly)?.atOnce).toBe(105_600_0000);
  });

  it("rounds the share of a month up: a limit is never met by rounding", () => {
    expect(priceOf(prepaid("year", 1))?.perMonth).toBe(3666_6667);
  });

  it("says of which day the prices are", () => {
    expect(priceOf({}, aBook({ asOf: "2021-06-01" }))?.asOf).toBe("2021-06-01");
  });

  it("adds the bandwidth and the extra uplink of each server", () => {
    expect(
      priceOf({ count: 3, ...internet("postpaid_by_duration"), extraUplinkBandwidth: 5 }),
    ).toMatchObject({
      perHour: 46_3500,
      parts: [
        { of: "servers", amount: 45_0000 },
        { of: "bandwidth", amount: 1_2000 },
        { of: "extraUplink", amount: 1500 },
      ],
    });
  });

  it("adds the elastic IP of the second interface to that of the first", () => {
    const second = {
      interfaceMode: "dual",
      extensionEnableInternet: "yes",
      extensionInternetChargeMode: "prepaid_by_duration",
      extensionLineType: "cm",
      extensionBandwidth: 20,
      extensionExtraUplinkBandwidth: 1,
    } as const;
    expect(
      priceOf({ ...prepaid("month", 1), ...internet("prepaid_by_duration"), ...second })?.parts,
    ).toEqual([
      { of: "servers", amount: 4400_0000 },
      { of: "bandwidth", amount: 30 * 19_0000 },
      { of: "extraUplink", amount: 4_0000 },
    ]);
    expect(
      priceOf({ ...prepaid("month", 1), ...second, extensionEnableInternet: "no" })?.parts,
    ).toHaveLength(1);
  });

  it("counts bandwidth in a shared package too: nobody says that it is free", () => {
    const shared = { ...internet("postpaid_by_duration"), bandwidthPackageId: "bwp-1" };
    expect(priceOf(shared)?.perHour).toBe(15_4000);
  });

  it("does not drift: three times 0.04 is 0.12", () => {
    expect(priceOf(internet("postpaid_by_duration", 3))?.parts[1]?.amount).toBe(1200);
  });

  it("takes the first row that matches place, type and line, and no other", () => {
    const book = aBook({
      prices: [
        {
          deviceTypes: ["edcps.c.normal1"],
          regions: ["cn-east-*"],
          postpaid_by_duration: { hour: 1 },
        },
        { deviceTypes: ["edcps.c.old*"] },
        { deviceTypes: ["edcps.c.*"], postpaid_by_duration: { hour: 2 } },
      ],
      bandwidth: [
        { lineTypes: ["cm"], postpaid_by_duration: { hour: 3 } },
        { regions: ["cn-north-*"], postpaid_by_duration: { hour: 5 } },
      ],
    });
    expect(priceOf({}, book)?.perHour).toBe(1_0000);
    expect(priceOf({}, book, "cn-north-by1")?.perHour).toBe(2_0000);
    expect(priceOf({ deviceType: "edcps.c.old1" }, book)).toBeUndefined();
    const one = internet("postpaid_by_duration", 1);
    expect(priceOf({ ...one, lineType: "cm" }, book)?.perHour).toBe(4_0000);
    expect(priceOf(one, book, "cn-north-by1")?.perHour).toBe(7_0000);
    expect(priceOf(one, book)).toBeUndefined();
  });
});

describe("an estimate is not known", () => {
  const online = internet("postpaid_by_duration");
  const noUplink = aBook({ extraUplink: [] });

  const cases: readonly (readonly [string, PricedSpec, PriceBook?])[] = [
    ["without a device type", { deviceType: undefined }],
    ["for a device type without a price", { deviceType: "edcps.s2.normal" }],
    ["without a number of servers", { count: undefined }],
    ["for no server", { count: 0 }],
    ["for half a server", { count: 0.5 }],
    ["for less than no server", { count: -1 }],
    ["without a charge", { charge: undefined }],
    ["without a charge mode, on whose default the API's pages differ", { charge: {} }],
    ["by usage", { charge: { chargeMode: "postpaid_by_usage" } }],
    [
      "prepaid without a unit",
      { charge: { chargeMode: "prepaid_by_duration", chargeDuration: 1 } },
    ],
    [
      "prepaid without a term",
      { charge: { chargeMode: "prepaid_by_duration", chargeUnit: "month" } },
    ],
    ["prepaid for no time", prepaid("month", 0)],
    [
      "prepaid where only an hour has a price",
      prepaid("month", 1),
      aBook({ prices: [{ deviceTypes: ["*"], postpaid_by_duration: { hour: 1 } }] }),
    ],
    ["while nobody said whether there is a public network", { enableInternet: undefined }],
    ["online without a bandwidth", { ...online, bandwidth: undefined }],
    ["online with a bandwidth below nothing", { ...online, bandwidth: -5 }],
    ["online without a line", { ...online, lineType: undefined }],
    ["online without a way of billing", { ...online, internetChargeMode: undefined }],
    ["for two ways of billing", { ...online, internetChargeMode: "prepaid_by_duration" }],
    ["when bandwidth has no price", online, aBook({ bandwidth: [] })],
    ["when extra uplink has no price", { ...online, extraUplinkBandwidth: 1 }, noUplink],
    ["for an uplink below nothing", { ...online, extraUplinkBandwidth: -1 }],
    ["while nobody said whether the second interface is online", { interfaceMode: "dual" }],
    [
      "while the second interface's bandwidth is missing",
      { interfaceMode: "dual", extensionEnableInternet: "yes" },
    ],
    ["beyond what is exact", { count: 9_007_199_254_740 }],
    ["beyond what is exact at once", { count: 10_000_000, ...prepaid("year", 3) }],
  ];
  it.each(cases.map(([name, changes, book]) => ({ name, changes, book })))(
    "$name",
    ({ changes, book }) => {
      expect(priceOf(changes, book)).toBeUndefined();
    },
  );

  it("but needs no price for what is not ordered", () => {
    expect(priceOf({}, aBook({ bandwidth: [], extraUplink: [] }))).toBeDefined();
    expect(priceOf({ ...online, extraUplinkBandwidth: 0 }, noUplink)?.parts).toHaveLength(2);
    expect(priceOf({ interfaceMode: "bond" })).toBeDefined();
  });
});

/** Small enough that every order is an exact number. */
const anyPrice = fc.integer({ min: 0, max: 1_000_000 }).map((amount) => amount / 10_000);
const anyModes = fc.record(
  {
    prepaid_by_duration: fc.record(
      { month: anyPrice, year: anyPrice },
      { requiredKeys: ["month"] },
    ),
    postpaid_by_duration: fc.record({ hour: anyPrice }),
  },
  { requiredKeys: [] },
);
const anyBook: fc.Arbitrary<PriceBook> = fc
  .record({
    server: anyModes,
    bandwidth: fc.option(anyModes, { nil: undefined }),
    extraUplink: fc.option(anyModes, { nil: undefined }),
  })
  .map(({ server, bandwidth, extraUplink }) =>
    priceBookSchema.parse({
      currency: "CNY",
      prices: [{ deviceTypes: ["*"], ...server }],
      bandwidth: bandwidth ? [bandwidth] : [],
      extraUplink: extraUplink ? [extraUplink] : [],
    }),
  );
const anyMode = fc.constantFrom("prepaid_by_duration" as const, "postpaid_by_duration" as const);
const anySpec = anyMode.chain((mode) =>
  fc.record({
    deviceType: fc.constant("edcps.c.normal1"),
    count: fc.integer({ min: 1, max: 99 }),
    charge: fc.record({
      chargeMode: fc.constant(mode),
      chargeUnit: fc.constantFrom("month" as const, "year" as const),
      chargeDuration: fc.integer({ min: 1, max: 9 }),
    }),
    enableInternet: fc.constantFrom("yes" as const, "no" as const),
    internetChargeMode: fc.constant(mode),
    lineType: fc.constantFrom("un" as const, "ct" as const, "cm" as const),
    bandwidth: fc.integer({ min: 1, max: 10_000 }),
    extraUplinkBandwidth: fc.integer({ min: 0, max: 10_000 }),
  }),
);
type Spec = typeof anySpec extends fc.Arbitrary<infer T> ? T : never;

const headline = ({ atOnce, perHour }: Estimate): number => atOnce ?? perHour ?? Number.NaN;

/** Both are known or neither is, and the larger order does not cost less. */
function expectNotLess(book: PriceBook, order: Spec, larger: Spec): void {
  const [less, more] = [order, larger].map((spec) => estimate(book, { region: "r", spec }));
  expect(more === undefined).toBe(less === undefined);
  if (less && more) expect(headline(more)).toBeGreaterThanOrEqual(headline(less));
}

describe("whatever is ordered", () => {
  it("the parts are the whole, in whole amounts, and a month is never cheaper than its share", () => {
    fc.assert(
      fc.property(anyBook, anySpec, (book, spec) => {
        const found = estimate(book, { region: "r", spec });
        if (!found) return;
        const whole = headline(found);
        expect(found.parts.reduce((sum, { amount }) => sum + amount, 0)).toBe(whole);
        for (const amount of [whole, found.perMonth, ...found.parts.map((part) => part.amount)])
          expect(Number.isSafeInteger(amount) && amount >= 0).toBe(true);
        const { chargeUnit, chargeDuration } = spec.charge;
        const months = chargeDuration * (chargeUnit === "year" ? 12 : 1);
        if (found.perHour !== undefined) expect(found.perMonth).toBe(found.perHour * 744);
        else {
          expect(found.perMonth * months).toBeGreaterThanOrEqual(whole);
          expect((found.perMonth - 1) * months).toBeLessThan(Math.max(whole, 1));
        }
      }),
    );
  });

  it("more servers do not cost less", () => {
    fc.assert(
      fc.property(anyBook, anySpec, fc.nat(9), (book, spec, more) =>
        expectNotLess(book, spec, { ...spec, count: spec.count + more }),
      ),
    );
  });

  it("a longer term does not cost less", () => {
    fc.assert(
      fc.property(anyBook, anySpec, fc.nat(9), (book, spec, more) => {
        const chargeDuration = spec.charge.chargeDuration + more;
        expectNotLess(book, spec, { ...spec, charge: { ...spec.charge, chargeDuration } });
      }),
    );
  });

  it("more bandwidth does not cost less", () => {
    fc.assert(
      fc.property(anyBook, anySpec, fc.nat(99), (book, spec, more) =>
        expectNotLess(book, spec, { ...spec, bandwidth: spec.bandwidth + more }),
      ),
    );
  });

  it("a form that is not filled yet never shows less than the filled one", () => {
    const fields = [
      "deviceType",
      "count",
      "charge",
      "enableInternet",
      "internetChargeMode",
      "lineType",
      "bandwidth",
    ] as const;
    fc.assert(
      fc.property(anyBook, anySpec, fc.constantFrom(...fields), (book, spec, missing) => {
        const whole = estimate(book, { region: "r", spec });
        const half = estimate(book, { region: "r", spec: { ...spec, [missing]: undefined } });
        if (half) expect(headline(half)).toBeGreaterThanOrEqual(whole ? headline(whole) : Infinity);
      }),
    );
  });

  it("nothing is known where nothing has a price", () => {
    const empty = priceBookSchema.parse({ currency: "CNY" });
    fc.assert(
      fc.property(anySpec, (spec) => {
        expect(estimate(empty, { region: "r", spec })).toBeUndefined();
      }),
    );
  });
});

describe("the end of what was prepaid", () => {
  it.each([
    ["2026-03-02T09:00:00.000Z", "month", 1, "2026-04-02T15:59:59.000Z"],
    ["2026-03-02T09:00:00.000Z", "year", 3, "2029-03-02T15:59:59.000Z"],
    ["2026-12-15T00:00:00.000Z", "month", 2, "2027-02-15T15:59:59.000Z"],
    // In China the next day has begun.
    ["2026-03-02T15:59:59.999Z", "month", 1, "2026-04-02T15:59:59.000Z"],
    ["2026-03-02T16:00:00.000Z", "month", 1, "2026-04-03T15:59:59.000Z"],
    ["2026-12-31T16:00:00.000Z", "month", 1, "2027-02-01T15:59:59.000Z"],
    ["2026-01-31T03:00:00.000Z", "month", 1, "2026-02-28T15:59:59.000Z"],
    ["2028-01-31T03:00:00.000Z", "month", 1, "2028-02-29T15:59:59.000Z"],
    ["2026-08-31T03:00:00.000Z", "month", 3, "2026-11-30T15:59:59.000Z"],
    ["2028-02-29T03:00:00.000Z", "year", 1, "2029-02-28T15:59:59.000Z"],
    ["2026-03-02T17:00:00+08:00", "month", 1, "2026-04-02T15:59:59.000Z"],
  ] as const)("from %s for a %s times %s is %s", (from, unit, duration, end) => {
    expect(prepaidEnd(from, unit, duration)).toBe(end);
  });

  it("comes later for a longer term, and a year is twelve months", () => {
    const anyMoment = fc
      .date({
        min: new Date("2000-01-01T00:00:00Z"),
        max: new Date("2100-01-01T00:00:00Z"),
        noInvalidDate: true,
      })
      .map((date) => date.toISOString());
    fc.assert(
      fc.property(anyMoment, fc.integer({ min: 1, max: 36 }), (from, duration) => {
        const end = prepaidEnd(from, "month", duration);
        expect(end > from && end < prepaidEnd(from, "month", duration + 1)).toBe(true);
        expect(prepaidEnd(from, "year", duration)).toBe(prepaidEnd(from, "month", 12 * duration));
      }),
    );
  });
});

describe("the language of a client", () => {
  it.each([
    ["zh-CN", "zh"],
    ["zh-TW", "zh"],
    ["zh", "zh"],
    ["zh_Hant", "zh"],
    ["en-US", "en"],
    ["de-DE", "en"],
    ["zha", "en"],
    ["", "en"],
    [undefined, undefined],
  ])("%s is %s", (locale, language) => {
    expect(languageOfLocale(locale)).toBe(language);
  });
});
