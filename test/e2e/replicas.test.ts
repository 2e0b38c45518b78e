import { expect, it } from "vitest";
import { startBot, type BotProcess } from "../../playground/bot.ts";
import { fillOrderForm } from "../../playground/fill-order-form.ts";
import { freePort } from "../../playground/free-port.ts";
import { startWorld, type World } from "../../playground/start-world.ts";
import { answerTo, asking, asks, questionId } from "../support/form-story.ts";
import { ALICE, approve, OPS, order, purchasesOf, result } from "../support/order-story.ts";
import { roundRobin, type RoundRobin } from "../support/round-robin.ts";
import { until } from "../support/until.ts";

/** Two of the program on one Redis, and requests that go to them in turn. */
interface Replicas {
  readonly world: World;
  readonly second: BotProcess;
  stop(): Promise<void>;
}

async function twoReplicas(): Promise<Replicas> {
  const world = await startWorld();
  const port = await freePort();
  const second = startBot({
    ...world.env,
    PORT: String(port),
    ADMIN_PORT: String(await freePort()),
  });
  const balancer: RoundRobin = await roundRobin([
    world.eventsUrl,
    `http://127.0.0.1:${port}/slack/events`,
  ]);
  const stop = async (): Promise<void> => {
    await second.stop();
    await balancer.stop();
    await world.stop();
  };
  try {
    await Promise.all([world.start(), second.ready()]);
  } catch (error) {
    await stop();
    throw error;
  }
  world.slack.deliverTo(balancer.url);
  return { world, second, stop };
}

/** Each begins with nothing in memory, or a slow cloud would not be asked. */
const behindBalancer = async (story: (replicas: Replicas) => Promise<void>): Promise<void> => {
  const replicas = await twoReplicas();
  try {
    await story(replicas);
    expect(replicas.world.slack.complaints).toEqual([]);
    expect(replicas.world.cloud.violations).toEqual([]);
  } finally {
    await replicas.stop();
  }
};

it("two processes behind one address take an order together, and buy it once", () =>
  behindBalancer(async ({ world }) => {
    const id = await order(world, { name: "replica-1", count: "2" });
    await approve(world, id);
    await result(world, id);
    expect(purchasesOf(world, "replica-1")).toHaveLength(1);
  }));

/** What takes its time while somebody chooses fast: each makes another order of answers and drawings. */
const WEATHER: readonly (readonly [string, (world: World) => void])[] = [
  ["a cloud that answers at once", () => undefined],
  [
    "device types that come late, once",
    ({ cloud }) => cloud.faults.set("describeDeviceTypes", { kind: "delay", ms: 700 }, 1),
  ],
  [
    "subnets that always come late",
    ({ cloud }) => cloud.faults.set("describeSubnets", { kind: "delay", ms: 500 }),
  ],
  [
    "a Slack that is slow to draw, twice",
    ({ slack }) => slack.faults.set("views.update", { delay: 400 }, 2),
  ],
  [
    "a Slack that is slow to draw and a slow cloud",
    ({ cloud, slack }) => {
      cloud.faults.set("*", { kind: "delay", ms: 200 });
      slack.faults.set("views.update", { delay: 150 });
    },
  ],
];

it.each(WEATHER)(
  "fast choices whose deliveries alternate end with the options of the newest one: %s",
  (_, begin) =>
    behindBalancer(async ({ world }) => {
      const alice = world.slack.as(ALICE);
      await alice.command(OPS, "/edcps create");
      await asking(alice, "regionId");
      begin(world);
      // Nobody waits for the form between these, but for the question itself.
      await alice.choose("regionId", "cn-north-by1");
      await asking(alice, "az");
      await alice.choose("az", "cn-north-by1a");
      await alice.choose("regionId", "cn-east-tz1");
      await alice.choose("regionId", "cn-north-by1");
      await alice.choose("regionId", "cn-east-tz1");
      await alice.waitForView((view) => questionId(view, "az") === "az:cn-east-tz1", 15_000);
      await alice.choose("az", "cn-east-tz1b");
      await alice.choose("az", "cn-east-tz1a");
      await alice.waitForView(
        (view) => questionId(view, "deviceType")?.endsWith("/cn-east-tz1a") === true,
        15_000,
      );
      await alice.choose("deviceType", "edcps.s2.normal");
      await alice.choose("deviceType", "edcps.c.normal1");
      const settled = await alice.waitForView(
        (view) =>
          ["osTypeId", "sysRaidTypeId", "dataRaidTypeId", "subnetId"].every((field) =>
            asks(view, field),
          ) && questionId(view, "osTypeId") === "osTypeId:cn-east-tz1/edcps.c.normal1",
        15_000,
      );
      // What Slack shows as chosen is what was chosen last, too.
      for (const [field, chosen] of [
        ["regionId", "cn-east-tz1"],
        ["az", "cn-east-tz1a"],
        ["deviceType", "edcps.c.normal1"],
      ] as const)
        expect(answerTo(settled, field)).toBe(chosen);
      world.cloud.faults.clear();
      world.slack.faults.clear();

      // What was on its way may still draw the form, so it is filled in as often as a person would until it is taken.
      const filled = await until("the form is taken", async () => {
        const filling = fillOrderForm(alice, { name: "fast-01" });
        if (
          !(await filling.then(
            () => true,
            () => false,
          ))
        )
          return undefined;
        const view = alice.view();
        await alice.submit();
        return JSON.stringify(alice.view()?.errors) === "{}" ? view : undefined;
      });
      const drawn = JSON.stringify(filled.blocks);
      for (const older of [
        "az:cn-north",
        "cn-east-tz1b/",
        "os-s2-normal",
        "raid-s2-normal",
        "subnet-by1a",
      ])
        expect(drawn).not.toContain(older);
      expect(answerTo(filled, "deviceType")).toBe("edcps.c.normal1");
      await alice.close();
    }),
);

it("what stands when both processes have ended is what was chosen last", () =>
  behindBalancer(async ({ world, second }) => {
    const alice = world.slack.as(ALICE);
    await alice.command(OPS, "/edcps create");
    await asking(alice, "regionId");
    world.slack.faults.set("views.update", { delay: 200 });
    for (const region of ["cn-north-by1", "cn-east-tz1", "cn-north-by1", "cn-east-tz1"])
      await alice.choose("regionId", region);
    await alice.waitForView((view) => questionId(view, "az") === "az:cn-east-tz1", 15_000);
    // Nobody draws the form after this.
    expect(await Promise.all([world.bot().stop(), second.stop()])).toEqual([0, 0]);
    const view = alice.view();
    expect(view && questionId(view, "az")).toBe("az:cn-east-tz1");
    expect(JSON.stringify(view?.blocks)).not.toContain("az:cn-north-by1");
  }));
