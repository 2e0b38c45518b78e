import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as after } from "node:timers/promises";
import { startCloud, type Cloud } from "../../playground/edcps/cloud.ts";
import type { CloudWorld } from "../../playground/edcps/world.ts";
import { bodyOf, listen, sendJson, stop } from "./slack.ts";

/**
 * A cloud that sells to everybody at once, servers that run from the first moment on. Its other lists are those of the
 * playground's strict cloud, which is asked once for each and answers under the caller's own signature.
 */
export interface StubCloud {
  /** `http://127.0.0.1:PORT`, without `/v1`. */
  readonly url: string;
  /** From now on every answer takes so long. What was held back until now is let go. */
  needs(ms: number): void;
  stop(): Promise<void>;
}

interface Server {
  readonly name: string;
  readonly instanceId: string;
  readonly status: string;
}

export const cloudKeys = { accessKey: "BENCHACCESSKEY", secretKey: "bench-secret-key" } as const;

export async function startStubCloud(world: CloudWorld): Promise<StubCloud> {
  world.limits.requestsPerMinute = Number.MAX_SAFE_INTEGER;
  const strict = await startCloud({ world, ...cloudKeys });
  const lists = new Map<string, unknown>();
  const sold = new Map<string, Server>();
  let requests = 0;
  let slow = { ms: 0, letGo: new AbortController() };

  const sell = (body: string): unknown => {
    const { name } = (JSON.parse(body) as { instanceSpec: { name: string } }).instanceSpec;
    const server = { name, instanceId: `i-bench-${requests}`, status: "running" };
    sold.set(name, server);
    return { instanceIds: [server.instanceId] };
  };
  const showSold = (query: string): unknown => {
    const server = sold.get(new URLSearchParams(query).get("name") ?? "");
    return { instances: server ? [server] : [], totalCount: server ? 1 : 0 };
  };
  const answerTo = async (incoming: IncomingMessage): Promise<unknown> => {
    const body = await bodyOf(incoming);
    const target = incoming.url ?? "/";
    const [path = "", query = ""] = target.split("?");
    const requestId = `request-${(requests += 1)}`;
    if (path.endsWith("/instances"))
      return { requestId, result: incoming.method === "PUT" ? sell(body) : showSold(query) };
    const list = lists.get(target) ?? (await listOf(strict, incoming, body));
    lists.set(target, list);
    return list;
  };
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = await answerTo(incoming);
    const { ms, letGo } = slow;
    if (ms > 0) await after(ms, undefined, letGo).catch(() => undefined);
    if (!response.destroyed) sendJson(response, answer);
  };
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(() => response.destroy());
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    needs(ms) {
      slow.letGo.abort();
      slow = { ms, letGo: new AbortController() };
    },
    async stop() {
      await Promise.all([stop(server), strict.stop()]);
    },
  };
}

/** The `host` header goes along, because it is signed. */
async function listOf(strict: Cloud, incoming: IncomingMessage, body: string): Promise<unknown> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`${strict.url}${incoming.url ?? ""}`, {
      method: incoming.method ?? "GET",
      headers: incoming.headers,
    })
      .once("response", resolve)
      .once("error", reject)
      .end(body);
  });
  const text = await bodyOf(answer);
  if (answer.statusCode !== 200)
    throw new Error(`The playground's cloud refused ${incoming.url ?? ""}: ${text}`);
  return JSON.parse(text);
}
