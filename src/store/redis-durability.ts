import { answered } from "./answered.ts";
import { nodesOf, type RedisConnection } from "./redis.ts";

/** What a Redis does with what it was given; undefined where it would not say (managed ones often hide it). */
export interface Durability {
  /** Writes go to a file. */
  readonly appendOnly: boolean | undefined;
  /** `always`, `everysec` or `no`. */
  readonly appendFsync: string | undefined;
  /** Keys may be thrown away when memory is short. */
  readonly evicts: boolean | undefined;
}

/** How the first server, or the worst of a cluster's, is set up. Throws StoreUnavailable. */
export async function durabilityOf(redis: RedisConnection): Promise<Durability> {
  const found = await Promise.all(
    nodesOf(redis).map(async (node) => {
      const [persistence, memory] = await Promise.all([
        answered(node.info("persistence")),
        answered(node.info("memory")),
      ]);
      return {
        appendOnly: flag(field(persistence, "aof_enabled")),
        appendFsync: await fsyncOf(node),
        evicts: evicts(field(memory, "maxmemory_policy")),
      };
    }),
  );
  return {
    appendOnly: worst(
      found.map((one) => one.appendOnly),
      false,
    ),
    appendFsync: (found.find((one) => one.appendFsync !== "always") ?? found[0])?.appendFsync,
    evicts: worst(
      found.map((one) => one.evicts),
      true,
    ),
  };
}

/** `info` answers lines of `name:value`. */
const field = (info: string, name: string): string | undefined =>
  info
    .split(/\r?\n/)
    .find((line) => line.startsWith(`${name}:`))
    ?.slice(name.length + 1);

const flag = (value: string | undefined): boolean | undefined =>
  value === undefined ? undefined : value === "1";

/** The bot's keys have no time to live but for a few, so `volatile-*` may still take a submission or a lease. */
const evicts = (policy: string | undefined): boolean | undefined =>
  policy === undefined ? undefined : policy !== "noeviction";

const worst = (values: readonly (boolean | undefined)[], bad: boolean): boolean | undefined =>
  values.includes(bad) ? bad : values.includes(undefined) ? undefined : !bad;

/** Only CONFIG tells how often the file is written; managed services forbid it. */
async function fsyncOf(node: Pick<RedisConnection, "config">): Promise<string | undefined> {
  try {
    const [, value] = (await node.config("GET", "appendfsync")) as readonly string[];
    return value;
  } catch {
    return undefined;
  }
}

/** What could be lost, one sentence each; nothing when every answered write is on a disk and stays. */
export function durabilityProblems({ appendOnly, appendFsync, evicts: may }: Durability): {
  readonly grave: readonly string[];
  readonly slight: readonly string[];
} {
  return {
    grave: [
      ...(may === true
        ? [
            "Redis may throw orders away when its memory is full (maxmemory-policy is not noeviction). Set maxmemory-policy noeviction.",
          ]
        : []),
      ...(appendOnly === false
        ? [
            "Redis keeps nothing across a restart (appendonly is no), so orders and what was bought would be forgotten. Set appendonly yes.",
          ]
        : []),
    ],
    slight: [
      ...(appendOnly !== false && appendFsync !== undefined && appendFsync !== "always"
        ? [
            `Redis writes its file ${appendFsync === "everysec" ? "once a second" : "when the system pleases"} (appendfsync ${appendFsync}), so what was acknowledged last before a crash may be lost. Set appendfsync always.`,
          ]
        : []),
      ...(may === undefined || appendOnly === undefined
        ? ["Redis does not say whether it keeps what it is given. Make sure of it."]
        : []),
    ],
  };
}
