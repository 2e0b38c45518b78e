import { parseArgs } from "node:util";
import { narrate } from "./narrate.ts";
import { playOnce } from "./play-once.ts";
import { startWorld } from "./start-world.ts";

const USAGE = `npm run demo [-- --once] [-- --socket] [-- --port N] [-- --log]
  --once     plays one order with approval, prints the instance ids, and ends
  --socket   Slack delivers through Socket Mode instead of HTTP
  --port N   where the page is (default: any free port)
  --log      prints the bot's own log too`;

function readArguments(): {
  once: boolean;
  socket: boolean;
  log: boolean;
  port: number;
  help: boolean;
} {
  try {
    const { values } = parseArgs({
      options: {
        once: { type: "boolean" },
        socket: { type: "boolean" },
        log: { type: "boolean" },
        help: { type: "boolean" },
        port: { type: "string" },
      },
    });
    const { once = false, socket = false, log = false, help = false, port = "0" } = values;
    if (!/^[0-9]{1,5}$/.test(port) || Number(port) > 65_535)
      throw new Error("--port takes a port number up to 65535.");
    return { once, socket, log, help, port: Number(port) };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    process.exit(2);
  }
}

const { once, socket, log, port, help } = readArguments();
const print = (line: string): void => void process.stdout.write(`${line}\n`);
if (help) {
  print(USAGE);
  process.exit(0);
}

const mode = socket ? "socket" : "http";
const world = await startWorld({
  mode,
  // Slow enough to watch servers being built, unless nobody watches.
  cloud: { bootMs: once ? 100 : 12_000 },
  ...(log ? { onLine: (line: string) => print(`bot              ${line}`) } : {}),
});
narrate(world, print);

let stopping = false;
const stop = async (code: number): Promise<never> => {
  stopping = true;
  await world.stop();
  process.exit(code);
};

await world.start().catch(async (error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  await stop(1);
});

if (once) {
  try {
    const ids = await playOnce(world, print);
    print(`\nBought exactly once, instance ids:\n${ids.join("\n")}`);
    await stop(0);
  } catch (error) {
    process.stderr.write(
      `\n${error instanceof Error ? error.message : String(error)}\n${world.bot().output().slice(-3_000)}\n`,
    );
    await stop(1);
  }
}

// Only now: playing once needs no page.
const { startControl } = await import("./control/control-server.ts");
const control = await startControl(world, { port, mode }).catch(async (error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The page could not be opened: ${reason}\n`);
  return stop(1);
});
print(`\nThe playground is open: ${control.url}   (Ctrl-C ends it)\n`);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (stopping) process.exit(1);
    stopping = true;
    void control.stop().then(() => stop(0));
  });
}
