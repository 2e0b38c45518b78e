/** IPv4 arithmetic on plain numbers. */

export interface Range {
  first: number;
  last: number;
}

/** The address as a number, or nothing when the text is not a dotted quad without leading zeros. */
export function parseIpv4(text: string): number | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256 + Number(part);
  }
  return value;
}

export function formatIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

/** First and last address of a CIDR. The address may have host bits set, as in the guide's `10.0.1.1/24`. */
export function parseCidr(text: string): Range | undefined {
  const [address, length, ...rest] = text.split("/");
  if (address === undefined || length === undefined || rest.length > 0) return undefined;
  const base = parseIpv4(address);
  if (base === undefined || !/^(0|[1-9]\d?)$/.test(length) || Number(length) > 32) return undefined;
  const size = 2 ** (32 - Number(length));
  const first = Math.floor(base / size) * size;
  return { first, last: first + size - 1 };
}

export function contains(outer: Range, inner: Range): boolean {
  return inner.first >= outer.first && inner.last <= outer.last;
}

export function overlaps(one: Range, other: Range): boolean {
  return one.first <= other.last && other.first <= one.last;
}

/** The addresses a server can have: not the network's, not the gateway's (the first), not the broadcast's. */
export function usable(range: Range): Range {
  return { first: range.first + 2, last: range.last - 1 };
}
