import type { OpenSpec } from "../../../order/order.ts";
import type { Estimate } from "../../../order/price-book.ts";
import { escaped, moment } from "../../text.ts";
import type { Words } from "../en.ts";

/** The term that is paid for, as far as it is known. */
export interface Charge {
  readonly unit?: "month" | "year";
  readonly duration?: number;
  readonly endsAt?: string;
}

export const chargeOf = ({
  charge: { chargeUnit: unit, chargeDuration: duration },
}: Pick<OpenSpec, "charge">): Charge => ({
  ...(unit ? { unit } : {}),
  ...(duration ? { duration } : {}),
});

const PARTS_OF_UNIT = 10_000;

/** Making one takes longer than drawing the rest of a card. There are as many as currencies in the price book. */
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string, locale: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  const format =
    formats.get(key) ??
    new Intl.NumberFormat(locale, {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      minimumFractionDigits: 2,
      maximumFractionDigits: 4,
      trailingZeroDisplay: "stripIfInteger",
    });
  formats.set(key, format);
  return format;
}

/** An amount in ten-thousandths of its currency's unit, with no more decimals than it has. */
export const money = (amount: number, currency: string, locale: string): string =>
  formatOf(currency, locale).format(amount / PARTS_OF_UNIT);

/** What an order costs. */
export const sayPrice = ({ price: words, locale, joined }: Words) => {
  const inMoney = ({ currency }: Estimate, amount: number): string =>
    money(amount, currency, locale);
  /** A sum of one part is that part. */
  const madeOf = (estimate: Estimate): string =>
    estimate.parts.length < 2
      ? ""
      : words.madeOf(
          estimate.parts.map(({ of, amount }) =>
            words.part(words.parts[of], inMoney(estimate, amount)),
          ),
        );
  const termOf = ({ unit, duration }: Charge): string | undefined =>
    unit && duration ? words.term(duration, unit) : undefined;

  return {
    unknown: words.unknown,
    open: words.open,

    /** One sentence or two, for a section. */
    known(estimate: Estimate, charge: Charge = {}): string {
      const { perMonth, perHour, atOnce, asOf } = estimate;
      const parts = madeOf(estimate);
      const month = inMoney(estimate, perMonth);
      const sentence =
        atOnce !== undefined
          ? words.atOnce(
              inMoney(estimate, atOnce),
              parts,
              termOf(charge),
              charge.endsAt && moment(charge.endsAt),
            )
          : perHour !== undefined
            ? words.hourly(inMoney(estimate, perHour), month, parts)
            : words.monthly(month, parts);
      return joined([sentence, asOf ? words.asOf(escaped(asOf, 20)) : words.byBook]);
    },

    /** For a line of facts. Plain text. */
    short(estimate: Estimate): string {
      const { perMonth, perHour, atOnce } = estimate;
      const month = inMoney(estimate, perMonth);
      if (atOnce !== undefined) return words.atOnceShort(inMoney(estimate, atOnce));
      return perHour === undefined
        ? words.monthlyShort(month)
        : words.hourlyShort(inMoney(estimate, perHour), month);
    },

    /** The one amount by which prices are compared. Plain text. */
    brief(estimate: Estimate): string {
      const { perMonth, perHour, atOnce } = estimate;
      const { brief } = words;
      if (atOnce !== undefined) return brief.atOnce(inMoney(estimate, atOnce));
      return perHour === undefined
        ? brief.month(inMoney(estimate, perMonth))
        : brief.hour(inMoney(estimate, perHour));
    },

    /** What is charged at once, if anything is. Plain text. */
    sumAtOnce: (estimate: Estimate): string | undefined =>
      estimate.atOnce === undefined ? undefined : inMoney(estimate, estimate.atOnce),
  };
};
