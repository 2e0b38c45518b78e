import { createHash } from "node:crypto";
import type { Seal } from "../workflow/ports.ts";

/** An entry of the trail as it is stored: names and values in turn, in the order in which they were written. */
export interface StoredEntry {
  readonly id: string;
  readonly fields: readonly string[];
}

/**
 * Seals one entry together with all before it: SHA-256 in hex over the hash of the link before (nothing for the first),
 * a line feed, and the entry's id and fields as a JSON array.
 */
export const linkOf = (previous: Seal | undefined, { id, fields }: StoredEntry): Seal => ({
  id,
  seq: (previous?.seq ?? 0) + 1,
  hash: createHash("sha256")
    .update(`${previous?.hash ?? ""}\n${JSON.stringify([id, ...fields])}`)
    .digest("hex"),
});

/** What stands under one id: an entry, the link that seals it, or both. */
export interface Place {
  readonly id: string;
  readonly entry?: StoredEntry | undefined;
  readonly link?: Seal | undefined;
}

/**
 * The first place where the chain does not hold.
 * - `changed`: the entry is not what was sealed, or somebody wrote its link.
 * - `missing`: the entry was sealed and is gone.
 * - `cut`: entries are gone together with their links, from `seq` on.
 * - `unsealed`: the entry stands before sealed ones and was not sealed with them: it was put there later, or its link
 *   was taken away.
 */
export interface Break {
  readonly kind: "changed" | "missing" | "cut" | "unsealed";
  /** The entry; after a cut, the first one that is there again. */
  readonly id: string;
  readonly seq: number;
}

export interface Verdict {
  readonly broken?: Break;
  /** The last link that holds. */
  readonly head?: Seal;
  /** Entries behind the last link, which the next sweep seals. */
  readonly tail: { readonly entries: number; readonly first?: string };
  /** The hash that was looked for is that of a link that holds. */
  readonly anchored: boolean;
}

/** Recomputes the chain. `places` come in the order of their ids. `anchor`: the hash of a link, kept elsewhere. */
export async function verifyChain(places: AsyncIterable<Place>, anchor?: string): Promise<Verdict> {
  let head: Seal | undefined;
  let tail: Verdict["tail"] = { entries: 0 };
  let anchored = false;
  const end = (broken?: Break): Verdict => ({
    ...(broken ? { broken } : {}),
    ...(head ? { head } : {}),
    tail,
    anchored,
  });
  for await (const { id, entry, link } of places) {
    const seq = (head?.seq ?? 0) + 1;
    if (!link) {
      tail = { entries: tail.entries + 1, first: tail.first ?? id };
      continue;
    }
    if (tail.first !== undefined) return end({ kind: "unsealed", id: tail.first, seq });
    if (link.seq !== seq) return end({ kind: "cut", id, seq });
    if (!entry) return end({ kind: "missing", id, seq });
    if (linkOf(head, entry).hash !== link.hash) return end({ kind: "changed", id, seq });
    head = link;
    anchored ||= link.hash === anchor;
  }
  return end();
}
