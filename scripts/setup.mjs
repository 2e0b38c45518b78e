/**
 * Makes a bare checkout ready: the packages of package-lock.json, and the programs that are named behind it.
 *
 *   node scripts/setup.mjs [bot] [redis-server] [chromium]
 *
 * `bot`: what the bot itself runs with is enough, on a Node that can run it, so that an installation without what only
 * development needs is left as it is. Ends with 69 when it does not succeed: 1 means something to some who call it.
 *
 * Says and does nothing when nothing is missing. Needs no packages, because it runs before there are any, and no newer
 * Node than the one that happens to be on the machine (20 or later).
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { constants as os, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** Of sysexits.h. */
const EX_UNAVAILABLE = 69;

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What each package manager calls the packages of a program; `service` is what the package would start at boot. */
const PROGRAMS = {
  "redis-server": {
    service: "redis-server",
    "apt-get": "redis-server",
    dnf: "redis",
    apk: "redis",
    brew: "redis",
  },
  chromium: {
    // with a font for Chinese text
    "apt-get": "chromium fonts-noto-cjk fonts-noto-color-emoji",
    dnf: "chromium google-noto-sans-cjk-fonts",
    apk: "chromium font-noto-cjk",
    brew: "--cask chromium",
  },
};

const INSTALL = {
  "apt-get": "apt-get install -y --no-install-recommends",
  dnf: "dnf install -y",
  apk: "apk add",
  brew: "brew install",
};

/** Something that whoever started this has to put right; its message is all that they see. */
class SetupFailure extends Error {}

/** Everything goes to stderr: stdout belongs to the command that is being made ready for. */
const say = (sentence) => process.stderr.write(`setup: ${sentence}\n`);

// ---------------------------------------------------------------------------------------------------- packages

async function makePackagesReady(isBotEnough) {
  if (packagesAreReady() || (isBotEnough && botIsReady())) return;
  await alone(createHash("sha256").update(ROOT).digest("hex").slice(0, 16), async () => {
    if (packagesAreReady()) return;
    say("node_modules is not what package-lock.json asks for, so npm ci is run.");
    // node_modules/.bin is left out of the PATH, because npm must not run on the Node that it is about to replace.
    const PATH = folders().filter((folder) => !folder.endsWith(join("node_modules", ".bin")));
    await run("npm", ["ci", "--include=dev", "--no-fund", "--no-audit", "--loglevel=error"], {
      PATH: PATH.join(delimiter),
    });
    if (!existsSync(ownNode))
      throw new SetupFailure(
        "npm ci has finished, but the Node.js that package.json asks for is not there. Its package brings it with an install script: are these switched off with ignore-scripts?",
      );
    if (!packagesAreReady())
      throw new SetupFailure(
        "npm ci has finished, but node_modules is still not what package-lock.json asks for.",
      );
  });
}

const ownNode = join(ROOT, "node_modules", ".bin", "node");

/**
 * Compares what npm wrote down when it last finished with what the lock file asks for. What is optional may be missing,
 * because most of it is made for other systems; what is there must be asked for.
 */
function packagesAreReady() {
  const installed = packagesIn("node_modules/.package-lock.json");
  const wanted = packagesIn("package-lock.json");
  if (!wanted) throw new SetupFailure("package-lock.json is missing or cannot be read.");
  if (!installed || !existsSync(ownNode)) return false;
  return (
    Object.entries(wanted).every(([path, asked]) => {
      const found = installed[path];
      return path === "" || (found ? isSame(asked, found) : asked.optional === true);
    }) && Object.keys(installed).every((path) => Object.hasOwn(wanted, path))
  );
}

const OLDEST_NODE = 24;

/** Whether everything that is no package of development is there, for the Node that runs this and what comes after it. */
function botIsReady() {
  const installed = packagesIn("node_modules/.package-lock.json") ?? {};
  return (
    Number.parseInt(process.versions.node, 10) >= OLDEST_NODE &&
    Object.entries(packagesIn("package-lock.json") ?? {}).every(
      ([path, asked]) =>
        path === "" ||
        asked.dev ||
        asked.optional ||
        asked.devOptional ||
        isSame(asked, installed[path]),
    )
  );
}

const isSame = (asked, found) =>
  asked.version === found?.version && asked.integrity === found?.integrity;

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(join(ROOT, file), "utf8")).packages;
  } catch {
    return undefined;
  }
}

// ---------------------------------------------------------------------------------------------------- programs

function checkAreKnown(programs) {
  const unknown = programs.filter((program) => !Object.hasOwn(PROGRAMS, program));
  if (unknown.length > 0)
    throw new SetupFailure(
      `This script cannot set up ${unknown.join(" and ")}, only ${Object.keys(PROGRAMS).join(" and ")}.`,
    );
}

async function makeProgramsReady(wanted) {
  if (missingOf(wanted).length === 0) return;
  if (process.getuid?.() !== 0 || !isOnPath("apt-get"))
    throw new SetupFailure(howToInstall(missingOf(wanted)));
  await alone("system", async () => {
    const missing = missingOf(wanted);
    if (missing.length > 0) await installWithApt(missing);
  });
}

async function installWithApt(programs) {
  const names = programs.join(" and ");
  say(
    `${names} ${programs.length === 1 ? "is" : "are"} not installed, so apt-get install is run; no service is started.`,
  );
  const env = {
    DEBIAN_FRONTEND: "noninteractive",
    PATH: [...folders(), "/usr/local/sbin", "/usr/sbin", "/sbin"].join(delimiter), // dpkg refuses to work without them
  };
  const apt = ["-q", "-o", "DPkg::Lock::Timeout=300"];
  const packages = programs.flatMap((program) => PROGRAMS[program]["apt-get"].split(" "));
  await withoutServices(async () => {
    await run("apt-get", [...apt, "update"], env).catch((error) => {
      if (error.stopped) throw error;
      say("The installation is tried with the package lists that are there.");
    });
    await run("apt-get", [...apt, "install", "-y", "--no-install-recommends", ...packages], env);
  });
  for (const { service } of programs.map((program) => PROGRAMS[program]))
    if (service && isOnPath("systemctl"))
      await run("systemctl", ["--quiet", "disable", service], env).catch((error) => {
        if (error.stopped) throw error;
        say(`The service ${service} may start with the next boot; nothing here needs it.`);
      });
  const still = missingOf(programs);
  if (still.length > 0)
    throw new SetupFailure(
      `apt-get has finished, but ${still.join(" and ")} cannot be found on the PATH.`,
    );
}

/** Debian asks this file whether a package may start its service: 101 is no. Ours only speaks while its writer lives. */
async function withoutServices(work) {
  const file = "/usr/sbin/policy-rc.d";
  const mark = "# Written by the setup of edcps-bot, which wants programs and no services.";
  const text = `#!/bin/sh\n${mark}\nkill -0 ${process.pid} 2>/dev/null && exit 101\nexit 0\n`;
  if (existsSync(file) && !readFileSync(file, "utf8").includes(mark)) return work(); // the machine has a rule of its own
  writeFileSync(file, text, { mode: 0o755 });
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function howToInstall(programs) {
  const manager = Object.keys(INSTALL).find(isOnPath);
  const missing = `${programs.join(" and ")} ${programs.length === 1 ? "is" : "are"} not installed.`;
  if (!manager)
    return `${missing} Install ${programs.length === 1 ? "it" : "them"} with the system's package manager and try again.`;
  const sudo = manager === "brew" || process.getuid?.() === 0 ? "" : "sudo ";
  const lines = programs.map(
    (program) => `${sudo}${INSTALL[manager]} ${PROGRAMS[program][manager]}`,
  );
  return `${missing} This line does it; run it and try again:\n\n  ${lines.join(" && ")}\n`;
}

const folders = () => (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
const missingOf = (programs) => programs.filter((program) => !isOnPath(program));

function isOnPath(program) {
  return folders().some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return statSync(join(folder, program)).isFile();
    } catch {
      return false;
    }
  });
}

// ------------------------------------------------------------------------------------------- one at a time, and children

const WAIT_AT_MOST_MS = 10 * 60_000;

/** Runs the work while no other setup does the same; a lock whose owner is gone does not count. */
async function alone(what, work) {
  const lock = join(tmpdir(), `edcps-bot-setup-${what}`);
  const owner = join(lock, "owner");
  const deadline = Date.now() + WAIT_AT_MOST_MS;
  for (let told = false; !taken(lock, owner); told = true) {
    if (!told) say("Another setup is at work; it is waited for.");
    if (Date.now() > deadline)
      throw new SetupFailure("Another setup has been at work for more than 10 minutes. Try again.");
    await after(200);
  }
  try {
    await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** Making a folder is what only one can do. */
function taken(lock, owner) {
  try {
    mkdirSync(lock);
    writeFileSync(owner, String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (isLeftBehind(lock, owner)) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function isLeftBehind(lock, owner) {
  try {
    process.kill(Number(readFileSync(owner, "utf8")) || Number.NaN, 0);
    return false;
  } catch (error) {
    if (error.code === "ESRCH") return true;
    if (error.code === "EPERM") return false; // it lives, and belongs to somebody else
    return existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 5_000; // taken by one that died before it signed
  }
}

/** Runs a program to its end, without input. Its output goes to stderr as it comes. */
async function run(program, args, env) {
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", process.stderr, process.stderr],
  });
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  let stopped;
  const stop = (signal) => {
    stopped = signal;
    child.kill(signal);
  };
  for (const signal of signals) process.on(signal, stop);
  try {
    const ended = await new Promise((resolve) => {
      child.once("error", (error) => resolve(error));
      child.once("close", (code, signal) => resolve(signal ?? code));
    });
    if (stopped) throw Object.assign(new SetupFailure(`${program} was stopped.`), { stopped });
    if (ended instanceof Error)
      throw new SetupFailure(
        ended.code === "ENOENT"
          ? `${program} cannot be found on the PATH.`
          : `${program} cannot be started: ${ended.code}.`,
      );
    if (ended !== 0)
      throw new SetupFailure(
        `${program} ${args.find((arg) => /^[a-z]/.test(arg))} did not succeed (${typeof ended === "number" ? `exit code ${ended}` : ended}); the lines above say why.`,
      );
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

try {
  const asked = process.argv.slice(2);
  const wanted = asked.filter((word) => word !== "bot");
  checkAreKnown(wanted);
  await makePackagesReady(asked.includes("bot"));
  await makeProgramsReady(wanted);
} catch (error) {
  if (error instanceof SetupFailure) say(error.message);
  else say(`The checkout could not be made ready: ${error.code ?? error.name}.`);
  process.exitCode = error.stopped ? 128 + os.signals[error.stopped] : EX_UNAVAILABLE;
}
