/** `*` stands for any run of characters; everything else for itself. */
const fits = (glob: string, text: string): boolean =>
  new RegExp(
    `^${glob
      .split("*")
      .map((part) => RegExp.escape(part))
      .join(".*")}$`,
    "s",
  ).test(text);

/** Without a list everything fits. */
export const fitsAny = (globs: readonly string[] | undefined, text: string): boolean =>
  !globs || globs.some((glob) => fits(glob, text));

/** True when whatever fits `later` fits `earlier` too. A glob that fits another glob's text covers it. */
export const coversAll = (
  earlier: readonly string[] | undefined,
  later: readonly string[] | undefined,
): boolean => !earlier || (later !== undefined && later.every((glob) => fitsAny(earlier, glob)));
