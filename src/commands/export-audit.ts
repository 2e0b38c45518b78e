import { once } from "node:events";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { environment, readRedisConfig } from "../config.ts";
import { verifyChain } from "../store/audit-chain.ts";
import { entryIn, redisAudit, type RedisAudit } from "../store/redis-audit.ts";
import { connectRedis, type RedisConnection } from "../store/redis.ts";
import { StoreUnavailable } from "../workflow/ports.ts";
import { auditFormats, type AuditFormat } from "./audit-rows.ts";
import { sayVerdict } from "./audit-verdict.ts";
import { EX_UNAVAILABLE, EX_USAGE, Failure, runProgram } from "./run-program.ts";

const USAGE = `The audit trail: every attempt to place or change an order, allowed or not.

  npm run -s audit -- [--from DATE] [--to DATE] [--format jsonl|csv]
      writes what was recorded from the beginning of one day to the end of another (UTC); a time such as
      2026-01-31T08:00:00Z does too
  npm run -s audit -- --verify [--anchor HASH]
      checks the whole chain; ends with 1 when it is broken, or does not hold a hash that was kept elsewhere

It reads REDIS_URL and REDIS_PREFIX, and nothing else.
`;

const CONNECT_WITHIN_MS = 5_000;

type Wanted =
  | { readonly verify: true; readonly anchor: string | undefined }
  | {
      readonly verify: false;
      readonly from: string | undefined;
      readonly to: string | undefined;
      readonly format: AuditFormat;
    };

function wanted(args: readonly string[]): Wanted | "help" {
  let given;
  try {
    given = parseArgs({
      args: [...args],
      options: {
        from: { type: "string" },
        to: { type: "string" },
        format: { type: "string" },
        verify: { type: "boolean", default: false },
        anchor: { type: "string" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new Failure(
      EX_USAGE,
      `${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`,
    );
  }
  const { verify, anchor, format = "jsonl", help } = given;
  if (help) return "help";
  if (verify) {
    if (given.from ?? given.to ?? given.format)
      throw new Failure(
        EX_USAGE,
        "--verify checks the whole trail: it takes no --from, --to or --format.",
      );
    if (anchor !== undefined && !/^[0-9a-f]{64}$/.test(anchor))
      throw new Failure(EX_USAGE, "--anchor must be a hash of 64 digits, as the log names it.");
    return { verify, anchor };
  }
  if (anchor !== undefined) throw new Failure(EX_USAGE, "--anchor goes with --verify.");
  if (!Object.hasOwn(auditFormats, format))
    throw new Failure(EX_USAGE, `--format must be ${Object.keys(auditFormats).join(" or ")}.`);
  const [from, to] = [
    moment("--from", given.from, "T00:00:00.000Z"),
    moment("--to", given.to, "T23:59:59.999Z"),
  ];
  if (from !== undefined && to !== undefined && from > to)
    throw new Failure(EX_USAGE, "--from must not be later than --to.");
  return {
    verify,
    from: from?.toString(),
    to: to?.toString(),
    format: auditFormats[format as keyof typeof auditFormats],
  };
}

const day = z.iso.date();
const time = z.iso.datetime({ offset: true });

/** A day or a time -> milliseconds. */
function moment(option: string, text: string | undefined, ofDay: string): number | undefined {
  if (text === undefined) return undefined;
  const iso = day.safeParse(text).success ? `${text}${ofDay}` : text;
  if (!time.safeParse(iso).success)
    throw new Failure(
      EX_USAGE,
      `${option} must be a day such as 2026-01-31, or a time such as 2026-01-31T08:00:00Z.`,
    );
  return Date.parse(iso);
}

async function connect(): Promise<{ connection: RedisConnection; prefix: string }> {
  const { urls, prefix } = readRedisConfig(environment());
  let trouble = "no answer";
  const connection = connectRedis(urls, "gestures", (error) => (trouble = error.message));
  const ready = new AbortController();
  const late = setTimeout(() => ready.abort(), CONNECT_WITHIN_MS);
  try {
    await once(connection, "ready", { signal: ready.signal });
    return { connection, prefix };
  } catch {
    connection.disconnect();
    throw new Failure(EX_UNAVAILABLE, `Redis cannot be reached: ${trouble}.`);
  } finally {
    clearTimeout(late);
  }
}

async function* linesOf(
  audit: RedisAudit,
  { from, to, format }: Extract<Wanted, { verify: false }>,
): AsyncGenerator<string> {
  yield format.head;
  for await (const { id, entry, link } of audit.places(from, to))
    if (entry) yield format.line({ id, entry: entryIn(entry), seal: link });
}

async function run(): Promise<number> {
  const what = wanted(process.argv.slice(2));
  if (what === "help") {
    process.stdout.write(USAGE);
    return 0;
  }
  const { connection, prefix } = await connect();
  try {
    const audit = redisAudit(connection, prefix);
    if (!what.verify) {
      await pipeline(linesOf(audit, what), process.stdout, { end: false });
      return 0;
    }
    const { ok, text } = sayVerdict(await verifyChain(audit.places(), what.anchor), what.anchor);
    process.stdout.write(`${text}\n`);
    return ok ? 0 : 1;
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    throw new Failure(EX_UNAVAILABLE, "Redis stopped answering; what was written is not all.");
  } finally {
    connection.disconnect();
  }
}

await runProgram(run);
