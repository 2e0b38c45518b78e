import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../playground/free-port.ts";
import { startWorld, type World } from "../../playground/start-world.ts";
import {
  ALICE,
  APPROVALS,
  approve,
  BOB,
  card,
  MALLORY,
  OPS,
  order,
  purchasesOf,
  result,
  told,
} from "../support/order-story.ts";
import { runAudit } from "../support/run-audit.ts";
import { until } from "../support/until.ts";

interface Row {
  readonly seq?: number;
  readonly hash?: string;
  readonly recordedAt: string;
  readonly orderId: string;
  readonly action: string;
  readonly outcome: string;
  readonly refusal?: string;
  readonly actor: string;
  readonly userId?: string;
}

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.start();
});
afterAll(() => world.stop());

const audit = (...args: string[]) => runAudit(world.redis.url, ...args);

async function rows(...args: string[]): Promise<Row[]> {
  const { code, stdout, stderr } = await audit(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Row);
}

const lineOf = ({ userId, actor, action, outcome, refusal }: Row): string =>
  [userId ?? actor, action, outcome, ...(refusal ? [refusal] : [])].join(" ");

/** What `--verify` says once the bot has sealed everything. */
const whole = (): Promise<string> =>
  until("everything is sealed", async () => {
    const { code, stdout } = await audit("--verify");
    return code === 0 && !stdout.includes("not sealed yet") && stdout;
  });

it("every attempt is in the export, allowed or not, in the order in which they came", async () => {
  const id = await order(world, { name: "audit-1" });
  const posted = await card(world, id);
  await world.slack.as(MALLORY).click(APPROVALS, posted.ts, "order_approve", { confirm: true });
  await told(world, MALLORY, id);
  await approve(world, id, BOB);
  const shown = await result(world, id);
  await world.slack.as(ALICE).command(OPS, `/edcps cancel ${id}`);
  await world.slack.as(MALLORY).command(OPS, `/edcps order ${id}`);

  const about = (await rows()).filter(({ orderId }) => orderId === id);
  const tracked = " observe "; // how often the tracker looked is its own affair
  expect(about.map(lineOf).filter((line) => !line.includes(tracked))).toEqual([
    `${ALICE} place ok`,
    `${MALLORY} approve refused not-approver`,
    `${BOB} approve ok`,
    "purchase begin ok",
    "purchase complete ok",
    `${ALICE} cancel refused wrong-status`,
    `${MALLORY} view refused not-yours`,
  ]);
  const [placed] = about;
  expect(placed).toMatchObject({
    version: 0,
    versionAfter: 1,
    status: "pending",
    rule: "small",
    currency: "CNY",
    pricePerMonth: expect.any(Number),
    count: 1,
  });
  const instanceIds = purchasesOf(world, "audit-1")[0]?.instanceIds ?? [];
  expect(instanceIds).toHaveLength(1);
  expect(about.find(({ action }) => action === "complete")).toMatchObject({
    instanceIds,
    requestId: expect.stringMatching(/./),
  });
  expect(shown.text).toContain(id);
});

it("the bot seals it, names the hash in its log, and the whole chain is found as it was sealed", async () => {
  const said = await whole();
  expect(said).toMatch(/^The audit trail is whole: \d+ entries are as they were sealed\./);
  const hash = /hash ([0-9a-f]{64})/.exec(said)?.[1] ?? "";
  const sealed = world
    .bot()
    .output()
    .split("\n")
    .filter((line) => line.includes("The audit trail is sealed up to this entry."))
    .map((line) => JSON.parse(line) as { hash: string });
  expect(sealed.map((line) => line.hash)).toContain(hash);
  const all = await rows();
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
  expect(all.at(-1)?.hash).toBe(hash);

  const [anchor = ""] = sealed.map((line) => line.hash);
  expect(await audit("--verify", "--anchor", anchor)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("The anchor is among them."),
  });
  expect(await audit("--verify", "--anchor", "0".repeat(64))).toMatchObject({
    code: 1,
    stdout: expect.stringContaining("not with the anchor"),
  });
});

describe("the command", () => {
  it("writes CSV with the same entries", async () => {
    await whole();
    const { code, stdout } = await audit("--format", "csv");
    expect(code).toBe(0);
    const [head, ...lines] = stdout.split("\r\n");
    expect(head).toMatch(/^seq,id,recordedAt,at,orderId,action,outcome,/);
    expect(lines.pop()).toBe("");
    expect(lines).toHaveLength((await rows()).length);
  });

  it("writes what was recorded in a stretch of time", async () => {
    const all = await rows();
    const [first, last] = [all[0]?.recordedAt ?? "", all.at(-1)?.recordedAt ?? ""];
    const today = first.slice(0, 10);
    expect(await rows("--from", first, "--to", last)).toEqual(all);
    // The bot goes on writing: what came meanwhile stands behind it.
    expect((await rows("--from", today, "--to", last.slice(0, 10))).slice(0, all.length)).toEqual(
      all,
    );
    expect(await rows("--to", "2001-01-01")).toEqual([]);
    expect(await rows("--from", "2999-01-01")).toEqual([]);
    const later = all.filter(({ recordedAt }) => recordedAt > first);
    const from = later[0]?.recordedAt ?? "";
    expect(await rows("--from", from, "--to", last)).toEqual(later);
  });

  it.each([
    [["--from", "yesterday"], "--from must be a day such as 2026-01-31"],
    [["--to", "2026-02-30"], "--to must be a day"],
    [["--from", "2026-01-31T08:00:00"], "--from must be a day"],
    [["--from", "2026-02-01", "--to", "2026-01-01"], "--from must not be later than --to"],
    [["--format", "xml"], "--format must be jsonl or csv"],
    [["--format", "constructor"], "--format must be jsonl or csv"],
    [["--verify", "--format", "csv"], "--verify checks the whole trail"],
    [["--anchor", "0".repeat(64)], "--anchor goes with --verify"],
    [["--verify", "--anchor", "abc"], "--anchor must be a hash of 64 digits"],
    [["--everything"], "npm run -s audit"],
    [["extra"], "npm run -s audit"],
  ])("says what is wrong with %j, and writes nothing", async (args, sentence) => {
    const { code, stdout, stderr } = await audit(...args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    expect(stderr).toContain(sentence);
  });

  it("says that Redis cannot be reached, or where it is wrongly said to be", async () => {
    expect(await runAudit(`redis://:hunter2@127.0.0.1:${await freePort()}`)).toEqual({
      code: 69,
      stdout: "",
      stderr: expect.stringMatching(/^Redis cannot be reached: (?!.*hunter2)/),
    });
    expect(await runAudit("http://:hunter2@127.0.0.1")).toEqual({
      code: 78,
      stdout: "",
      stderr: expect.stringMatching(/^(?![^]*hunter2)[^]*REDIS_URL must be/),
    });
  });
});

it("names the first entry that somebody changed, and ends with 1", async () => {
  await whole();
  const redis = new Redis(world.redis.url);
  const trail = "{edcps}:audit";
  const entries = await redis.xrange(trail, "-", "+");
  const [id = ""] = entries[1] ?? [];
  await redis.xdel(trail, id);
  redis.disconnect();
  const { code, stdout } = await audit("--verify");
  expect(code).toBe(1);
  expect(stdout).toContain(`The audit trail is broken: entry 2 (${id}, recorded `);
});
