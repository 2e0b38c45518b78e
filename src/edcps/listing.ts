import { z } from "zod";
import type { EdcpsClient, EdcpsRequest } from "./client.ts";
import { misunderstanding } from "./errors.ts";

/** The API takes 20 to 100. */
const PAGE_SIZE = 100;
/** 5000 entries: far above any quota of the product, so more pages than that are a fault of the other side. */
const MOST_PAGES = 50;
const MOST_PASSES = 3;

export interface Listing<T> {
  readonly entries: readonly T[];
  /** Of all pages; absent in lists that have none. */
  readonly totalCount: number | undefined;
}

const anyObject = z.looseObject({});

/** The result of a list operation, whose entries stand under `name`. `null` is an empty list, a missing one is not. */
export function listing<T>(name: string, entry: z.ZodType<T>): z.ZodType<Listing<T>> {
  const result = z.object({
    entries: z
      .array(entry)
      .nullable()
      .transform((entries) => entries ?? []),
    totalCount: z
      .int()
      .nonnegative()
      .nullish()
      .transform((count) => count ?? undefined),
  });
  return z.preprocess((raw) => {
    const named = anyObject.safeParse(raw).data;
    return named && { entries: named[name], totalCount: named["totalCount"] };
  }, result);
}

/**
 * Reads every page. When `totalCount` moves meanwhile, entries may have slipped from one page to another unseen, so the
 * pages are read again, a few times at most; what any pass saw is in the result, each entry once.
 * Throws CloudFailure, also when the pages do not end: half a list must not pass for a whole one.
 */
export async function allPages<T>(
  client: EdcpsClient,
  request: Omit<EdcpsRequest<Listing<T>>, "method">,
  idOf: (entry: T) => string,
): Promise<readonly T[]> {
  const found = new Map<string, T>();
  for (let pass = 1; pass <= MOST_PASSES; pass += 1) {
    const totals = await readPages(client, request, (entry) => found.set(idOf(entry), entry));
    if (totals.size === 1) break;
  }
  return [...found.values()];
}

/** One pass. Answers with every `totalCount` that the pages gave. */
async function readPages<T>(
  client: EdcpsClient,
  request: Omit<EdcpsRequest<Listing<T>>, "method">,
  take: (entry: T) => void,
): Promise<ReadonlySet<number | undefined>> {
  const totals = new Set<number | undefined>();
  let seen = 0;
  for (let pageNumber = 1; pageNumber <= MOST_PAGES; pageNumber += 1) {
    const query = { ...request.query, pageNumber, pageSize: PAGE_SIZE };
    const { entries, totalCount } = (await client.call({ ...request, method: "GET", query }))
      .result;
    entries.forEach(take);
    totals.add(totalCount);
    seen += entries.length;
    const last = totalCount === undefined ? entries.length < PAGE_SIZE : seen >= totalCount;
    if (last || entries.length === 0) return totals;
  }
  throw misunderstanding(
    { operation: request.operation, httpStatus: 200, requestId: undefined },
    "ENDLESS_LIST",
    `The list did not end after ${MOST_PAGES} pages.`,
  );
}
