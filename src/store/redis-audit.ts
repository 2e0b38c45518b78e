import type { AuditEntry } from "../order/audit.ts";
import type { Notary, Seal } from "../workflow/ports.ts";
import { answered, wrote } from "./answered.ts";
import { linkOf, type Place, type StoredEntry } from "./audit-chain.ts";
import { packedEntry, unpackedEntry } from "./packed.ts";
import type { RedisConnection } from "./redis.ts";

/** The one field of an entry, whose value is the entry packed. */
const ENTRY = "z";

/** What an entry is written as, under `ENTRY`. */
export const storedEntry = (entry: AuditEntry): Buffer => packedEntry(JSON.stringify(entry));

/** Every field of an entry, and what versions before the first that packed entries wrote it under. */
const letters: Readonly<Record<keyof AuditEntry, string>> = {
  at: "t",
  orderId: "o",
  action: "a",
  refusal: "x",
  actor: "k",
  userId: "u",
  teamId: "w",
  version: "v",
  versionAfter: "n",
  status: "s",
  rule: "l",
  perMonth: "m",
  atOnce: "p",
  currency: "c",
  region: "r",
  deviceType: "d",
  chargeMode: "h",
  count: "b",
  reason: "g",
  requestId: "q",
  instanceIds: "i",
};
const names = Object.keys(letters) as (keyof AuditEntry)[];

const numbers: readonly (keyof AuditEntry)[] = [
  "version",
  "versionAfter",
  "perMonth",
  "atOnce",
  "count",
];

/** What stands in an entry, whoever wrote it: what the bot would not write so is left out, or left as the text that it is. */
export function entryIn({ fields }: StoredEntry): Partial<AuditEntry> {
  const values = new Map<string, string>();
  for (let index = 0; index + 1 < fields.length; index += 2)
    values.set(fields[index] ?? "", fields[index + 1] ?? "");
  const stored = values.get(ENTRY);
  return Object.fromEntries(
    stored === undefined
      ? names.flatMap((name) => {
          const text = values.get(letters[name]) ?? "";
          return text === "" && name !== "orderId" ? [] : [[name, read(name, text)]];
        })
      : Object.entries(unpackedFrom(stored)).filter(
          ([name, value]) => Object.hasOwn(letters, name) && isValue(value),
        ),
  );
}

function read(field: keyof AuditEntry, text: string): unknown {
  if (field === "instanceIds") return text.split(" ");
  if (!/^\d{1,15}$/.test(text)) return text;
  if (field === "at") return new Date(Number(text)).toISOString();
  return numbers.includes(field) ? Number(text) : text;
}

/** Base64 of a packed entry -> what it holds; nothing when no version up to this one packed it. */
function unpackedFrom(base64: string): object {
  try {
    return Object(JSON.parse(unpackedEntry(Buffer.from(base64, "base64")))) as object;
  } catch {
    return {};
  }
}

const isValue = (value: unknown): boolean =>
  typeof value === "string" ||
  typeof value === "number" ||
  (Array.isArray(value) && value.every((each) => typeof each === "string"));

export const auditKeys = (prefix: string): { readonly trail: string; readonly chain: string } => ({
  trail: `${prefix}:audit`,
  chain: `${prefix}:audit-chain`,
});

/** For a script: appends the entries that stand from one argument to another, as `storedEntry` made them. */
export const APPEND = `
local function append(trail, from, to)
  for i = from, to do redis.call('XADD', trail, '*', '${ENTRY}', ARGV[i]) end
end
`;

/** Appends one entry. */
export const appendEntry = (
  redis: RedisConnection,
  trail: string,
  entry: AuditEntry,
): Promise<unknown> => redis.xadd(trail, "*", ENTRY, storedEntry(entry));

/**
 * KEYS chain; ARGV id of the link that these follow ("" for none), then id, number and hash of each.
 * A link stands under the id of the entry that it seals. Whoever saw another head seals nothing.
 */
const SEAL = `
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if (last and last[1] or '') ~= ARGV[1] then return 'conflict' end
for i = 2, #ARGV, 3 do redis.call('XADD', KEYS[1], ARGV[i], 'n', ARGV[i + 1], 'h', ARGV[i + 2]) end
return 'sealed'
`;

const AT_A_TIME = 500;

/** The audit trail in Redis: a stream of entries, and a stream of links that seal them. Every method throws StoreUnavailable. */
export interface RedisAudit extends Notary {
  /** Everything that stands in both streams between two ids (or times in milliseconds), in their order, page by page. */
  places(from?: string, to?: string): AsyncGenerator<Place>;
}

export function redisAudit(redis: RedisConnection, prefix: string): RedisAudit {
  const key = auditKeys(prefix);

  async function newest<T>(
    stream: string,
    from: (raw: Raw) => T,
    to = "+",
  ): Promise<T | undefined> {
    const [found] = await answered(redis.xrevrangeBuffer(stream, to, "-", "COUNT", 1));
    return found && from(found);
  }

  async function* read<T extends { readonly id: string }>(
    stream: string,
    made: (raw: Raw) => T,
    from: string,
    to: string,
  ): AsyncGenerator<T, undefined> {
    let start = from;
    for (;;) {
      const page = await answered(redis.xrangeBuffer(stream, start, to, "COUNT", AT_A_TIME));
      const found = page.map(made);
      yield* found;
      const last = found.at(-1);
      if (!last || page.length < AT_A_TIME) return undefined;
      start = `(${last.id}`;
    }
  }

  return {
    async seal() {
      const head = await newest(key.chain, linkFrom);
      const page = await answered(
        redis.xrangeBuffer(key.trail, head ? `(${head.id}` : "-", "+", "COUNT", AT_A_TIME),
      );
      const links: Seal[] = [];
      for (const entry of page.map(entryFrom)) links.push(linkOf(links.at(-1) ?? head, entry));
      if (links.length === 0) return undefined;
      const said = await wrote(
        redis.eval(
          SEAL,
          1,
          key.chain,
          head?.id ?? "",
          ...links.flatMap(({ id, seq, hash }) => [id, String(seq), Buffer.from(hash, "hex")]),
        ),
      );
      return said === "sealed" ? links.at(-1) : undefined;
    },

    async *places(from = "-", to = "+") {
      // What comes while this is read is left out: it could be sealed between a look at one stream and at the other.
      const end = later(
        (await newest(key.chain, linkFrom, to))?.id,
        (await newest(key.trail, entryFrom, to))?.id,
      );
      if (end === undefined) return;
      const [entries, links] = [
        read(key.trail, entryFrom, from, end),
        read(key.chain, linkFrom, from, end),
      ];
      let [entry, link] = [(await entries.next()).value, (await links.next()).value];
      for (;;) {
        const id = earlier(entry?.id, link?.id);
        if (id === undefined) return;
        const [isEntry, isLink] = [entry?.id === id, link?.id === id];
        yield {
          id,
          ...(entry && isEntry ? { entry } : {}),
          ...(link && isLink ? { link } : {}),
        };
        if (isEntry) entry = (await entries.next()).value;
        if (isLink) link = (await links.next()).value;
      }
    },
  };
}

/** As Redis has it: an id, and names and values in turn. */
type Raw = [id: Buffer, fields: Buffer[]];

/** The bytes of a packed entry become base64. */
const entryFrom = ([id, fields]: Raw): StoredEntry => ({
  id: id.toString(),
  fields: fields.map((field, index) =>
    field.toString(index % 2 === 1 && fields[index - 1]?.toString() === ENTRY ? "base64" : "utf8"),
  ),
});

/** Versions before the first that packed entries wrote a hash as 64 digits. */
const linkFrom = ([id, [, seq, , hash]]: Raw): Seal => ({
  id: id.toString(),
  seq: Number(seq?.toString()),
  hash: hash?.toString(hash.length === 32 ? "hex" : "utf8") ?? "",
});

function isBefore(id: string, other: string): boolean {
  const [[time = 0n, number = 0n], [otherTime = 0n, otherNumber = 0n]] = [id, other].map((text) =>
    text.split("-").map(BigInt),
  ) as [bigint[], bigint[]];
  return time === otherTime ? number < otherNumber : time < otherTime;
}

const earlier = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || (other !== undefined && isBefore(other, one)) ? other : one;

const later = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || (other !== undefined && isBefore(one, other)) ? other : one;
