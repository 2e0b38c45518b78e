import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBot } from "../../playground/bot.ts";
import { startWorld, type World } from "../../playground/start-world.ts";
import {
  ALICE,
  approve,
  BOB,
  card,
  OPS,
  order,
  purchasesOf,
  result,
} from "../support/order-story.ts";
import { until } from "../support/until.ts";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const dockerfile = readFileSync(join(ROOT, "Dockerfile"), "utf8");

/** Does what the first stage of the Dockerfile does, with the packages that are here, and leaves what the second takes. */
async function built(): Promise<string> {
  const stage = mkdtempSync(join(tmpdir(), "edcps-build-"));
  for (const [, sources = "", target = ""] of dockerfile.matchAll(/^COPY (?!--)(.+) (\S+)$/gm))
    for (const source of sources.split(" ")) {
      const to = target.endsWith("/") ? join(stage, target, source) : join(stage, target);
      mkdirSync(dirname(to), { recursive: true });
      cpSync(join(ROOT, source), to, { recursive: true });
    }
  symlinkSync(join(ROOT, "node_modules"), join(stage, "node_modules"));
  const [, script = ""] = /^RUN node (\S+)$/m.exec(dockerfile) ?? [];
  await run(process.execPath, [script], { cwd: stage });
  const [, dist = ""] = /^COPY --from=build \/app\/(\S+) \.\/$/m.exec(dockerfile) ?? [];
  const taken = mkdtempSync(join(tmpdir(), "edcps-built-"));
  renameSync(join(stage, dist), taken);
  rmSync(stage, { recursive: true });
  return taken;
}

let folder: string;
beforeAll(async () => {
  folder = await built();
});
afterAll(() => rmSync(folder, { recursive: true }));

const textsOf = () =>
  globSync("**/*.js", { cwd: folder }).map((file) => readFileSync(join(folder, file), "utf8"));

describe("what is built", () => {
  it("needs nothing but Node, also where it loads something late", () => {
    const asked = textsOf().flatMap((text) =>
      [...text.matchAll(/^import (?:.* from )?"(.+?)";$|\b(?:__require|import)\("(.+?)"\)/gm)].map(
        ([, statically, called]) => statically ?? called ?? "",
      ),
    );
    expect(asked).toEqual(expect.arrayContaining(["node:crypto", "worker_threads"]));
    const packages = asked.filter((name) => !isBuiltin(name) && !/^\.\.?\//.test(name));
    // Both are optional: a binary, and another client for Redis, which BullMQ loads for whoever uses it.
    expect(packages.toSorted()).toEqual(["@valkey/valkey-glide", "msgpackr-extract"]);
  });

  it("stands where no packages can be found", () => {
    const { resolve } = createRequire(join(folder, "main.js"));
    expect(resolve.paths("zod")?.filter((path) => existsSync(path))).toEqual([]);
  });

  it("says which part comes from where, under the names of the source", () => {
    const main = readFileSync(join(folder, "main.js"), "utf8");
    expect(main).toMatch(/^\/\/ src\/workflow\/place-order\.ts$/m);
    expect(main).toContain("function placeOrder(");
  });

  it("is held by Node with one byte a letter", () => {
    // oxlint-disable-next-line no-control-regex
    for (const text of textsOf()) expect(/[^\u0000-\u00ff]/.test(text)).toBe(false);
  });

  it("names the licenses of the packages that are in it", () => {
    const licenses = readFileSync(join(folder, "licenses.md"), "utf8");
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    for (const name of Object.keys(dependencies)) expect(licenses).toContain(`## ${name} - `);
  });
});

describe.each(["http", "socket"] as const)("the built bot, over %s", (mode) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ mode });
  });
  afterAll(() => world.stop());

  it("starts where there are no packages, answers, buys, tells its numbers, and ends when it is asked to", async () => {
    const bot = startBot(world.env, { root: folder, file: "main.js" });
    try {
      await bot.ready();
      const { body } = await world.slack.as(ALICE).command(OPS, "/edcps help");
      expect(JSON.stringify(body)).toContain("/edcps create");

      const id = await order(world, { name: `built-${mode}` });
      await approve(world, id, BOB);
      expect((await result(world, id)).text).toContain("bought for");
      expect(purchasesOf(world, `built-${mode}`)).toHaveLength(1);
      const numbers = await (await fetch(`${bot.adminUrl}/metrics`)).text();
      expect(numbers).toMatch(/^edcps_bot_ready 1$/m);
      expect(world.slack.complaints).toEqual([]);
    } finally {
      expect(await bot.stop(), bot.output()).toBe(0);
    }
  });
});

describe("the commands that are built", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  it("are run as in a checkout, and tell what the policy says and what was recorded", async () => {
    const bot = startBot(world.env, { root: folder, file: "main.js" });
    const npm = async (...args: string[]): Promise<string> => {
      const env = {
        PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter),
        REDIS_URL: world.redis.url,
        POLICY_FILE: world.env["POLICY_FILE"],
      };
      return (await run("npm", ["run", "-s", ...args], { cwd: folder, env })).stdout;
    };
    try {
      expect(await npm("policy", "--", "check")).toContain("small, everything else");
      expect(
        await npm("policy", "--", "explain", "--user", ALICE, "--language", "zh", "count=2"),
      ).toContain("S0LEADS01");
      await bot.ready();
      const id = await order(world, { name: "recorded" });
      await card(world, id);
      expect(await npm("audit", "--", "--format", "csv")).toMatch(new RegExp(`,${id},place,ok,`));
      await until("everything is sealed", async () => {
        const said = await npm("audit", "--", "--verify");
        return said.includes("is whole") && !said.includes("not sealed yet");
      });
    } finally {
      expect(await bot.stop(), bot.output()).toBe(0);
    }
  });
});
