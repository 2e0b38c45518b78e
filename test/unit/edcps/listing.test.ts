import { describe, expect, it } from "vitest";
import { z } from "zod";
import { allPages, listing } from "../../../src/edcps/listing.ts";
import { type Asked, cannedClient } from "./canned-client.ts";

const things = listing("things", z.object({ id: z.string().min(1) }));

const numbered = (count: number, from = 1) =>
  Array.from({ length: count }, (_, n) => ({ id: `t-${from + n}` }));

function cut(all: readonly object[], { query }: Asked) {
  const [page, size] = [Number(query?.["pageNumber"]), Number(query?.["pageSize"])];
  return all.slice((page - 1) * size, page * size);
}

async function read(answer: (request: Asked, nth: number) => unknown) {
  const client = cannedClient(answer);
  const request = {
    operation: "describeThings",
    region: "r",
    path: "/things",
    query: { az: "r-a" },
    result: things,
  };
  const entries = await allPages(client, request, (thing) => thing.id);
  return { ids: entries.map((thing) => thing.id), asked: client.asked.map(({ query }) => query) };
}

describe("a list in pages", () => {
  it("is read to its end, a hundred entries at a time", async () => {
    const all = numbered(250);
    const { ids, asked } = await read((request) => ({
      things: cut(all, request),
      totalCount: 250,
    }));
    expect(ids).toEqual(all.map((thing) => thing.id));
    expect(asked).toEqual(
      [1, 2, 3].map((pageNumber) => ({ az: "r-a", pageNumber, pageSize: 100 })),
    );
  });

  it("needs one request when one page holds it, full or empty", async () => {
    expect((await read(() => ({ things: numbered(100), totalCount: 100 }))).asked).toHaveLength(1);
    expect(await read(() => ({ things: null, totalCount: 0 }))).toMatchObject({
      ids: [],
      asked: [{ pageNumber: 1 }],
    });
  });

  it("is read even when the server gives smaller pages than it was asked for", async () => {
    const { ids } = await read((_request, nth) => ({
      things: numbered(20, nth * 20 - 19),
      totalCount: 60,
    }));
    expect(ids).toHaveLength(60);
  });

  it("ends with a page that is not full when the server does not count", async () => {
    const all = numbered(130);
    expect((await read((request) => ({ things: cut(all, request) }))).ids).toHaveLength(130);
  });

  it("is read again when an entry went while it was read, for another one slipped through", async () => {
    const all = numbered(120);
    const { ids, asked } = await read((request, nth) => {
      if (nth === 2) all.shift();
      return { things: cut(all, request), totalCount: all.length };
    });
    expect(asked).toHaveLength(4);
    expect(ids).toContain("t-101");
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("is not read for ever when it never stands still", async () => {
    const { ids, asked } = await read((request, nth) => ({
      things: cut(numbered(150 + nth), request),
      totalCount: 150 + nth,
    }));
    expect(asked).toHaveLength(6);
    expect(ids).toHaveLength(156);
  });

  it("ends with an empty page, whatever was promised", async () => {
    const { ids } = await read((request) => ({
      things: cut(numbered(30), request),
      totalCount: 1000,
    }));
    expect(ids).toHaveLength(30);
  });

  it("is refused when it has no end", async () => {
    const endless = read((_request, nth) => ({
      things: numbered(100, nth * 100),
      totalCount: 1_000_000,
    }));
    await expect(endless).rejects.toMatchObject({
      name: "CloudFailure",
      facts: { operation: "describeThings", kind: "not-understood", status: "ENDLESS_LIST" },
    });
  });
});

describe("the shape of a list", () => {
  it.each([
    ["an entry without its id", { things: [{ name: "x" }] }],
    ["no list at all", {}],
    ["no object", "things"],
    ["nothing", undefined],
    ["a count that is none", { things: [], totalCount: "many" }],
  ])("%s is not taken", (_name, result) => {
    expect(things.safeParse(result).success).toBe(false);
  });
});
