import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startWorld, type World } from "../../playground/start-world.ts";
import { approve, order, purchasesOf, result } from "../support/order-story.ts";
import { readBody } from "../support/stored-orders.ts";
import { runAudit } from "../support/run-audit.ts";
import { hashOf } from "../../playground/edcps/ledger.ts";

const PASSWORD = "Tr4vel-Gn0me!x9";
const SCRIPT = "#!/bin/bash\necho zebra-crossing-4711\n";

let world: World;
let monitor: Redis;
let watcher: Redis;
/** Every command that Redis was ever sent: queue payloads, orders, scripts. */
const sentToRedis: string[] = [];

beforeAll(async () => {
  world = await startWorld({ env: { LOG_LEVEL: "trace" } });
  watcher = new Redis(world.redis.url);
  monitor = await watcher.monitor();
  monitor.on("monitor", (_time: string, args: string[]) => sentToRedis.push(args.join(" ")));
  await world.start();
});
afterAll(async () => {
  monitor.disconnect();
  watcher.disconnect();
  await world.stop();
});

it("no key, token, password, script or response URL is in a log, a message, a queue payload or the store", async () => {
  // One that is bought, and one that fails with an answer that quotes what was sent.
  const bought = await order(world, {
    name: "secret-1",
    sections: "access",
    password: PASSWORD,
    userData: SCRIPT,
  });
  await approve(world, bought);
  await result(world, bought);
  world.cloud.faults.set(
    "createInstances",
    {
      kind: "error",
      http: 400,
      status: "INVALID_ARGUMENT",
      message: `password ${PASSWORD} is not good, nor is ${Buffer.from(SCRIPT).toString("base64")}`,
    },
    1,
  );
  const refused = await order(world, {
    name: "secret-2",
    sections: "access",
    password: PASSWORD,
    userData: SCRIPT,
  });
  await approve(world, refused);
  await result(world, refused);

  // The cloud did get them: what follows is not about an order without secrets.
  expect(Object.values(purchasesOf(world, "secret-1")[0]?.secretHashes ?? {}).sort()).toEqual(
    [hashOf(PASSWORD), hashOf(Buffer.from(SCRIPT).toString("base64"))].sort(),
  );

  const { slack, cloud, env } = world;
  const responseUrls = slack.traffic.flatMap(
    (entry) => JSON.stringify(entry).match(/https?:[^"\\]*\/response\/[^"\\]*/g) ?? [],
  );
  expect(responseUrls.length).toBeGreaterThan(0);
  const secrets: Record<string, string> = {
    password: PASSWORD,
    script: "zebra-crossing-4711",
    "script in base64": Buffer.from(SCRIPT).toString("base64"),
    "bot token": slack.botToken,
    "signing secret": slack.signingSecret,
    "cloud's secret key": cloud.secretKey,
    "encryption key": env["ORDER_ENCRYPTION_KEY"] ?? "",
    "encryption key as hex": Buffer.from(env["ORDER_ENCRYPTION_KEY"] ?? "", "base64").toString(
      "hex",
    ),
    ...Object.fromEntries(responseUrls.map((url, index) => [`response URL ${index}`, url])),
  };

  const store: string[] = [];
  for (const key of await watcher.keys("*"))
    store.push(key, (await watcher.dumpBuffer(key))?.toString("latin1") ?? "");
  const orders = await Promise.all(
    (await watcher.keys("*:order:*")).map((key) => readBody(watcher, key)),
  );
  const places: Record<string, string> = {
    log: world.bot().output(),
    messages: JSON.stringify(
      slack.traffic
        .filter(({ kind }) => kind === "call")
        .map((entry) => ("args" in entry ? entry.args : "")),
    ),
    "commands to Redis": sentToRedis.join("\n"),
    store: store.join("\n"),
    "orders, unpacked": orders.join("\n"),
    "audit trail": (await runAudit(world.redis.url)).stdout,
  };
  // Each place holds something of these orders, so an empty one cannot pass for a clean one.
  for (const [place, content] of Object.entries(places)) expect(content, place).toContain(bought);
  for (const [place, content] of Object.entries(places))
    for (const [name, secret] of Object.entries(secrets))
      expect(content.includes(secret), `${name} in ${place}`).toBe(false);
});
