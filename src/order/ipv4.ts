/** IPv4 addresses and ranges as numbers. Whoever asks has checked the texts: anything else is undefined. */

export interface Range {
  readonly first: number;
  readonly last: number;
}

const ADDRESS = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

export function address(text: string): number | undefined {
  const parts = ADDRESS.exec(text)?.slice(1).map(Number);
  return parts?.every((part) => part <= 255)
    ? parts.reduce((value, part) => value * 256 + part, 0)
    : undefined;
}

/** `10.0.1.0/24`. Host bits may be set, as in the console guide's `10.0.1.1/24`. */
export function range(cidr: string): Range | undefined {
  const [base = "", bits = ""] = cidr.split("/", 2);
  const start = address(base);
  if (start === undefined || !/^\d{1,2}$/.test(bits) || Number(bits) > 32) return undefined;
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(start / size) * size;
  return { first, last: first + size - 1 };
}

export const holds = (outer: Range, inner: Range): boolean =>
  inner.first >= outer.first && inner.last <= outer.last;
