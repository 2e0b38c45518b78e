import type { Break, Verdict } from "../store/audit-chain.ts";
import { recordedAt } from "./audit-rows.ts";

const nth = (id: string): string => `${id}, recorded ${recordedAt(id)}`;

const breaks: Readonly<Record<Break["kind"], (broken: Break) => string>> = {
  changed: ({ seq, id }) =>
    `entry ${seq} (${nth(id)}) is not what was sealed. It was changed, or its seal was.`,
  missing: ({ seq, id }) => `entry ${seq} (${nth(id)}) was sealed and is gone.`,
  cut: ({ seq, id }) =>
    `entry ${seq} is gone together with its seal. The next entry that is there is ${nth(id)}.`,
  unsealed: ({ id }) =>
    `entry ${nth(id)} stands between sealed entries and is not sealed. It was put there afterwards, or its seal was taken away.`,
};

/** What verification found, in sentences for whoever asked. */
export function sayVerdict(
  { broken, head, tail, anchored }: Verdict,
  anchor: string | undefined,
): { readonly ok: boolean; readonly text: string } {
  const sealed = asSealed(head?.seq ?? 0);
  if (broken)
    return {
      ok: false,
      text: `The audit trail is broken: ${breaks[broken.kind](broken)} Before it, ${sealed}.`,
    };
  if (anchor !== undefined && !anchored)
    return {
      ok: false,
      text: "The audit trail agrees with itself and not with the anchor: no entry has that hash. The trail was cut before it, or written anew.",
    };
  return {
    ok: true,
    text: [
      `The audit trail is whole: ${sealed}.`,
      ...(head ? [`The last one is ${nth(head.id)}, hash ${head.hash}.`] : []),
      ...(anchor === undefined ? [] : ["The anchor is among them."]),
      ...(tail.first === undefined ? [] : [unsealed(tail.entries, tail.first)]),
    ].join(" "),
  };
}

const asSealed = (entries: number): string =>
  entries === 1 ? "1 entry is as it was sealed" : `${entries} entries are as they were sealed`;

const unsealed = (entries: number, first: string): string =>
  entries === 1
    ? `1 entry behind it, ${nth(first)}, is not sealed yet, so nothing can be said about it; a bot that runs seals within seconds.`
    : `${entries} entries behind it, from ${nth(first)} on, are not sealed yet, so nothing can be said about them; a bot that runs seals within seconds.`;
