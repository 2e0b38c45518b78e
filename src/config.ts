import { existsSync, readFileSync, statSync } from "node:fs";
import { loadEnvFile } from "node:process";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { policySchema, type Policy } from "./order/policy-file.ts";
import { priceBookSchema, type PriceBook } from "./order/price-book.ts";

/** `EX_CONFIG` of sysexits.h: something was configured wrongly; starting again will not help. */
export const EX_CONFIG = 78;

/** Every problem of the configuration at once, one sentence each. Values of secrets are never in it. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem${problems.length === 1 ? "" : "s"}:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
    );
    this.problems = problems;
  }
}

/** The environment of this process, and what `.env` in its folder says of what the environment does not. */
export function environment(): NodeJS.ProcessEnv {
  if (existsSync(".env")) loadEnvFile(".env");
  return process.env;
}

const port = z
  .string()
  .regex(/^[0-9]{1,5}$/, "must be a port number")
  .transform(Number)
  .refine((value) => value <= 65_535, "must be a port number up to 65535");
const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http or https address" });
const secret = (shape: RegExp, example: string) =>
  z.string().regex(shape, `must look like ${example}`);

/** As it is sent to Redis; empty for none. Throws for what is not percent-encoded as it should be. */
export const redisPassword = (url: string): string => decodeURIComponent(new URL(url).password);

function isEncoded(url: string): boolean {
  try {
    return redisPassword(url) !== undefined;
  } catch {
    return false;
  }
}

/** The environment, as the README documents it. An empty value counts as not set. */
export const environmentSchema = z.object({
  SLACK_BOT_TOKEN: secret(/^xox[be][-.]\S+$/, "xoxb-…"),
  SLACK_SIGNING_SECRET: z.string().min(1).optional(),
  SLACK_APP_TOKEN: secret(/^xapp-\S+$/, "xapp-…").optional(),
  SLACK_API_URL: httpUrl
    .default("https://slack.com/api/")
    .transform((url) => (url.endsWith("/") ? url : `${url}/`)),
  JDCLOUD_ACCESS_KEY: z.string().min(1),
  JDCLOUD_SECRET_KEY: z.string().min(1),
  EDCPS_ENDPOINT: httpUrl
    .default("https://edcps.jdcloud-api.com")
    .transform((url) => url.replace(/(?<!\/)\/+$/, ""))
    .refine((url) => !url.endsWith("/v1"), "must not end in /v1: the bot adds it"),
  REDIS_URL: z
    .string()
    .default("redis://127.0.0.1:6379")
    .transform((list) => list.split(",").map((url) => url.trim()))
    .refine((urls) => urls.every((url) => /^rediss?:\/\/\S+$/.test(url) && URL.canParse(url)), {
      error: "must be redis:// or rediss:// addresses, separated by commas",
      abort: true,
    })
    .refine(
      (urls) => urls.every(isEncoded),
      "must have its password percent-encoded: a % in it is written %25",
    ),
  REDIS_PREFIX: z
    .string()
    .regex(/^[\w{}.-]{1,64}$/, "may hold letters, digits, braces, dots, hyphens and underscores")
    .default("{edcps}"),
  REDIS_DURABILITY: z.enum(["warn", "require"], "must be warn or require").default("warn"),
  POLICY_FILE: z.string().default("policy.yaml"),
  PRICES_FILE: z.string().optional(),
  ORDER_ENCRYPTION_KEY: z
    .string()
    .transform((text) => Buffer.from(text, "base64"))
    .refine(
      (key) => key.length === 32,
      "must be 32 bytes in base64: openssl rand -base64 32 makes one",
    )
    .optional(),
  HOST: z.string().default("0.0.0.0"),
  PORT: port.default(3000),
  ADMIN_HOST: z.string().default("127.0.0.1"),
  ADMIN_PORT: port.default(3001),
  ROLE: z.enum(["all", "front", "worker"], "must be all, front or worker").default("all"),
  LOG_LEVEL: z
    .enum(
      ["trace", "debug", "info", "warn", "error", "fatal", "silent"],
      "must be trace, debug, info, warn, error, fatal or silent",
    )
    .default("info"),
});

type Environment = z.output<typeof environmentSchema>;

export interface Config {
  readonly slack: { readonly botToken: string; readonly apiUrl: string; readonly receive: Receive };
  readonly cloud: {
    readonly accessKey: string;
    readonly secretKey: string;
    readonly endpoint: string;
  };
  readonly redis: {
    readonly urls: readonly string[];
    readonly prefix: string;
    /** Whether the bot works on a Redis that evicts or keeps nothing. */
    readonly mustKeep: boolean;
  };
  readonly policy: Policy;
  /** Where it was read. */
  readonly policyFile: string;
  /** Undefined: no price is ever known. */
  readonly prices: PriceBook | undefined;
  readonly encryptionKey: Uint8Array | undefined;
  readonly admin: { readonly host: string; readonly port: number };
  readonly role: Environment["ROLE"];
  readonly logLevel: Environment["LOG_LEVEL"];
}

/** How Slack's requests arrive. */
export type Receive =
  | { readonly mode: "socket"; readonly appToken: string }
  | {
      readonly mode: "http";
      readonly signingSecret: string;
      readonly host: string;
      readonly port: number;
    };

/** Reads the environment and the files that it names. Throws ConfigError with everything that is wrong. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = givenIn(env);
  const parsed = environmentSchema.safeParse(given);
  const problems = parsed.success ? [] : problemsOf(parsed.error, given);
  if (!given["SLACK_APP_TOKEN"] && !given["SLACK_SIGNING_SECRET"])
    problems.push(
      "SLACK_SIGNING_SECRET is missing; it is required in HTTP mode, that is without SLACK_APP_TOKEN.",
    );
  // Both files are read whatever is wrong with the rest, so that everything is told at once.
  const { policy, prices } = settingsIn(given);
  for (const file of [policy, prices]) if (!file.ok) problems.push(...file.problems);
  if (!parsed.success || !policy.ok || !prices.ok || problems.length > 0)
    throw new ConfigError(problems);
  return toConfig(parsed.data, policy.settings, prices.settings);
}

type Settled = Pick<Config, "policy" | "policyFile" | "prices">;

/** Who may order what, and what it costs, for a command that needs nothing else. Throws ConfigError as the start would. */
export function readPolicyConfig(env: Readonly<Record<string, string | undefined>>): Settled {
  const { policyFile, policy, prices } = settingsIn(givenIn(env));
  if (policy.ok && prices.ok)
    return { policy: policy.settings, policyFile, prices: prices.settings };
  throw new ConfigError([policy, prices].flatMap((file) => (file.ok ? [] : file.problems)));
}

function settingsIn(given: Readonly<Record<string, string | undefined>>) {
  const policyFile = given["POLICY_FILE"] ?? "policy.yaml";
  const pricesFile = given["PRICES_FILE"];
  return {
    policyFile,
    policy: parsePolicy(policyFile, policyText(policyFile), pricesFile !== undefined),
    prices: pricesFile ? readSettings(pricesFile, priceSettings) : NO_PRICES,
  };
}

/** Where the orders are, for a command that needs nothing else. Throws ConfigError with everything that is wrong. */
export function readRedisConfig(
  env: Readonly<Record<string, string | undefined>>,
): Pick<Config["redis"], "urls" | "prefix"> {
  const given = givenIn(env);
  const parsed = environmentSchema.pick({ REDIS_URL: true, REDIS_PREFIX: true }).safeParse(given);
  if (!parsed.success) throw new ConfigError(problemsOf(parsed.error, given));
  return { urls: parsed.data.REDIS_URL, prefix: parsed.data.REDIS_PREFIX };
}

/** An empty value counts as not set. */
const givenIn = (
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );

const problemsOf = (error: z.ZodError, given: Readonly<Record<string, unknown>>): string[] =>
  error.issues.map((issue) => sentence(String(issue.path[0]), issue, given));

function toConfig(env: Environment, policy: Policy, prices: PriceBook | undefined): Config {
  const receive: Receive = env.SLACK_APP_TOKEN
    ? { mode: "socket", appToken: env.SLACK_APP_TOKEN }
    : {
        mode: "http",
        signingSecret: env.SLACK_SIGNING_SECRET ?? "",
        host: env.HOST,
        port: env.PORT,
      };
  return {
    slack: { botToken: env.SLACK_BOT_TOKEN, apiUrl: env.SLACK_API_URL, receive },
    cloud: {
      accessKey: env.JDCLOUD_ACCESS_KEY,
      secretKey: env.JDCLOUD_SECRET_KEY,
      endpoint: env.EDCPS_ENDPOINT,
    },
    redis: {
      urls: env.REDIS_URL,
      prefix: env.REDIS_PREFIX,
      mustKeep: env.REDIS_DURABILITY === "require",
    },
    policy,
    policyFile: env.POLICY_FILE,
    prices,
    encryptionKey: env.ORDER_ENCRYPTION_KEY,
    admin: { host: env.ADMIN_HOST, port: env.ADMIN_PORT },
    role: env.ROLE,
    logLevel: env.LOG_LEVEL,
  };
}

function sentence(
  name: string,
  issue: z.core.$ZodIssue,
  given: Readonly<Record<string, unknown>>,
): string {
  return given[name] === undefined ? `${name} is missing.` : `${name} ${issue.message}.`;
}

/** A YAML file that a variable names. */
interface SettingsFile<Schema extends z.ZodType> {
  readonly variable: keyof Environment;
  /** How it is called in a sentence. */
  readonly what: string;
  readonly schema: Schema;
  readonly example: string;
}

const policySettings = {
  variable: "POLICY_FILE",
  what: "policy",
  schema: policySchema,
  example: "policy.example.yaml",
} as const satisfies SettingsFile<z.ZodType>;

const priceSettings = {
  variable: "PRICES_FILE",
  what: "price book",
  schema: priceBookSchema,
  example: "prices.example.yaml",
} as const satisfies SettingsFile<z.ZodType>;

type Settings<Value> =
  | { readonly ok: true; readonly settings: Value }
  | { readonly ok: false; readonly problems: readonly string[] };

const NO_PRICES: Settings<PriceBook | undefined> = { ok: true, settings: undefined };

/** What the policy file says now, or why that cannot be known. */
export const policyText = (path: string): Settings<string> => readText(path, policySettings);

/** The policy that this text is, or everything that is wrong with it. `isPriced`: there is a price book. */
export function parsePolicy(
  path: string,
  text: Settings<string>,
  isPriced: boolean,
): Settings<Policy> {
  const policy = parseSettings(path, text, policySettings);
  const problems = policy.ok && !isPriced ? rulesWithoutPrices(path, policy.settings) : [];
  return problems.length > 0 ? { ok: false, problems } : policy;
}

const readSettings = <Schema extends z.ZodType>(
  path: string,
  file: SettingsFile<Schema>,
): Settings<z.output<Schema>> => parseSettings(path, readText(path, file), file);

function readText(path: string, file: SettingsFile<z.ZodType>): Settings<string> {
  try {
    const text = readFileSync(path, "utf8");
    // A file that was mounted by itself and replaced outside has no name any more: what it says is of before.
    return statSync(path).nlink > 0
      ? { ok: true, settings: text }
      : {
          ok: false,
          problems: [
            `${file.variable}: ${path} was replaced where it is mounted from, and the bot still sees the file of before. Mount its folder in place of the file alone, and start the bot again.`,
          ],
        };
  } catch (error) {
    return unreadable(path, file, error);
  }
}

const unreadable = (
  path: string,
  { variable, example }: SettingsFile<z.ZodType>,
  error: unknown,
): Settings<never> => {
  const reason =
    error instanceof Error && "code" in error && error.code === "ENOENT"
      ? "does not exist"
      : `cannot be read: ${firstLine(error)}`;
  return {
    ok: false,
    problems: [`${variable}: ${path} ${reason}. ${example} shows what it holds.`],
  };
};

function parseSettings<Schema extends z.ZodType>(
  path: string,
  text: Settings<string>,
  file: SettingsFile<Schema>,
): Settings<z.output<Schema>> {
  if (!text.ok) return text;
  let content: unknown;
  try {
    content = parseYaml(text.settings, { maxAliasCount: 100 });
  } catch (error) {
    return unreadable(path, file, error);
  }
  const parsed = file.schema.safeParse(content);
  if (parsed.success) return { ok: true, settings: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.flatMap((issue) => problemsIn(path, file.what, issue)),
  };
}

const rulesWithoutPrices = (path: string, policy: Policy): string[] =>
  policy.rules.flatMap(({ match }, index) =>
    match.maxMonthlyPrice === undefined
      ? []
      : [
          `${path}: rules[${index}].match.maxMonthlyPrice can never match: there is no PRICES_FILE, so no price is known.`,
        ],
  );

function problemsIn(path: string, what: string, issue: z.core.$ZodIssue): string[] {
  const at = issue.path.reduce<string>(
    (before, part) =>
      typeof part === "number"
        ? `${before}[${part}]`
        : before
          ? `${before}.${String(part)}`
          : String(part),
    "",
  );
  if (issue.code === "unrecognized_keys")
    return issue.keys.map(
      (key) => `${path}: ${at ? `${at}.` : ""}${key} is not a key that the ${what} knows.`,
    );
  return [`${path}: ${at || "the file"} ${predicate(issue)}.`];
}

/** What is said of a value: zod's own messages are headings, ours are the rest of a sentence. */
function predicate({ code, message }: z.core.$ZodIssue): string {
  if (code === "invalid_type" && message.endsWith("received undefined")) return "is missing";
  return uncapitalised(message)
    .replace(/^invalid input: expected (.*), received (.*)$/, "must be of type $1, not $2")
    .replace(/^invalid (?:input|option)/, "is not valid")
    .replace(/^too (small|big)/, "is too $1");
}

const uncapitalised = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
