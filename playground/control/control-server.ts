/** The playground's own server: the page, what it shows (server-sent events), and what visitors do (JSON). */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import type { World } from "../start-world.ts";
import { badDays } from "./bad-days.ts";
import { botKeeper } from "./bot-keeper.ts";
import { makeClients } from "./clients.ts";
import { liveSections, type Live } from "./live.ts";
import { pageFiles, type PageFile } from "./page-files.ts";
import { olderMessages } from "./older-messages.ts";
import { doAsPerson, personAct } from "./person-acts.ts";
import type { Playground } from "./playground.ts";
import { trafficIds } from "./traffic-section.ts";
import { doToWorld, worldAct } from "./world-acts.ts";

const MOST_BODY_BYTES = 100_000;

/** Everything comes from here, and nothing may be added by whatever people type. */
const SECURITY = {
  "Content-Security-Policy":
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

const body = z.union([
  z.strictObject({ as: z.string(), person: personAct }),
  z.strictObject({ world: worldAct }),
]);

export async function startControl(
  world: World,
  { port = 0, mode }: { port?: number; mode: "http" | "socket" },
): Promise<{ url: string; stop(): Promise<void> }> {
  const files = await pageFiles();
  let live: Live | undefined;
  const changed = (): void => live?.changed();
  const playground: Playground = {
    world,
    mode,
    clients: makeClients(),
    older: olderMessages(world.slack),
    days: badDays(world, changed),
    bot: botKeeper(world, changed),
    traffic: trafficIds(),
  };
  const sections = liveSections(playground);
  live = sections;

  const server = createServer((request, response) => {
    answer(playground, sections, files, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else json(response, 409, { error: error instanceof Error ? error.message : String(error) });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      sections.stop();
      playground.days.stop();
      playground.older.stop();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  playground: Playground,
  live: Live,
  files: ReadonlyMap<string, PageFile>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of Object.entries(SECURITY)) response.setHeader(name, value);
  // Another site's script must neither read nor act here, not even through a name that resolves to this machine.
  if (!isLocal(request))
    return json(response, 403, { error: "This page is for this machine only." });
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const route = `${request.method ?? ""} ${url.pathname}`;
  if (route === "GET /api/live") {
    const userId = url.searchParams.get("as") ?? "";
    playground.world.slack.as(userId);
    return live.open(userId, response);
  }
  if (route === "GET /api/traffic") return trafficEntry(playground, url, response);
  if (route === "POST /api/act") {
    const done = await act(playground, await readJson(request));
    live.changed();
    return json(response, 200, { done: done ?? null });
  }
  const file = request.method === "GET" ? files.get(url.pathname) : undefined;
  if (!file) return json(response, 404, { error: "There is nothing here." });
  response.writeHead(200, { "Content-Type": file.type, "Cache-Control": "no-cache" });
  response.end(file.body);
}

async function act(playground: Playground, given: unknown): Promise<unknown> {
  const wanted = body.parse(given);
  return "world" in wanted
    ? doToWorld(playground, wanted.world)
    : doAsPerson(playground, wanted.as, wanted.person);
}

function trafficEntry({ world, traffic }: Playground, url: URL, response: ServerResponse): void {
  const id = Number(url.searchParams.get("id"));
  const entry = world.slack.traffic.find((each) => traffic.idOf(each) === id);
  if (entry) json(response, 200, entry);
  else json(response, 404, { error: "This entry is no longer kept." });
}

const LOCAL = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

function isLocal({ headers }: IncomingMessage): boolean {
  const { host = "", origin } = headers;
  return LOCAL.test(host) && (origin === undefined || origin === `http://${host}`);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/.test(request.headers["content-type"] ?? ""))
    throw new Error("Only application/json is taken.");
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BODY_BYTES) throw new Error("This is too much.");
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown;
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
  });
  response.end(JSON.stringify(value));
}
