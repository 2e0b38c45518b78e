import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Socket } from "node:net";
import { request } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import { gestureClient, jobClient } from "../../src/slack/web-clients.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  setName: () => undefined,
} as unknown as Parameters<typeof jobClient>[0]["logger"];

/** A Slack that answers like this, and a client of it. */
async function slackThat(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  let connections = 0;
  const heard: { readonly url: string | undefined; readonly headers: object; body: string }[] = [];
  const server = createServer((request, response) => {
    const call = { url: request.url, headers: request.headers, body: "" };
    request.on("data", (chunk: Buffer) => (call.body += chunk.toString()));
    request.on("end", () => {
      heard.push(call);
      answer(request, response);
    });
  });
  server.on("connection", () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
  const warned: unknown[][] = [];
  const warn = (...parts: unknown[]): number => warned.push(parts);
  const client = jobClient({ token: "xoxb-1", apiUrl, logger: { ...logger, warn } });
  return { client, heard, warned, connections: () => connections };
}

/** A server that takes connections and never answers what would begin TLS. */
async function serverThatShakesNoHands(): Promise<string> {
  const sockets: Socket[] = [];
  const server = createTcpServer((socket) => sockets.push(socket.on("error", () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        for (const socket of sockets) socket.destroy();
      }),
  );
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const post = { channel: "C0ASKED", text: "Order K7M4Q9 & more: 已购买" };

describe("the client of Slack's Web API", () => {
  it("sends what it is given, objects as JSON, and reads the answer", async () => {
    const answer = { ok: true, ts: "1.2", channel: "C0ASKED" };
    const { client, heard } = await slackThat((_, response) =>
      response.end(JSON.stringify(answer)),
    );
    const blocks = [{ type: "divider" }];
    const given = { ...post, blocks, unfurl_links: false, thread_ts: undefined };
    expect(await client.chat.postMessage(given as never)).toEqual(answer);
    expect(heard).toMatchObject([
      {
        url: "/api/chat.postMessage",
        headers: {
          authorization: "Bearer xoxb-1",
          "content-type": "application/x-www-form-urlencoded",
        },
      },
    ]);
    expect(Object.fromEntries(new URLSearchParams(heard[0]?.body))).toEqual({
      ...post,
      blocks: JSON.stringify(blocks),
      unfurl_links: "false",
    });
  });

  it.each([
    ["what Slack says", `{"ok":false,"error":"channel_not_found"}`, "channel_not_found"],
    ["what is no JSON", "<html>", "<html>"],
    ["nothing", "null", ""],
  ])("fails with %s", async (_, answer, error) => {
    const { client } = await slackThat((_request, response) => response.end(answer));
    const failure = await client.chat.postMessage(post).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(WebAPIPlatformError);
    expect(failure).toMatchObject({ data: { error } });
  });

  it("hands on what Slack warns of", async () => {
    const metadata = { warnings: ["missing_charset"], messages: ["[ERROR] must be a string"] };
    const { client, warned } = await slackThat((_, response) =>
      response.end(JSON.stringify({ ok: true, response_metadata: metadata })),
    );
    await client.chat.postMessage(post);
    expect(warned).toEqual([
      ["chat.postMessage:", "missing_charset"],
      ["chat.postMessage:", "[ERROR] must be a string"],
    ]);
  });

  it("says for how long Slack takes no messages, and keeps its connections free", async () => {
    const { client, connections } = await slackThat((_, response) =>
      response.writeHead(429, { "retry-after": "7" }).end("x".repeat(100_000)),
    );
    for (let times = 0; times < 5; times += 1) {
      const failure = await client.chat.postMessage(post).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(WebAPIRateLimitedError);
      expect(failure).toMatchObject({ retryAfter: 7 });
    }
    expect(connections(), "an answer that nobody read holds its connection").toBeLessThan(5);
  });

  it("takes it for a moment when Slack takes no messages without saying for how long", async () => {
    const { client } = await slackThat((_, response) => response.writeHead(429).end("busy"));
    await expect(client.chat.postMessage(post)).rejects.toMatchObject({ retryAfter: 1 });
  });

  it("sends half a character as the sign for one that is not known", async () => {
    const { client, heard } = await slackThat((_, response) => response.end('{"ok":true}'));
    await client.chat.postMessage({ ...post, text: "half \ud83d" });
    expect(heard.map(({ body }) => new URLSearchParams(body).get("text"))).toEqual(["half \ufffd"]);
  });

  it("follows nobody elsewhere", async () => {
    const { client, heard } = await slackThat((_, response) =>
      response.writeHead(307, { location: "/api/elsewhere" }).end(),
    );
    await expect(client.chat.postMessage(post)).rejects.toBeInstanceOf(WebAPIHTTPError);
    expect(heard.map(({ url }) => url)).toEqual(["/api/chat.postMessage"]);
  });

  it("waits no longer for a connection than for an answer: two seconds for a gesture, eight for a job", async () => {
    const origin = await serverThatShakesNoHands();
    const ended: string[] = [];
    const ends = (name: string, call: Promise<unknown>): Promise<unknown> =>
      call.catch((error: unknown) => error).finally(() => ended.push(name));
    const access = { token: "xoxb-1", apiUrl: `${origin}/api/`, logger };
    const system = ends("the system's own limit", request(origin));
    const [job, gesture] = [jobClient, gestureClient].map((client) =>
      ends(client.name, client(access).chat.postMessage(post)),
    );
    await Promise.race([job, system]);
    expect(ended).toEqual(["gestureClient", "jobClient"]);
    expect([await gesture, await job]).toMatchObject(
      Array(2).fill({ name: WebAPIRequestError.name }),
    );
  });

  it("reads an answer without end only so far", async () => {
    let sent = 0;
    const { client } = await slackThat((_, response) => {
      const part = "x".repeat(64 * 1024);
      const more = (): void => {
        sent += part.length;
        response.write(part);
      };
      response.writeHead(200, { "Content-Type": "application/json" }).on("drain", more);
      more();
    });
    await expect(client.chat.postMessage(post)).rejects.toBeInstanceOf(WebAPIRequestError);
    expect(sent).toBeLessThan(32 * 1024 * 1024);
  });

  it("fails when the connection breaks before the answer", async () => {
    const { client } = await slackThat(({ socket }) => socket.destroy());
    await expect(client.chat.postMessage(post)).rejects.toBeInstanceOf(WebAPIRequestError);
  });
});
