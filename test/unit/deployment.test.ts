import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { environmentSchema } from "../../src/config.ts";

const ROOT = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), "utf8");

const words = z.record(z.string(), z.string());
const { engines, scripts, devDependencies } = z
  .looseObject({
    engines: z.looseObject({ node: z.string() }),
    scripts: z.looseObject({ start: z.string() }),
    devDependencies: words,
  })
  .parse(JSON.parse(read("package.json")));

describe("docker-compose.yml", () => {
  const service = z.looseObject({
    command: z.array(z.string()).optional(),
    env_file: z.string().optional(),
    environment: words.optional(),
    volumes: z.array(z.union([z.string(), z.looseObject({ target: z.string() })])),
    ports: z.array(z.string()).optional(),
    networks: z.array(z.string()),
    healthcheck: z.looseObject({ test: z.array(z.string()) }),
    stop_grace_period: z.string(),
  });
  const text = read("docker-compose.yml");
  const compose = z
    .looseObject({
      services: z.strictObject({ bot: service, redis: service }),
      networks: z.record(z.string(), z.unknown()),
      volumes: z.record(z.string(), z.unknown()),
    })
    .parse(parseYaml(text));
  const { bot, redis } = compose.services;
  const known = Object.keys(environmentSchema.shape);

  test.each([
    ["bot", bot, "node"],
    ["redis", redis, "redis"],
  ] as const)("%s has no more rights than it needs", (_, container, user) => {
    expect(container).toMatchObject({
      user,
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      restart: "unless-stopped",
    });
    expect(container).not.toHaveProperty("privileged");
    expect(container).not.toHaveProperty("cap_add");
  });

  test("lets the bot take only so much of the machine, which Redis shares with it", () => {
    expect(bot).toMatchObject({ mem_limit: "1g", pids_limit: 100 });
    expect(redis).not.toHaveProperty("mem_limit"); // it would lose what it was trusted with
  });

  test("gives the bot only variables that it reads, and values that it takes", () => {
    expect(known).toEqual(expect.arrayContaining(Object.keys(bot.environment ?? {})));
    const interpolated = [...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name ?? "");
    expect(interpolated.toSorted()).toEqual(["ADMIN_PORT", "PORT"]);
    expect(known).toEqual(expect.arrayContaining(interpolated));
    expect(environmentSchema.partial().parse(bot.environment)).toMatchObject({
      HOST: "0.0.0.0",
      PORT: 3000,
      ADMIN_HOST: "0.0.0.0",
      ADMIN_PORT: 3001,
      REDIS_URL: ["redis://redis:6379"],
    });
    expect(bot.env_file).toBe(".env");
  });

  test("publishes what the bot listens on to this machine only, under the default numbers", () => {
    expect(bot.ports).toEqual([
      "127.0.0.1:${PORT:-3000}:3000",
      "127.0.0.1:${ADMIN_PORT:-3001}:3001",
    ]);
    const defaults = environmentSchema.pick({ PORT: true, ADMIN_PORT: true }).parse({});
    expect(defaults).toEqual({ PORT: 3000, ADMIN_PORT: 3001 });
  });

  test("lets only the bot reach Redis", () => {
    expect(redis.ports).toBeUndefined();
    expect(redis.networks).toEqual(["store"]);
    expect(compose.networks["store"]).toEqual({ internal: true });
    expect(bot.networks.toSorted()).toEqual(["outside", "store"]);
  });

  test("mounts the folder in which the bot looks for the policy, so that edits are seen; read-only, and never makes one up", () => {
    expect(bot.volumes).toEqual([
      {
        type: "bind",
        source: "./config",
        target: dirname(bot.environment?.["POLICY_FILE"] ?? ""),
        read_only: true,
        bind: { create_host_path: false },
      },
    ]);
  });

  test("finds prices in the same folder, once the line on them is taken in", () => {
    const { bot: priced } = z
      .looseObject({ services: z.looseObject({ bot: service }) })
      .parse(parseYaml(text.replaceAll(/^( {6})# (?=PRICES_FILE)/gm, "$1"))).services;
    expect(priced.environment).toEqual({
      ...bot.environment,
      PRICES_FILE: "/app/config/prices.yaml",
    });
    expect(known).toContain("PRICES_FILE");
    expect(bot.volumes).toEqual([
      expect.objectContaining({ target: dirname(priced.environment?.["PRICES_FILE"] ?? "") }),
    ]);
  });

  test("keeps every write of Redis on disk, in a volume, and evicts nothing", () => {
    expect(redis["image"]).toMatch(/^redis:[78]\b/);
    const [program, ...settings] = redis.command ?? [];
    expect(program).toBe("redis-server");
    expect(pairs(settings)).toEqual({
      "--appendonly": "yes",
      "--appendfsync": "always",
      "--maxmemory-policy": "noeviction",
      "--save": "",
    });
    expect(redis.volumes).toEqual(["orders:/data"]);
    expect(Object.keys(compose.volumes)).toEqual(["orders"]);
  });

  test("knows whether both are well, and starts the bot when Redis is", () => {
    expect(bot.healthcheck.test.join(" ")).toContain("'http://127.0.0.1:3001/healthz'");
    expect(redis.healthcheck.test.join(" ")).toContain("redis-cli ping");
    expect(bot["depends_on"]).toEqual({ redis: { condition: "service_healthy" } });
  });

  test("gives a stop longer than the bot waits for work in hand", () => {
    const [, waits] = /\bSTOP_WITHIN_MS = ([0-9_]+);/.exec(read("src/queue/worker.ts")) ?? [];
    const waitsMs = Number(waits?.replaceAll("_", ""));
    expect(waitsMs).toBeGreaterThan(0);
    expect(seconds(bot.stop_grace_period) * 1_000).toBeGreaterThanOrEqual(2 * waitsMs);
    expect(seconds(redis.stop_grace_period)).toBeGreaterThanOrEqual(10);
  });
});

describe("Dockerfile", () => {
  const text = read("Dockerfile");
  const instructions = text
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => /^[A-Z]+ /.test(line))
    .map((line) => {
      const [word = "", ...rest] = line.split(" ");
      return { word, rest: rest.join(" ") };
    });
  const all = (word: string): string[] =>
    instructions.filter((line) => line.word === word).map(({ rest }) => rest);
  const list = (json: string): readonly string[] => z.array(z.string()).parse(JSON.parse(json));
  const majors = all("FROM").map((rest) => /^node:([0-9]+)-slim(?: AS build)?$/.exec(rest)?.[1]);

  test("builds on, and runs, the Node that package.json asks for and the tests run on", () => {
    const major = process.versions.node.split(".")[0];
    expect(majors).toEqual([major, major]);
    expect(engines.node).toBe(`>=${major}`);
    expect(devDependencies["node"]?.split(".")[0]).toBe(major);
  });

  test("copies what exists and what .dockerignore lets through, and nothing secret", () => {
    const copied = all("COPY")
      .filter((rest) => !rest.startsWith("--from="))
      .flatMap((rest) => rest.split(" ").slice(0, -1));
    for (const source of copied) expect(existsSync(new URL(source, ROOT)), source).toBe(true);
    const lines = read(".dockerignore")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    expect(lines[0]).toBe("*");
    expect(lines.slice(1).toSorted()).toEqual(copied.map((source) => `!${source}`).toSorted());
    expect(copied.toSorted()).toEqual([
      "package-lock.json",
      "package.json",
      "scripts/build.ts",
      "src",
    ]);
  });

  test("runs no package's script, and takes over what was built, alone", () => {
    expect(all("RUN")).toEqual([
      expect.stringMatching(/^npm ci --ignore-scripts /),
      "node scripts/build.ts",
    ]);
    const second = instructions.slice(instructions.findLastIndex(({ word }) => word === "FROM"));
    expect(second.filter(({ word }) => word === "COPY" || word === "RUN")).toEqual([
      { word: "COPY", rest: "--from=build /app/dist ./" },
    ]);
  });

  test("starts the bot as npm start does, as nobody special, without a shell that would keep SIGTERM", () => {
    expect(list(all("CMD")[0] ?? "[]")).toEqual(
      scripts.start.replace("src/start.js", "main.js").split(" "),
    );
    expect(all("ENTRYPOINT")).toEqual([]);
    expect(all("USER")).toEqual(["node"]);
    expect(instructions.findIndex(({ word }) => word === "USER")).toBeGreaterThan(
      instructions.findLastIndex(({ word }) => word === "RUN" || word === "COPY"),
    );
  });

  test("lets Node's heap grow to less than docker-compose.yml lets the container have", () => {
    const mib = (flag: string): number =>
      Number(new RegExp(`"--${flag}=([0-9]+)"`).exec(all("CMD")[0] ?? "")?.[1]);
    // What is new has three spaces.
    const heap = mib("max-old-space-size") + 3 * mib("max-semi-space-size");
    const [, gib] = /^ +mem_limit: ([0-9]+)g\b/m.exec(read("docker-compose.yml")) ?? [];
    expect(heap).toBeGreaterThan(0);
    expect(heap).toBeLessThan(Number(gib) * 1_024);
  });

  test("sets only variables that the bot, Node or the allocator reads, and opens the health pages to the check", () => {
    const set = Object.fromEntries(all("ENV").map((rest) => rest.split("=", 2)));
    expect(set).toEqual({ NODE_ENV: "production", ADMIN_HOST: "0.0.0.0", MALLOC_ARENA_MAX: "2" });
    expect(Object.keys(environmentSchema.shape)).toContain("ADMIN_HOST");
    const [, check = ""] = (all("HEALTHCHECK")[0] ?? "").split(" CMD ");
    expect(list(check).slice(0, 2)).toEqual(["node", "-e"]);
    expect(check).toContain("/healthz");
    expect(check).toContain("ADMIN_PORT || 3001");
  });
});

const pairs = (args: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    args.flatMap((arg, index) => (index % 2 === 0 ? [[arg, args[index + 1] ?? ""]] : [])),
  );
const seconds = (text: string): number => Number(/^([0-9]+)s$/.exec(text)?.[1]);
