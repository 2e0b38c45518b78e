import type { AuditEntry } from "../order/audit.ts";
import type { Notary, Seal } from "../workflow/ports.ts";
import { answered, wrote } from "./answered.ts";
import { linkOf, type Place, type StoredEntry } from "./audit-chain.ts";
import type { RedisConnection } from "./redis.ts";

/**
 * How an entry is written: each field under one letter, always all of them in this order, for Redis then keeps the
 * names once for many entries. What is absent is empty.
 */
const written = [
  ["t", "at"],
  ["o", "orderId"],
  ["a", "action"],
  ["x", "refusal"],
  ["k", "actor"],
  ["u", "userId"],
  ["w", "teamId"],
  ["v", "version"],
  ["n", "versionAfter"],
  ["s", "status"],
  ["l", "rule"],
  ["m", "perMonth"],
  ["p", "atOnce"],
  ["c", "currency"],
  ["r", "region"],
  ["d", "deviceType"],
  ["h", "chargeMode"],
  ["b", "count"],
  ["g", "reason"],
  ["q", "requestId"],
  ["i", "instanceIds"],
] as const satisfies readonly (readonly [string, keyof AuditEntry])[];

const numbers: readonly (keyof AuditEntry)[] = [
  "version",
  "versionAfter",
  "perMonth",
  "atOnce",
  "count",
];

/** An entry -> names and values in turn. */
export const fieldsOf = (entry: AuditEntry): readonly string[] =>
  written.flatMap(([name, field]) => [name, valueOf(entry, field)]);

function valueOf(entry: AuditEntry, field: keyof AuditEntry): string {
  if (field === "at") return String(Date.parse(entry.at)); // a number takes a quarter of the room
  const value = entry[field];
  return typeof value === "object" ? value.join(" ") : String(value ?? "");
}

/** What stands in an entry, whoever wrote it: what is not as the bot writes it is left as the text that it is. */
export function entryIn({ fields }: StoredEntry): Partial<AuditEntry> {
  const values = new Map<string, string>();
  for (let index = 0; index + 1 < fields.length; index += 2)
    values.set(fields[index] ?? "", fields[index + 1] ?? "");
  return Object.fromEntries(
    written.flatMap(([name, field]) => {
      const text = values.get(name) ?? "";
      return text === "" && field !== "orderId" ? [] : [[field, read(field, text)]];
    }),
  );
}

function read(field: keyof AuditEntry, text: string): unknown {
  if (field === "instanceIds") return text.split(" ");
  if (!/^\d{1,15}$/.test(text)) return text;
  if (field === "at") return new Date(Number(text)).toISOString();
  return numbers.includes(field) ? Number(text) : text;
}

export const auditKeys = (prefix: string): { readonly trail: string; readonly chain: string } => ({
  trail: `${prefix}:audit`,
  chain: `${prefix}:audit-chain`,
});

/** For a script: appends entries to the trail. `entries` is a JSON array of what `fieldsOf` said. */
export const APPEND = `
local function append(trail, entries)
  for _, fields in ipairs(cjson.decode(entries)) do redis.call('XADD', trail, '*', unpack(fields)) end
end
`;

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

  async function newest(stream: string, to = "+"): Promise<StoredEntry | undefined> {
    const [found] = await answered(redis.xrevrange(stream, to, "-", "COUNT", 1));
    return found && { id: found[0], fields: found[1] };
  }

  async function* read(
    stream: string,
    from: string,
    to: string,
  ): AsyncGenerator<StoredEntry, undefined> {
    let start = from;
    for (;;) {
      const page = await answered(redis.xrange(stream, start, to, "COUNT", AT_A_TIME));
      for (const [id, fields] of page) yield { id, fields };
      const last = page.at(-1);
      if (!last || page.length < AT_A_TIME) return undefined;
      start = `(${last[0]}`;
    }
  }

  return {
    async seal() {
      const stored = await newest(key.chain);
      const head = stored && linkIn(stored);
      const page = await answered(
        redis.xrange(key.trail, head ? `(${head.id}` : "-", "+", "COUNT", AT_A_TIME),
      );
      const links: Seal[] = [];
      for (const [id, fields] of page) links.push(linkOf(links.at(-1) ?? head, { id, fields }));
      if (links.length === 0) return undefined;
      const said = await wrote(
        redis.eval(
          SEAL,
          1,
          key.chain,
          head?.id ?? "",
          ...links.flatMap(({ id, seq, hash }) => [id, String(seq), hash]),
        ),
      );
      return said === "sealed" ? links.at(-1) : undefined;
    },

    async *places(from = "-", to = "+") {
      // What comes while this is read is left out: it could be sealed between a look at one stream and at the other.
      const end = later((await newest(key.chain, to))?.id, (await newest(key.trail, to))?.id);
      if (end === undefined) return;
      const [entries, links] = [read(key.trail, from, end), read(key.chain, from, end)];
      let [entry, link] = [(await entries.next()).value, (await links.next()).value];
      for (;;) {
        const id = earlier(entry?.id, link?.id);
        if (id === undefined) return;
        const [isEntry, isLink] = [entry?.id === id, link?.id === id];
        yield {
          id,
          ...(entry && isEntry ? { entry } : {}),
          ...(link && isLink ? { link: linkIn(link) } : {}),
        };
        if (isEntry) entry = (await entries.next()).value;
        if (isLink) link = (await links.next()).value;
      }
    },
  };
}

function linkIn({ id, fields }: StoredEntry): Seal {
  const [, seq = "", , hash = ""] = fields;
  return { id, seq: Number(seq), hash };
}

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
