import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { ConfigError, EX_CONFIG, readConfig } from "../../../src/config.ts";
import { textsIn } from "../../../src/slack/texts.ts";

const COMMAND = fileURLToPath(new URL("../../../src/commands/explain-policy.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "edcps-policy-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const POLICY_FILE = file(
  "policy.yaml",
  `
channels: { approvals: C0APPROVALS }
rules:
  - { name: devs, match: { requesters: { groups: [S0DEVS] }, maxMonthlyPrice: 100000 }, autoApprove: true }
  - { name: small, match: { maxCount: 2 }, approvers: { users: [U0BOB], groups: [S0LEADS] } }
`,
);
const PRICES_FILE = file(
  "prices.yaml",
  `
currency: CNY
prices: [{ deviceTypes: ["*"], postpaid_by_duration: { hour: 45 } }]
`,
);
const BROKEN = file(
  "broken.yaml",
  "channels: { approvals: C0APPROVALS }\nrules: [{ name: a, approvers: { users: [U0BOB] }, quorum: 2 }, { name: a }]\n",
);

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it in an empty folder, with nothing in its environment but the two files. */
const run = (
  args: readonly string[],
  env: Record<string, string> = {},
  cwd = folder,
): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [COMMAND, ...args],
      {
        cwd,
        env: { ...(cwd === folder ? { POLICY_FILE, PRICES_FILE } : {}), ...env },
        timeout: 60_000,
      },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });

describe("npm run policy", () => {
  it("ends with 1 for an order to which too few people may agree, and says which rule that is", async () => {
    const short = file(
      "short.yaml",
      "channels: { approvals: C0APPROVALS }\nrules: [{ name: both, approvers: { users: [U0ALICE, U0BOB] }, quorum: 2 }]\n",
    );
    const asked = ["explain", "--user", "U0ALICE", "count=1"];
    const { code, stdout } = await run(asked, { POLICY_FILE: short });
    expect(code).toBe(1);
    expect(stdout).toContain("• Rule “both” decides.");
    expect(stdout).toContain("names too few people to approve it");
    const other = ["explain", "--user", "U0CAROL", "count=1"];
    expect((await run(other, { POLICY_FILE: short })).code).toBe(0);
  });

  it("explains what the policy would say, with nothing but its two files", async () => {
    const { code, stdout, stderr } = await run([
      "explain",
      "--user",
      "U0ALICE",
      "--group",
      "S0DEVS",
      "--group",
      "S0OPS",
      "region=cn-east-1",
      "type=edcps.c.1",
      "count=2",
      "why=more room",
    ]);
    expect(stderr).toBe("");
    expect(stdout.split("\n")).toEqual([
      'What the policy says when U0ALICE orders `region=cn-east-1 type=edcps.c.1 count=2 why="more room"`',
      "Price: about ¥90 an hour, ¥66,960 in a month of 31 days.",
      "• Rule “devs” decides.",
      "• Rule “small” would take it too, but comes later.",
      "Nobody has to approve: what it takes is bought as soon as it is sent off.",
      "",
    ]);
    expect(code).toBe(0);
  });

  it("says by its exit code too that somebody may not order, in the words of Slack", async () => {
    const { code, stdout } = await run([
      "explain",
      "--user",
      "U0X",
      "--standing",
      "guest",
      "region=r",
      "type=t",
    ]);
    expect(stdout).toContain("• Rule “small” does not fit: it is for other people.");
    expect(stdout).toContain(`• ${textsIn.en.refusal({ reason: "guest" })}`);
    expect(code).toBe(1);
  });

  it("speaks Chinese as well, and names people and groups by their ids", async () => {
    const { stdout } = await run([
      "explain",
      "--user",
      "U0X",
      "--language",
      "zh",
      "region=r",
      "type=t",
    ]);
    expect(stdout).toContain("需由以下人员中的 1 人批准：S0LEADS U0BOB。");
    expect(stdout).not.toMatch(/[<>*&]/);
  });

  it("finds nothing wrong with a policy with which the bot starts", async () => {
    expect(await run(["check"])).toEqual({
      code: 0,
      stdout: `The bot would start with ${POLICY_FILE}. Its rules, in the order in which they are asked: devs, small.\n`,
      stderr: "",
    });
  });

  it.each([
    ["policy", { POLICY_FILE: BROKEN }],
    ["absent policy", { POLICY_FILE: "/nowhere/policy.yaml" }],
    ["price book", { PRICES_FILE: BROKEN }],
    ["policy and price book", { POLICY_FILE: BROKEN, PRICES_FILE: "/nowhere/prices.yaml" }],
    ["policy with prices that no book knows", { PRICES_FILE: "" }],
  ])("ends with 78 and every problem that the start would name: a broken %s", async (_, files) => {
    let told = "";
    try {
      readConfig({
        SLACK_BOT_TOKEN: "xoxb-1-bot",
        SLACK_SIGNING_SECRET: "signing-secret",
        JDCLOUD_ACCESS_KEY: "access-key",
        JDCLOUD_SECRET_KEY: "secret-key",
        POLICY_FILE,
        PRICES_FILE,
        ...files,
      });
    } catch (error) {
      if (error instanceof ConfigError) told = error.message;
    }
    expect(told).toMatch(/problem/);
    for (const args of [["check"], ["explain", "--user", "U0ALICE", "count=1"]])
      expect(await run(args, files)).toEqual({ code: EX_CONFIG, stdout: "", stderr: `${told}\n` });
  });

  it.each<[string, readonly string[], RegExp]>([
    ["nothing", [], /^Say "check" or "explain"\./],
    ["something else", ["show"], /^Say "check" or "explain"\./],
    ["nobody", ["explain", "count=1"], /^--user must be a user id/],
    ["a name", ["explain", "--user", "@bob", "count=1"], /^--user must be a user id/],
    [
      "a group by its name",
      ["explain", "--user", "U0X", "--group", "devs", "count=1"],
      /^--group must be/,
    ],
    [
      "no such standing",
      ["explain", "--user", "U0X", "--standing", "boss", "count=1"],
      /^--standing must be one of member/,
    ],
    [
      "no such language",
      ["explain", "--user", "U0X", "--language", "fr", "count=1"],
      /^--language must be en or zh/,
    ],
    ["no such option", ["explain", "--who", "U0X"], /--who/],
    ["nothing ordered", ["explain", "--user", "U0X"], /^Say what is ordered/],
    [
      "too little ordered",
      ["explain", "--user", "U0X", "count=1"],
      /^The policy asks for more than that\. Say this too: `region=…`, `type=…`\./,
    ],
    [
      "a key that is none",
      ["explain", "--user", "U0X", "--group", "S0DEVS", "regoin=r"],
      /Corrected, ready to copy: `npm run -s policy -- explain --user U0X --group S0DEVS region=r`/,
    ],
  ])("ends with 64 when it is called with %s", async (_, args, told) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    expect(stderr).toMatch(told);
  });

  it("reads what .env says of what the environment does not", async () => {
    const other = join(folder, "with-env");
    mkdirSync(other);
    writeFileSync(join(other, ".env"), `POLICY_FILE=${BROKEN}\nPRICES_FILE=${PRICES_FILE}\n`);
    const called = (env: Record<string, string>) => run(["check"], env, other);
    expect(await called({ POLICY_FILE })).toMatchObject({ code: 0 });
    expect(await called({})).toMatchObject({ code: EX_CONFIG });
  });

  it("says how it is called", async () => {
    const { code, stdout } = await run(["--help"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/npm run -s policy -- check\n/);
  });
});
