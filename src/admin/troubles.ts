import type { Troubles } from "../workflow/ports.ts";

/** What stands in the way, as sentences, until it is mended. Kept by the process that met it: it meets it again if it lasts. */
export function troubleList(): Troubles & { readonly sentences: () => readonly string[] } {
  const known = new Map<string, string>();
  return {
    raise: (what, sentence) => void known.set(what, sentence),
    clear: (what) => void known.delete(what),
    sentences: () => [...known.values()],
  };
}
