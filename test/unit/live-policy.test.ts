import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { livePolicy, type LivePolicy } from "../../src/live-policy.ts";
import { policySchema } from "../../src/order/policy-file.ts";
import { minutesLater } from "../support/an-order.ts";
import { keptLog, standingClock } from "../support/workflow-ports.ts";

const written = (quorum: number): string => `channels: { approvals: C0APPROVALS }
rules:
  - name: all
    approvers: { users: [U0BOB, U0CAROL, U0DAVE] }
    quorum: ${quorum}
`;
const UNKNOWN_KEY = `${written(1)}limit: {}\n`;
const PRICED = `${written(1)}    match: { maxMonthlyPrice: 5000 }\n`;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "edcps-live-policy-"));
  path = join(folder, "policy.yaml");
  writeFileSync(path, written(1));
});
afterEach(() => rmSync(folder, { recursive: true }));

function watched({ isPriced = false, at = path } = {}) {
  const clock = standingClock();
  const log = keptLog();
  const policy = policySchema.parse(parse(written(1)));
  const live = livePolicy({ path: at, isPriced, policy, clock, log });
  live.look();
  live.look();
  expect(log.lines).toEqual([]);
  return { live, clock, log };
}

const lookTwice = ({ look }: LivePolicy): void => {
  look();
  look();
};
const quorum = ({ current }: LivePolicy): number | undefined =>
  current().rules[0]?.stages[0]?.quorum;

/** What editors do that never leave half a file behind. */
function replaceWith(content: string): void {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

describe("a policy file that changes", () => {
  it.each([
    ["is written over", () => writeFileSync(path, written(2))],
    ["is replaced by another file", () => replaceWith(written(2))],
    [
      "is deleted and made again",
      () => {
        unlinkSync(path);
        writeFileSync(path, written(2));
      },
    ],
  ])("decides when it %s", (_, change) => {
    const { live, clock, log } = watched();
    change();
    clock.setTo(5);
    lookTwice(live);
    expect(quorum(live)).toBe(2);
    expect(live.since()).toEqual(new Date(minutesLater(5)));
    expect(live.warnings()).toEqual([]);
    expect(log.lines).toEqual([
      { level: "info", facts: { rules: ["all"] }, message: "The policy was read again." },
    ]);
  });

  it("decides when the link of a mounted folder is moved, as Kubernetes does", () => {
    for (const [version, content] of [written(1), written(2)].entries()) {
      mkdirSync(join(folder, `..${version}`));
      writeFileSync(join(folder, `..${version}`, "policy.yaml"), content);
    }
    symlinkSync("..0", join(folder, "..data"));
    symlinkSync("..data/policy.yaml", join(folder, "linked.yaml"));
    const { live } = watched({ at: join(folder, "linked.yaml") });
    symlinkSync("..1", join(folder, "..data_tmp"));
    renameSync(join(folder, "..data_tmp"), join(folder, "..data"));
    rmSync(join(folder, "..0"), { recursive: true });
    lookTwice(live);
    expect(quorum(live)).toBe(2);
  });

  it("decides again and again", () => {
    const { live } = watched();
    for (const next of [2, 3, 1]) {
      writeFileSync(path, written(next));
      lookTwice(live);
      expect(quorum(live)).toBe(next);
    }
  });

  it("leaves what somebody was given before as it was", () => {
    const { live } = watched();
    const before = live.current();
    writeFileSync(path, written(2));
    lookTwice(live);
    expect(before.rules[0]?.stages[0]?.quorum).toBe(1);
  });

  it("does not decide while it is being written: half of it may be a policy too", () => {
    writeFileSync(path, written(2));
    const { live, log } = watchedFrom(2);
    writeFileSync(path, written(3).slice(0, written(3).indexOf("    quorum"))); // a quorum of one
    live.look();
    expect(quorum(live)).toBe(2);
    writeFileSync(path, written(3));
    live.look();
    expect(quorum(live)).toBe(2);
    live.look();
    expect(quorum(live)).toBe(3);
    expect(log.lines).toHaveLength(1);
  });

  it("is not mentioned when it says the same in other words", () => {
    const { live, log } = watched();
    const before = live.since();
    writeFileSync(path, `# a comment\n${written(1)}`);
    lookTwice(live);
    expect([live.since(), live.warnings(), log.lines]).toEqual([before, [], []]);
  });

  it("is seen although it changed between the start and the first look", () => {
    writeFileSync(path, written(2));
    const { live } = watchedFrom(1);
    expect(quorum(live)).toBe(2);
  });

  it("may ask for prices where there is a price book", () => {
    const { live } = watched({ isPriced: true });
    writeFileSync(path, PRICED);
    lookTwice(live);
    expect(live.current().rules[0]?.match.maxMonthlyPrice).toBe(50_000_000);
  });
});

/** Started with this quorum, whatever the file says now. */
function watchedFrom(first: number) {
  const log = keptLog();
  const policy = policySchema.parse(parse(written(first)));
  const live = livePolicy({ path, isPriced: false, policy, clock: standingClock(), log });
  lookTwice(live);
  return { live, log };
}

describe("a policy file with which the bot would not start", () => {
  const broken: [string, () => void, RegExp][] = [
    ["is gone", () => unlinkSync(path), /^POLICY_FILE: .*policy\.yaml does not exist\./],
    ["is no YAML", () => replaceWith("rules: [\n"), /^POLICY_FILE: .* cannot be read: /],
    ["is empty", () => writeFileSync(path, ""), /policy\.yaml: the file /],
    [
      "is a folder",
      () => {
        unlinkSync(path);
        mkdirSync(path);
      },
      /^POLICY_FILE: .* cannot be read: /,
    ],
    [
      "holds an unknown key",
      () => replaceWith(UNKNOWN_KEY),
      /: limit is not a key that the policy/,
    ],
    [
      "can never be met",
      () => replaceWith(written(4)),
      /: rules\[0\]\.quorum of 4 can never be met/,
    ],
    [
      "asks for prices that nobody knows",
      () => replaceWith(PRICED),
      /: rules\[0\]\.match\.maxMonthlyPrice can never match: there is no PRICES_FILE/,
    ],
  ];

  it.each(broken)("leaves the one of before in force when it %s, and says so", (_, spoil, why) => {
    const { live, clock, log } = watched();
    writeFileSync(path, written(2));
    lookTwice(live);
    clock.setTo(60);
    spoil();
    lookTwice(live);
    expect(quorum(live)).toBe(2);
    expect(live.since()).toEqual(new Date(minutesLater(1)));
    const [headline, problem, ...more] = live.warnings();
    expect(headline).toBe(
      `The policy file cannot be used; the policy that was read at ${minutesLater(1)} goes on deciding.`,
    );
    expect(problem).toMatch(why);
    expect(more).toEqual([]);
    expect(log.lines.slice(1)).toEqual([
      {
        level: "error",
        facts: { problems: [problem] },
        message: "The policy file cannot be used; the policy of before goes on deciding.",
      },
    ]);
  });

  it("is complained of once, and again when it is wrong in another way; every problem is named", () => {
    const { live, log } = watched();
    writeFileSync(path, UNKNOWN_KEY);
    for (let looks = 0; looks < 5; looks += 1) live.look();
    expect(log.lines).toHaveLength(1);
    writeFileSync(path, `${UNKNOWN_KEY}rule: []\n`);
    for (let looks = 0; looks < 5; looks += 1) live.look();
    expect(log.lines).toHaveLength(2);
    expect(live.warnings()).toHaveLength(3);
  });

  it.each([
    ["as it was", 1],
    ["in another way", 2],
  ])("decides again once it is mended %s", (_, mended) => {
    const { live, clock, log } = watched();
    unlinkSync(path);
    lookTwice(live);
    clock.setTo(7);
    writeFileSync(path, written(mended));
    lookTwice(live);
    expect(quorum(live)).toBe(mended);
    expect(live.warnings()).toEqual([]);
    expect(live.since()).toEqual(new Date(minutesLater(7)));
    expect(log.lines.map(({ level }) => level)).toEqual(["error", "info"]);
  });

  it("is one that was replaced where it is mounted from: the bot sees the old one, and says so", () => {
    const descriptor = openSync(path, "r");
    const mounted = `/proc/self/fd/${descriptor}`; // as a file that was mounted by itself: it has lost its name
    const { live } = watched({ at: mounted });
    replaceWith(written(2));
    lookTwice(live);
    expect(quorum(live)).toBe(1);
    expect(live.warnings()[1]).toMatch(/was replaced where it is mounted from.*Mount its folder/);
    closeSync(descriptor);
  });
});
