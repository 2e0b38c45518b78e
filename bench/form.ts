/**
 * How long the bot itself takes to draw the order form: from the listener to the moment when the call to Slack is sent
 * (or a search is answered), with a warm catalogue, in the largest world and in a small one. The cloud's and Slack's own
 * time is not in it. Loopback only.
 *
 *   node bench/form.ts
 */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { App } from "@slack/bolt";
import { parse as parseYaml } from "yaml";
import { startCloud } from "../playground/edcps/cloud.ts";
import { worstCaseWorld } from "../playground/edcps/worst-case-world.ts";
import { demoWorld, type CloudWorld } from "../playground/edcps/world.ts";
import { carryValues, type Values } from "../playground/slack/element-state.ts";
import { edcpsCatalogue } from "../src/edcps/catalogue.ts";
import { edcpsClient } from "../src/edcps/client.ts";
import type { FieldId, FormAbilities } from "../src/order/form-fields.ts";
import { policySchema } from "../src/order/policy-file.ts";
import { priceBookSchema } from "../src/order/price-book.ts";
import { registerListeners, type ListenerPorts } from "../src/slack/listeners.ts";
import { orderForm } from "../src/slack/order-form.ts";
import { slackLogger } from "../src/slack/slack-logger.ts";
import { gestureClient } from "../src/slack/web-clients.ts";
import { memoryDrawings } from "../test/support/memory-drawings.ts";

const ROUNDS = 40;
const WARM_UP_ROUNDS = 5;
/** For one world; the whole stays under a minute whatever happens. */
const LONGEST_MS = 24_000;
const TARGET_MS = 300;

const playground = (name: string): unknown =>
  parseYaml(readFileSync(new URL(`../playground/${name}`, import.meta.url), "utf8"));
const policy = policySchema.parse(playground("policy.yaml"));
const prices = priceBookSchema.parse(playground("prices.yaml"));
const has: FormAbilities = { sealing: true, limits: policy.limits, prices: true };
const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

interface ShownView {
  readonly blocks: readonly {
    readonly block_id?: string;
    readonly type: string;
    readonly element?: { readonly action_id?: string; readonly type: string };
  }[];
  readonly private_metadata: string;
}

/** Slack, as far as a form needs it: takes every view, and notes when it came. */
interface Screen {
  readonly url: string;
  /** Ends with the next view that arrives: when it did, and how large it is. */
  next(): Promise<{ readonly at: number; readonly bytes: number }>;
  /** What stands there, and what was answered in it. */
  now(): { readonly view: ShownView; readonly values: Values };
  answer(field: FieldId, held: object): { readonly block_id: string };
  clear(): void;
  readonly server: Server;
}

async function screen(): Promise<Screen> {
  let view: ShownView = { blocks: [], private_metadata: "" };
  let values: Values = {};
  let waiting: ((arrived: { at: number; bytes: number }) => void) | undefined;
  let hashes = 0;
  const server = createServer((request, response) => {
    const at = performance.now();
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const given = new URLSearchParams(Buffer.concat(chunks).toString("utf8")).get("view") ?? "{}";
      view = JSON.parse(given) as ShownView;
      values = carryValues(view.blocks, values);
      hashes += 1;
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify({ ok: true, view: { id: "V1", hash: String(hashes) } }));
      waiting?.({ at, bytes: Buffer.byteLength(given) });
      waiting = undefined;
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    server,
    next: () =>
      new Promise((resolve) => {
        waiting = resolve;
      }),
    now: () => ({ view, values }),
    answer(field, held) {
      const block = view.blocks.find(
        ({ type, element }) => type === "input" && element?.action_id === field,
      );
      const id = block?.block_id;
      if (id === undefined) throw new Error(`The form does not ask for ${field}.`);
      values = { ...values, [id]: { [field]: { type: block?.element?.type, ...held } } };
      return { block_id: id };
    },
    clear() {
      values = {};
    },
  };
}

type Handler = (given: object) => Promise<void>;

/** The bot's listeners, without what brings requests to them. */
function listening(ports: ListenerPorts): Record<"command" | "choice" | "search", Handler> {
  const found: Partial<Record<"command" | "choice" | "search", Handler>> = {};
  const app = {
    command: (_: string, handle: Handler) => (found.command = handle),
    action: ({ callback_id }: { callback_id?: string }, handle: Handler) => {
      if (callback_id !== undefined) found.choice = handle;
    },
    options: ({ action_id }: { action_id: string }, handle: Handler) => {
      if (action_id === "subnetId") found.search = handle;
    },
    view: () => undefined,
  };
  registerListeners(app as unknown as App, ports);
  const { command, choice, search } = found;
  if (!command || !choice || !search) throw new Error("The listeners have other names now.");
  return { command, choice, search };
}

interface Place {
  readonly region: string;
  readonly otherRegion: string;
  readonly az: string;
  readonly type: string;
  readonly otherType: string;
  readonly subnet: string;
}

interface Measured {
  readonly bytes: number;
  readonly ms: number[];
}

async function measure(world: CloudWorld, place: Place): Promise<ReadonlyMap<string, Measured>> {
  const cloud = await startCloud({ world });
  const slack = await screen();
  const client = edcpsClient({
    accessKey: cloud.accessKey,
    secretKey: cloud.secretKey,
    endpoint: cloud.url,
    now: () => new Date(),
  });
  // A clock that stands still keeps what was loaded once fresh.
  const frozen = new Date();
  const catalogue = edcpsCatalogue(client, { now: () => frozen });
  const web = gestureClient({
    token: "xoxb-bench",
    apiUrl: slack.url,
    logger: slackLogger(quiet),
  });
  const form = orderForm({
    client: web,
    catalogue,
    drawings: memoryDrawings(),
    prices,
    has: () => has,
    clock: () => new Date(),
    log: quiet,
  });
  const listeners = listening({
    people: {
      languageOf: () => Promise.resolve("en"),
      identify: (by: object) => Promise.resolve({ ...by, standing: "member" as const, groups: [] }),
    },
    policy: () => policy,
    prices,
    catalogue,
    form,
    has: () => has,
    client: web,
    log: quiet,
  } as unknown as ListenerPorts);

  const measured = new Map<string, Measured>();
  let isWarm = false;
  const note = (step: string, ms: number, bytes: number): void => {
    if (!isWarm) return;
    const before = measured.get(step)?.ms ?? [];
    measured.set(step, { bytes, ms: [...before, ms] });
  };
  let turn = 1_000;
  const person = { user: { id: "U1", team_id: "T1" }, team: { id: "T1" } };
  const shown = (): object => {
    const { view, values } = slack.now();
    return { id: "V1", ...view, state: { values } };
  };
  const ack = (): Promise<void> => Promise.resolve();

  const drawn = async (step: string, gesture: () => Promise<void>): Promise<void> => {
    const arriving = slack.next();
    const began = performance.now();
    const handled = gesture();
    const { at, bytes } = await arriving;
    note(step, at - began, bytes);
    await handled;
    await form.idle();
  };
  const open = (step: string, line: string): Promise<void> => {
    slack.clear();
    return drawn(step, () =>
      listeners.command({
        body: { team_id: "T1", user_id: "U1", channel_id: "C0OPS", trigger_id: "1", text: line },
        ack,
      }),
    );
  };
  const choose = (step: string, field: FieldId, held: object): Promise<void> =>
    drawn(step, () => {
      const { block_id } = slack.answer(field, held);
      turn += 1;
      const action = { action_id: field, block_id, action_ts: `${turn}.000001` };
      return listeners.choice({ body: { ...person, view: shown(), actions: [action] }, ack });
    });
  const option = (value: string): object => ({
    selected_option: { text: { type: "plain_text", text: value }, value },
  });
  const search = async (step: string, typed: string): Promise<void> => {
    const began = performance.now();
    await listeners.search({
      body: { ...person, action_id: "subnetId", block_id: "subnetId", value: typed, view: shown() },
      ack: (answer: object) => {
        note(step, performance.now() - began, Buffer.byteLength(JSON.stringify(answer)));
        return Promise.resolve();
      },
    });
  };
  const sections = ["network", "access", "secondInterface", "advanced"];
  const ticked = {
    selected_options: sections.map((value) => ({
      text: { type: "plain_text", text: value },
      value,
    })),
  };

  const round = async (): Promise<void> => {
    await open("opening, empty", "create");
    await choose("choice of a region", "regionId", option(place.otherRegion));
    await choose("choice of a region", "regionId", option(place.region));
    await choose("choice of a zone", "az", option(place.az));
    await choose("choice of a type", "deviceType", option(place.otherType));
    await choose("choice of a type", "deviceType", option(place.type));
    await search("a search in the subnets", place.subnet.slice(0, -1));
    await choose("sections opened", "sections", ticked);
    await choose("a number typed, all sections open", "count", { value: "2" });
    await choose("a number typed, all sections open", "count", { value: "3" });
    await open(
      "opening, filled by one line",
      `create region=${place.region} az=${place.az} type=${place.type} subnet=${place.subnet} count=2 internet=yes bandwidth=10 name=bench-01 hostname=bench extensionSubnetId=${place.subnet} extensionEnableInternet=no ip=10.0.1.9 why=bench`,
    );
  };
  try {
    for (let warmUp = 0; warmUp < WARM_UP_ROUNDS; warmUp += 1) await round();
    isWarm = true;
    const until = performance.now() + LONGEST_MS;
    for (let done = 0; done < ROUNDS && performance.now() < until; done += 1) await round();
  } finally {
    slack.server.close();
    slack.server.closeAllConnections();
    await client.close();
    await cloud.stop();
  }
  return measured;
}

const small = await measure(demoWorld(), {
  region: "cn-east-tz1",
  otherRegion: "cn-north-by1",
  az: "cn-east-tz1a",
  type: "edcps.c.normal1",
  otherType: "edcps.s2.normal",
  subnet: "subnet-tz1a-001",
});
const large = await measure(worstCaseWorld(), {
  region: "cn-worst-0001",
  otherRegion: "cn-worst-0002",
  az: "cn-worst-0001a",
  type: "edcps.worst.type0001",
  otherType: "edcps.worst.type0002",
  subnet: "subnet-worst-4001",
});

const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(part * values.length))] ??
  Number.NaN;
const line = (cells: readonly string[]): string =>
  cells.map((cell, index) => (index === 0 ? cell.padEnd(36) : cell.padStart(11))).join("");
const print = (text: string): void => void process.stdout.write(`${text}\n`);

print(`The bot's own time in ms, target under ${TARGET_MS}; the largest world beside the demo's.`);
print(line(["", "median", "p99", "small: med", "small: p99", "ratio", "bytes", "times"]));
let slowest = 0;
for (const [step, { ms, bytes }] of large) {
  const few = small.get(step)?.ms ?? [];
  const [median, p99] = [quantile(ms, 0.5), quantile(ms, 0.99)];
  slowest = Math.max(slowest, p99);
  print(
    line([
      step,
      median.toFixed(1),
      p99.toFixed(1),
      quantile(few, 0.5).toFixed(1),
      quantile(few, 0.99).toFixed(1),
      (median / quantile(few, 0.5)).toFixed(1),
      String(bytes),
      String(ms.length),
    ]),
  );
}
if (slowest > TARGET_MS) {
  print(`Too slow: ${slowest.toFixed(1)} ms.`);
  process.exitCode = 1;
}
