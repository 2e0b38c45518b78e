import { describe, expect, it } from "vitest";
import { areaOf, filesOf, importsOf, table, trespassesOf } from "../support/imports.ts";

const files = filesOf("src", "playground");

describe("the house", () => {
  it.each(files)("keeps its walls: %s", (file, source) => {
    expect(trespassesOf(file, source)).toEqual([]);
  });

  it("was really looked at", () => {
    const areas = new Set(files.map(([file]) => areaOf(file)));
    expect([...areas].toSorted()).toEqual(Object.keys(table).toSorted());
    const imports = files.flatMap(([, source]) => importsOf(source));
    expect(imports.length).toBeGreaterThan(200);
  });

  it("is looked at in every file that a runtime would load", () => {
    const main = files.find(([file]) => file === "src/main.ts")?.[1] ?? "";
    expect(importsOf(main).map(({ specifier }) => specifier)).toEqual(
      expect.arrayContaining(["./compose.ts", "./config.ts", "./log.ts"]),
    );
  });
});

describe("an import", () => {
  it.each([
    ['import { a } from "./a.ts";', "./a.ts", false],
    ['import type { A } from "./a.ts";', "./a.ts", true],
    ['import { type A } from "./a.ts";', "./a.ts", false],
    ['import type from "./a.ts";', "./a.ts", false],
    ['import {\n  a,\n  b,\n} from "./a.ts";', "./a.ts", false],
    ["import{a}from'./a.ts'", "./a.ts", false],
    ['import * as a from "./a.ts";', "./a.ts", false],
    ['import"./a.ts"', "./a.ts", false],
    ['import "./a.ts";', "./a.ts", false],
    ['export * from "./a.ts";', "./a.ts", false],
    ['export*from"./a.ts"', "./a.ts", false],
    ['export { a } from "./a.ts";', "./a.ts", false],
    ['export type { A } from "./a.ts";', "./a.ts", true],
    ['const a = await import("./a.ts");', "./a.ts", false],
    ["const a = await import( /* why */ `./a.ts`);", "./a.ts", false],
    ['type A = import("./a.ts").A;', "./a.ts", false],
    ['const a = require("./a.ts");', "./a.ts", false],
    ['// import { a } from "./a.ts";', "./a.ts", false],
    ['import a from "./a.json" with { type: "json" };', "./a.json", false],
    ["await import(name);", "(unreadable)", false],
    ["await import(`./${name}.ts`);", "(unreadable)", false],
  ])("is seen in %j", (source, specifier, typeOnly) => {
    expect(importsOf(source)).toEqual([{ specifier, typeOnly }]);
  });

  it("of types and of values of one file is one of values", () => {
    const source = 'import type { A } from "./a.ts";\nimport { a } from "./a.ts";';
    expect(importsOf(source)).toEqual([{ specifier: "./a.ts", typeOnly: false }]);
  });

  it("is not made of what only sounds like one", () => {
    for (const source of [
      'const x = "from";',
      "export const from = 1;",
      'throw new Error("import it");',
      "export interface A { from: string }",
      "import.meta.url",
      'import.meta.resolve("x")',
    ])
      expect(importsOf(source)).toEqual([]);
  });
});

describe("a trespass", () => {
  it.each([
    ["src/order/order.ts", 'import { z } from "bullmq";'],
    ["src/order/order.ts", 'import { createHash } from "node:crypto";'],
    ["src/order/order.ts", 'import type { Orders } from "../workflow/ports.ts";'],
    ["src/order/order.ts", 'import type { Config } from "../config.ts";'],
    ["src/order/order.ts", 'import { remembered } from "../remembered.ts";'],
    ["src/order/deep/er/order.ts", 'export * from "../../../slack/text.ts";'],
    ["src/order/decide.ts", "const now = new Date();"],
    ["src/order/decide.ts", "const id = Math.random();"],
    ["src/order/decide.ts", "export async function decide() {}"],
    ["src/workflow/place-order.ts", 'import { texts } from "../slack/texts.ts";'],
    ["src/workflow/place-order.ts", 'import type { View } from "../slack/blocks.ts";'],
    ["src/workflow/place-order.ts", 'import { z } from "zod";'],
    ["src/workflow/place-order.ts", 'import { createHmac } from "node:crypto";'],
    ["src/workflow/place-order.ts", "const id = crypto.randomUUID();"],
    ["src/workflow/place-order.ts", "const now = Date.now();"],
    ["src/slack/command.ts", 'import { redisOrders } from "../store/redis-orders.ts";'],
    ["src/slack/command.ts", 'import type { RedisConnection } from "../store/redis.ts";'],
    ["src/slack/command.ts", 'import { readConfig } from "../config.ts";'],
    ["src/slack/command.ts", 'import { type Receive } from "../config.ts";'],
    ["src/slack/command.ts", 'import { createLog } from "../log.ts";'],
    ["src/slack/command.ts", 'import { Queue } from "bullmq";'],
    ["src/slack/command.ts", 'import { compose } from "../compose.ts";'],
    ["src/slack/texts/steps.ts", 'import { jobs } from "../../queue/jobs.ts";'],
    ["src/slack/command.ts", 'const { jobs } = await import("../queue/jobs.ts");'],
    ["src/slack/command.ts", "const found = await import(where);"],
    ["src/edcps/client.ts", 'import { literal } from "../slack/text.ts";'],
    ["src/queue/worker.ts", 'import { connectRedis } from "../store/redis.ts";'],
    ["src/queue/worker.ts", 'import { type RedisConnection } from "../store/redis.ts";'],
    ["src/queue/worker.ts", 'import type { Orders } from "../store/redis-orders.ts";'],
    ["src/queue/worker.ts", 'import { Redis } from "ioredis";'],
    ["src/store/redis.ts", 'import { jobs } from "../queue/jobs.ts";'],
    ["src/store/redis.ts", 'import { Queue } from "bullmq";'],
    ["src/admin/metrics.ts", 'import { bullProducer } from "../queue/producer.ts";'],
    ["src/main.ts", 'import { redisOrders } from "./store/redis-orders.ts";'],
    ["src/main.ts", 'import type { Order } from "./order/order.ts";'],
    ["src/compose.ts", 'import "./main.ts";'],
    ["src/compose.ts", 'import { startWorld } from "../playground/start-world.ts";'],
    ["src/compose.ts", 'import { anOrder } from "../test/support/an-order.ts";'],
    ["src/compose.ts", 'import { Redis } from "ioredis";'],
    ["src/edcps/client.ts", 'import type { Fault } from "../../playground/edcps/faults.ts";'],
    ["src/remembered.ts", 'import type { Order } from "./order/order.ts";'],
    ["src/new-thing.ts", "export {};"],
    ["src/billing/price.ts", "export {};"],
    ["playground/slack/slack.ts", 'import { jobs } from "../../src/queue/jobs.ts";'],
    ["playground/slack/slack.ts", 'import type { Order } from "../../src/order/order.ts";'],
    ["playground/page/app.tsx", 'import { texts } from "../../src/slack/texts.ts";'],
    ["playground/slack/slack.ts", 'import { until } from "../../test/support/until.ts";'],
    ["src/slack/command.ts", "const token = process.env.SLACK_BOT_TOKEN;"],
    ["src/slack/command.ts", 'const token = process["env"]["SLACK_BOT_TOKEN"];'],
    ["src/slack/command.ts", "const { env } = process;"],
    ["src/slack/command.ts", 'import { env } from "node:process";'],
    ["src/slack/command.ts", 'const token = globalThis.process?.env["SLACK_BOT_TOKEN"];'],
    ["src/compose.ts", "readConfig(process.env);"],
    ["src/main.ts", "readConfig(process.env);"],
    ["src/commands/export-audit.ts", "readRedisConfig(process.env);"],
  ])("is caught in %s: %s", (file, source) => {
    expect(trespassesOf(file, source)).toHaveLength(1);
  });

  it.each([
    [
      "src/order/order.ts",
      'import { z } from "zod";\nimport type { Status } from "./lifecycle.ts";',
    ],
    [
      "src/order/policy.ts",
      "/** Not async: no clock, no Promise, no process. */\nconst at = new Date(0); // not Date.now()",
    ],
    [
      "src/workflow/ports.ts",
      'import type { Order } from "../order/order.ts";\nexport type Clock = () => Date;',
    ],
    ["src/slack/slack-app.ts", 'import type { Receive } from "../config.ts";'],
    ["src/slack/texts/steps.ts", 'import { escaped } from "../text.ts";'],
    ["src/queue/worker.ts", 'import type { RedisConnection } from "../store/redis.ts";'],
    ["src/config.ts", "return process.env;"],
    ["playground/bot.ts", "spawn(process.execPath, ['src/main.ts'], { env: process.env });"],
  ])("is not what %s does: %s", (file, source) => {
    expect(trespassesOf(file, source)).toEqual([]);
  });
});
