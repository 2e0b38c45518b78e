/** Cursor paging: `limit` and `cursor` in, `response_metadata.next_cursor` out ("" at the end). */
import { refused, type Refused } from "./answer.ts";
import type { Fields } from "./json.ts";

const MOST_PER_PAGE = 1000;

const encode = (offset: number): string => Buffer.from(`offset:${offset}`).toString("base64");

function decode(cursor: string): number | undefined {
  const offset = /^offset:(\d+)$/.exec(Buffer.from(cursor, "base64").toString())?.[1];
  return offset === undefined ? undefined : Number(offset);
}

export interface Page<Item> {
  readonly items: Item[];
  readonly response_metadata: { readonly next_cursor: string };
}

export function page<Item>(
  all: readonly Item[],
  args: Fields,
  usual: number,
): Page<Item> | Refused {
  const limit = typeof args["limit"] === "number" ? args["limit"] : usual;
  if (limit < 1 || limit > MOST_PER_PAGE) return refused("invalid_limit");
  const cursor = args["cursor"];
  const from = typeof cursor === "string" && cursor !== "" ? decode(cursor) : 0;
  if (from === undefined || from > all.length) return refused("invalid_cursor");
  const next = from + limit;
  return {
    items: all.slice(from, next),
    response_metadata: { next_cursor: next < all.length ? encode(next) : "" },
  };
}
