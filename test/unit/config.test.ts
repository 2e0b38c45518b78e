import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ConfigError, EX_CONFIG, readConfig, type Config } from "../../src/config.ts";
import { policySchema } from "../../src/order/policy-file.ts";
import { priceBookSchema } from "../../src/order/price-book.ts";

const folder = mkdtempSync(join(tmpdir(), "edcps-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileWith(content: string): string {
  const file = join(folder, `settings-${(files += 1)}.yaml`);
  writeFileSync(file, content);
  return file;
}

const policy = fileWith(`
channels: { approvals: C0APPROVALS }
rules:
  - { name: all, approvers: { users: [U0BOB] } }
`);
const KEY = Buffer.alloc(32, 7).toString("base64");

const least = {
  SLACK_BOT_TOKEN: "xoxb-1-bot",
  SLACK_SIGNING_SECRET: "signing-secret",
  JDCLOUD_ACCESS_KEY: "access-key",
  JDCLOUD_SECRET_KEY: "secret-key",
  POLICY_FILE: policy,
};

const config = (changes: Record<string, string | undefined> = {}): Config =>
  readConfig({ ...least, ...changes });

function problems(
  changes: Record<string, string | undefined>,
  from: Record<string, string | undefined> = least,
): readonly string[] {
  try {
    readConfig({ ...from, ...changes });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe("the least that has to be said", () => {
  it("is enough, and everything else is as documented", () => {
    expect(config()).toEqual({
      slack: {
        botToken: "xoxb-1-bot",
        apiUrl: "https://slack.com/api/",
        receive: { mode: "http", signingSecret: "signing-secret", host: "0.0.0.0", port: 3000 },
      },
      cloud: {
        accessKey: "access-key",
        secretKey: "secret-key",
        endpoint: "https://edcps.jdcloud-api.com",
      },
      redis: { urls: ["redis://127.0.0.1:6379"], prefix: "{edcps}", mustKeep: false },
      policy: policySchema.parse(parse(readFileSync(policy, "utf8"))),
      policyFile: policy,
      prices: undefined,
      encryptionKey: undefined,
      admin: { host: "127.0.0.1", port: 3001 },
      role: "all",
      logLevel: "info",
    });
  });

  it("is told by name, all of it at once, when nothing is said", () => {
    const said = problems({ POLICY_FILE: "/nowhere/policy.yaml" }, {});
    for (const name of [
      "SLACK_BOT_TOKEN",
      "SLACK_SIGNING_SECRET",
      "JDCLOUD_ACCESS_KEY",
      "JDCLOUD_SECRET_KEY",
    ])
      expect(said.filter((problem) => problem.startsWith(`${name} is missing`))).toHaveLength(1);
    expect(
      said.filter((problem) => problem.includes("/nowhere/policy.yaml does not exist")),
    ).toHaveLength(1);
    expect(said).toHaveLength(5);
  });

  it("is not said by an empty value", () => {
    expect(problems({ SLACK_BOT_TOKEN: "" })).toEqual(["SLACK_BOT_TOKEN is missing."]);
    expect(problems({ JDCLOUD_SECRET_KEY: "  " })).toEqual(["JDCLOUD_SECRET_KEY is missing."]);
    expect(config({ PORT: "", REDIS_URL: "", ORDER_ENCRYPTION_KEY: "" })).toEqual(config());
  });
});

describe("how Slack's requests arrive", () => {
  it("is by socket when there is an app token, and then nothing has to be signed", () => {
    expect(
      config({ SLACK_APP_TOKEN: "xapp-1-A1-x", SLACK_SIGNING_SECRET: undefined }).slack.receive,
    ).toEqual({ mode: "socket", appToken: "xapp-1-A1-x" });
  });

  it("is over HTTP otherwise, and then the signing secret is required", () => {
    expect(problems({ SLACK_SIGNING_SECRET: undefined })).toEqual([
      "SLACK_SIGNING_SECRET is missing; it is required in HTTP mode, that is without SLACK_APP_TOKEN.",
    ]);
    expect(config({ HOST: "::", PORT: "8080" }).slack.receive).toMatchObject({
      host: "::",
      port: 8080,
    });
  });
});

describe("a value", () => {
  it("is taken as it is meant", () => {
    expect(config({ SLACK_API_URL: "http://127.0.0.1:9/api" }).slack.apiUrl).toBe(
      "http://127.0.0.1:9/api/",
    );
    expect(config({ EDCPS_ENDPOINT: "http://127.0.0.1:9/" }).cloud.endpoint).toBe(
      "http://127.0.0.1:9",
    );
    expect(config({ REDIS_URL: "redis://a:1, rediss://:pw@b:2" }).redis.urls).toEqual([
      "redis://a:1",
      "rediss://:pw@b:2",
    ]);
    expect(config({ ORDER_ENCRYPTION_KEY: KEY }).encryptionKey).toEqual(Buffer.alloc(32, 7));
    expect(config({ ROLE: "worker", LOG_LEVEL: "debug", ADMIN_PORT: "0" })).toMatchObject({
      role: "worker",
      logLevel: "debug",
      admin: { port: 0 },
    });
  });

  it.each([
    ["SLACK_BOT_TOKEN", "hunter2", "must look like xoxb-…"],
    ["SLACK_APP_TOKEN", "xoxb-hunter2", "must look like xapp-…"],
    ["SLACK_API_URL", "hunter2", "must be an http or https address"],
    ["SLACK_API_URL", "ftp://hunter2", "must be an http or https address"],
    ["EDCPS_ENDPOINT", "https://hunter2/v1", "must not end in /v1: the bot adds it"],
    ["EDCPS_ENDPOINT", "https://hunter2/v1/", "must not end in /v1: the bot adds it"],
    ["REDIS_URL", "http://hunter2", "must be redis:// or rediss:// addresses, separated by commas"],
    [
      "REDIS_URL",
      "redis://a,,redis://hunter2",
      "must be redis:// or rediss:// addresses, separated by commas",
    ],
    [
      "REDIS_URL",
      "redis://:100%hunter2@a",
      "must have its password percent-encoded: a % in it is written %25",
    ],
    ["REDIS_PREFIX", "hunter2:", "may hold letters, digits, braces, dots, hyphens and underscores"],
    [
      "ORDER_ENCRYPTION_KEY",
      "hunter2",
      "must be 32 bytes in base64: openssl rand -base64 32 makes one",
    ],
    [
      "ORDER_ENCRYPTION_KEY",
      Buffer.alloc(32).toString("hex"),
      "must be 32 bytes in base64: openssl rand -base64 32 makes one",
    ],
    ["PORT", "hunter2", "must be a port number"],
    ["PORT", "65536", "must be a port number up to 65535"],
    ["ADMIN_PORT", "-1", "must be a port number"],
    ["ROLE", "hunter2", "must be all, front or worker"],
    ["LOG_LEVEL", "hunter2", "must be trace, debug, info, warn, error, fatal or silent"],
  ])("is refused with its name and without itself: %s=%s", (name, value, message) => {
    const said = problems({ [name]: value });
    expect(said).toEqual([`${name} ${message}.`]);
    expect(said.join()).not.toContain("hunter2");
  });
});

describe("the policy file", () => {
  it("that comes with the bot is accepted", () => {
    expect(config({ POLICY_FILE: "policy.example.yaml" }).policy.rules.length).toBeGreaterThan(0);
  });

  it.each([
    [
      "is not there",
      "/nowhere/policy.yaml",
      /^POLICY_FILE: \/nowhere\/policy\.yaml does not exist\. policy\.example\.yaml shows what it holds\.$/,
    ],
    ["is a folder", folder, /^POLICY_FILE: .* cannot be read: /],
    ["is no YAML", fileWith("rules: [\n"), /^POLICY_FILE: .* cannot be read: /],
    [
      "is full of aliases",
      fileWith(`a: &a [x]\nb: [${Array.from({ length: 200 }, () => "*a").join(",")}]\n`),
      /./,
    ],
    ["is empty", fileWith(""), /: the file /],
    [
      "holds an unknown key",
      fileWith(
        "channels: { approvals: C0A }\nrules: [{ name: a, approvers: { users: [U0B] } }]\nlimit: {}\n",
      ),
      /: limit is not a key that the policy knows\.$/,
    ],
    [
      "holds an unknown key deep down",
      fileWith(
        "channels: { approvals: C0A }\nrules: [{ name: a, approvers: { users: [U0B] }, match: { region: x } }]\n",
      ),
      /: rules\[0\]\.match\.region is not a key that the policy knows\.$/,
    ],
    ...["__proto__", "constructor", "prototype"].map((name): [string, string, RegExp] => [
      `holds the key ${name}`,
      fileWith(
        `channels: { approvals: C0A }\nrules: [{ name: a, approvers: { users: [U0B] }, ${name}: { autoApprove: true } }]\n`,
      ),
      new RegExp(`: rules\\[0\\]\\.${name} is not a key that the policy knows\\.$`),
    ]),
    [
      "can never work",
      fileWith(
        "channels: { approvals: C0A }\nrules: [{ name: a, approvers: { users: [U0B] }, quorum: 2 }]\n",
      ),
      /: rules\[0\]\.quorum of 2 can never be met by 1 named approver\.$/,
    ],
  ])("is refused with a sentence when it %s", (_, file, problem) => {
    const said = problems({ POLICY_FILE: file });
    expect(said.length).toBeGreaterThan(0);
    for (const one of said) expect(one).not.toMatch(/undefined|\n|\s{2}at /);
    expect(said.join("\n")).toMatch(problem);
  });

  it("is read although the environment is wrong too: everything is told at once", () => {
    expect(problems({ SLACK_BOT_TOKEN: "x", POLICY_FILE: "/nowhere" })).toHaveLength(2);
  });
});

describe("the price book", () => {
  const pricedPolicy = fileWith(`
channels: { approvals: C0APPROVALS }
rules:
  - { name: all, approvers: { users: [U0BOB] }, match: { maxCount: 9 } }
  - { name: cheap, approvers: { users: [U0BOB] }, match: { maxMonthlyPrice: 5000 } }
`);

  it("that comes with the bot is accepted", () => {
    const { prices } = config({ PRICES_FILE: "prices.example.yaml" });
    expect(prices).toEqual(
      priceBookSchema.parse(parse(readFileSync("prices.example.yaml", "utf8"))),
    );
    expect(prices?.prices.length).toBeGreaterThan(0);
  });

  it("is what a rule that asks for a price needs", () => {
    expect(problems({ POLICY_FILE: pricedPolicy })).toEqual([
      `${pricedPolicy}: rules[1].match.maxMonthlyPrice can never match: there is no PRICES_FILE, so no price is known.`,
    ]);
    expect(
      problems({ POLICY_FILE: pricedPolicy, PRICES_FILE: fileWith("currency: CNY\n") }),
    ).toEqual([]);
  });

  it.each([
    [
      "is not there",
      "/nowhere/prices.yaml",
      /^PRICES_FILE: \/nowhere\/prices\.yaml does not exist\. prices\.example\.yaml shows what it holds\.$/,
    ],
    ["is a folder", folder, /^PRICES_FILE: .* cannot be read: /],
    ["is no YAML", fileWith("prices: [\n"), /^PRICES_FILE: .* cannot be read: /],
    ["is empty", fileWith(""), /: the file /],
    [
      "holds an unknown key",
      fileWith("currency: CNY\nprices: [{ deviceTypes: [a], postpaid: {} }]\n"),
      /: prices\[0\]\.postpaid is not a key that the price book knows\.$/,
    ],
    [
      "holds a price that is too fine",
      fileWith("currency: CNY\nbandwidth: [{ postpaid_by_duration: { hour: 0.00004 } }]\n"),
      /: bandwidth\[0\]\.postpaid_by_duration\.hour must have at most 4 decimals\.$/,
    ],
    [
      "holds a row that can never count",
      fileWith("currency: CNY\nbandwidth: [{}, { lineTypes: [ct] }]\n"),
      /: bandwidth\[1\] can never be reached: row \[0\] before it matches everything that it matches\.$/,
    ],
  ])("is refused with a sentence when it %s, and the rules are not blamed", (_, file, problem) => {
    const said = problems({ PRICES_FILE: file, POLICY_FILE: pricedPolicy });
    expect(said).toHaveLength(1);
    expect(said[0]).not.toMatch(/undefined|\n|\s{2}at /);
    expect(said[0]).toMatch(problem);
  });

  it("is read although everything else is wrong too: all of it is told at once", () => {
    expect(
      problems({ SLACK_BOT_TOKEN: "x", POLICY_FILE: "/nowhere", PRICES_FILE: "/nowhere" }),
    ).toHaveLength(3);
  });
});

describe("a configuration that is wrong", () => {
  it("is one error with a line for each problem, and a status that says that starting again will not help", () => {
    const one = new ConfigError(["PORT must be a port number."]);
    expect(one.message).toBe("The configuration has 1 problem:\n  - PORT must be a port number.");
    expect(new ConfigError(["a", "b"]).message).toBe(
      "The configuration has 2 problems:\n  - a\n  - b",
    );
    expect(EX_CONFIG).toBe(78);
  });
});
