import { useEffect, useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { matching, type Entry, type EntryGroup } from "./field.ts";

export type Source =
  | { readonly from: "page"; readonly groups: readonly EntryGroup[] }
  | {
      readonly from: "server";
      readonly ask: (query: string) => Promise<readonly Entry[]>;
      /** Characters from which on it asks. */
      readonly least: number;
    };

/** While one types, the app is asked at the pauses. */
const PAUSE_MS = 250;

/** What a menu offers for what was typed. */
export function useEntries(
  source: Source,
  query: string,
  isOpen: boolean,
): { groups: readonly EntryGroup[]; note: string | undefined } {
  const { strings } = usePage();
  const [answer, setAnswer] = useState<{ query: string; entries: readonly Entry[] }>();
  const ask = source.from === "server" ? source.ask : undefined;
  const least = source.from === "server" ? source.least : 0;
  useEffect(() => {
    if (!isOpen || !ask) {
      setAnswer(undefined);
      return undefined;
    }
    if (query.length < least) return undefined;
    let isWanted = true;
    const timer = setTimeout(
      () => {
        void ask(query).then((entries) => {
          if (isWanted) setAnswer({ query, entries });
        });
      },
      query === "" ? 0 : PAUSE_MS,
    );
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [ask, query, isOpen, least]);

  if (source.from === "page") {
    const groups = source.groups
      .map(({ label, entries }) => ({ label, entries: matching(entries, query) }))
      .filter(({ entries }) => entries.length > 0);
    return { groups, note: groups.length === 0 ? strings.nothingFound : undefined };
  }
  if (query.length < least) return { groups: [], note: strings.typeMore(least) };
  const entries = answer?.entries ?? [];
  const note =
    answer?.query !== query
      ? strings.searching
      : entries.length === 0
        ? strings.nothingFound
        : undefined;
  return { groups: entries.length > 0 ? [{ label: undefined, entries }] : [], note };
}
