import { renameSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startWorld, type World } from "../../playground/start-world.ts";
import { approve, BOB, CAROL, card, order, result, told } from "../support/order-story.ts";
import { until } from "../support/until.ts";

const approvedBy = (who: string): string => `
channels: { approvals: C0APPROVALS }
rules:
  - { name: all, approvers: { users: [${who}] } }
`;

let world: World;
beforeAll(async () => {
  world = await startWorld({ policy: approvedBy(CAROL) });
  await world.start();
});
afterAll(() => world.stop());

/** As most editors do it: another file takes the place of the one that was there. */
function edit(content: string): void {
  const file = world.env["POLICY_FILE"] ?? "";
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

const readyz = async (): Promise<{ status: number; body: unknown }> => {
  const answer = await fetch(`${world.bot().adminUrl}/readyz`);
  return { status: answer.status, body: await answer.json() };
};
const isCurrent = async (): Promise<boolean> => {
  const numbers = await (await fetch(`${world.bot().adminUrl}/metrics`)).text();
  return /^edcps_bot_policy_current 1$/m.test(numbers);
};
const logged = (sentence: string): number => world.bot().output().split(sentence).length - 1;
const READ = "The policy was read again.";
const REFUSED = "The policy file cannot be used; the policy of before goes on deciding.";

it("an edit of the policy makes somebody an approver while the bot runs", async () => {
  const id = await order(world, { name: "reload-1" });
  await approve(world, id, BOB);
  expect(await told(world, BOB, id)).toMatch(/approve/);
  edit(approvedBy(BOB));
  await until("the new policy", () => logged(READ) === 1);
  await approve(world, id, BOB);
  await result(world, id);
});

it("a broken edit leaves the policy of before in force, and log, metrics and readiness say so until it is mended", async () => {
  expect(await readyz()).toEqual({ status: 200, body: { status: "ready" } });
  expect(await isCurrent()).toBe(true);

  edit(`${approvedBy(CAROL)}limit: {}\n`);
  await until("a complaint", () => logged(REFUSED) === 1);
  const why = `${world.env["POLICY_FILE"]}: limit is not a key that the policy knows.`;
  expect(logged(JSON.stringify({ problems: [why] }).slice(1, -1))).toBe(1);
  expect(await isCurrent()).toBe(false);
  expect(await readyz()).toEqual({
    status: 200,
    body: {
      status: "ready",
      warnings: [expect.stringMatching(/^The policy file cannot be used; the policy that /), why],
    },
  });
  const id = await order(world, { name: "reload-2" });
  await approve(world, id, CAROL);
  expect(await told(world, CAROL, id)).toMatch(/approve/);
  await approve(world, id, BOB);
  await result(world, id);

  edit(approvedBy(CAROL));
  await until("the mended policy", () => logged(READ) === 2);
  expect(await isCurrent()).toBe(true);
  expect(await readyz()).toEqual({ status: 200, body: { status: "ready" } });
  const next = await order(world, { name: "reload-3" });
  await approve(world, next, CAROL);
  await card(world, next, ({ text }) => text.includes("bought"));
  expect(logged(REFUSED)).toBe(1);
});
