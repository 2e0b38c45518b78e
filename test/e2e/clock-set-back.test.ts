import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JUMP_MS, letTimePass, movableClock } from "../../playground/movable-clock.ts";
import { startWorld, type World } from "../../playground/start-world.ts";
import {
  ALICE,
  APPROVALS,
  approve,
  BOB,
  card,
  OPS,
  order,
  purchasesOf,
  result,
  results,
} from "../support/order-story.ts";
import { runAudit } from "../support/run-audit.ts";
import { until } from "../support/until.ts";

const HOUR_MS = 60 * 60_000;
const policy = `
channels: { approvals: ${APPROVALS} }
rules:
  - { name: slow, approvers: { users: [${BOB}] }, remindAfter: 1m, expiresAfter: 5m }
`;

function worldWith(mode: "http" | "socket"): () => World {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      mode,
      policy,
      env: movableClock(0, [-HOUR_MS, HOUR_MS, JUMP_MS]), // back, mended, and then time passes
    });
    await world.start();
  });
  afterAll(() => world.stop());
  return () => world;
}

describe("a bot whose clock is set back by an hour, and mended later", () => {
  const world = worldWith("socket");
  const setClock = (): Promise<void> => letTimePass(world().bot());

  /** What is told under the card. */
  const story = async (id: string): Promise<readonly string[]> => {
    const { ts } = await card(world(), id);
    return world()
      .slack.messages(APPROVALS)
      .filter(({ thread_ts: thread, ts: own }) => thread === ts && own !== ts)
      .map(({ text }) => text);
  };
  const reminders = async (id: string): Promise<number> =>
    (await story(id)).filter((text) => text.includes("please decide")).length;
  /** The sweep seals every five seconds what came since the last one. */
  const isSealed = (): Promise<unknown> =>
    until("everything is sealed", async () => {
      const { code, stdout } = await runAudit(world().redis.url, "--verify");
      return code === 0 && !stdout.includes("not sealed yet");
    });

  it("goes on with gestures, jobs and sweeps, buys nothing meanwhile and says why, and is late with what goes by the time of day", async () => {
    const [asked, waiting] = [
      await order(world(), { name: "back-1" }),
      await order(world(), { name: "back-2" }),
    ];
    await card(world(), waiting);

    await setClock(); // an hour back
    await approve(world(), asked, BOB);
    // The cloud minds the time in a signature: it refuses the purchase, and a person is told.
    const refused = await result(world(), asked);
    expect(refused.text).toMatch(/Nothing was bought\.[^]*check them and the clock/);
    await isSealed();
    expect(await reminders(waiting)).toBe(0);

    await setClock(); // mended
    const again = await order(world(), { name: "back-3" });
    await approve(world(), again, BOB);
    await result(world(), again);
    expect(purchasesOf(world(), "back-3")).toHaveLength(1);

    await setClock(); // a minute and a half after it was ordered
    await until("a reminder", async () => (await reminders(waiting)) > 0);
    for (let jumps = 0; jumps < 3; jumps += 1) await setClock(); // six minutes
    expect((await result(world(), waiting)).text).toMatch(/expired/);
    await isSealed();
    expect(await reminders(waiting)).toBe(1);
    expect(results(world(), waiting)).toHaveLength(1);
    for (const name of ["back-1", "back-2"]) expect(purchasesOf(world(), name)).toEqual([]);
    expect(world().slack.complaints).toEqual([]);
  });
});

describe("over HTTP, a bot whose clock is set back by an hour", () => {
  const world = worldWith("http");

  it("refuses Slack's requests, which come from the future, until the clock is mended", async () => {
    const alice = world().slack.as(ALICE);
    await letTimePass(world().bot());
    const refused = await alice.command(OPS, "/edcps help");
    expect(refused).toMatchObject({ ok: false });
    await letTimePass(world().bot());
    expect(await alice.command(OPS, "/edcps help")).toMatchObject({ ok: true, status: 200 });
  });
});
