import { code, escaped, moment } from "../../text.ts";
import type { Words } from "../en.ts";

/** What the form says beside its questions, with what it quotes. Mrkdwn, but for the hint on searching. */
export const sayForm = ({ formQuotes: words, locale }: Words) => ({
  formSoldOut: (labels: readonly string[], more: number): string =>
    words.soldOut(
      labels.map((label) => escaped(label, 200)),
      more,
    ),
  /** `asOf`: ISO 8601. */
  formKept: (asOf: string): string => words.kept(moment(asOf)),
  formNotOffered: (label: string, value: string, nearest?: string): string =>
    words.notOffered(
      escaped(label, 100),
      escaped(value, 200),
      nearest === undefined ? undefined : code(nearest, 200),
    ),
  formSearch: (count: number): string => words.search(count.toLocaleString(locale)),
});
