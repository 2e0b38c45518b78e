/**
 * `*` stands for any run of characters; everything else for itself. Each part is looked for once, where the one before
 * it ended: as a regular expression, seven stars would take minutes over a hundred characters.
 */
function fits(glob: string, text: string): boolean {
  const [first = "", ...others] = glob.split("*");
  const last = others.pop();
  if (last === undefined) return glob === text;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at + last.length <= text.length;
}

/** Without a list everything fits. */
export const fitsAny = (globs: readonly string[] | undefined, text: string): boolean =>
  !globs || globs.some((glob) => fits(glob, text));

/** True when whatever fits `later` fits `earlier` too. A glob that fits another glob's text covers it. */
export const coversAll = (
  earlier: readonly string[] | undefined,
  later: readonly string[] | undefined,
): boolean => !earlier || (later !== undefined && later.every((glob) => fitsAny(earlier, glob)));
