import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { replyPrivately } from "../../../src/slack/reply-privately.ts";
import { keptLog } from "../../support/workflow-ports.ts";

interface Heard {
  readonly url: string | undefined;
  readonly body: unknown;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return JSON.parse(Buffer.concat(pieces).toString("utf8"));
}

/** A stand-in for Slack. `status` 0: it takes the request and never answers. */
async function standIn({ status = 200, location }: { status?: number; location?: string } = {}) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      heard.push({ url: request.url, body });
      if (status === 0) return;
      response.writeHead(status, location ? { location } : {}).end("ok");
    });
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return { heard, origin: `http://127.0.0.1:${port}` };
}

describe("a private answer", () => {
  it("goes to the address that came with the gesture, for that person alone, and replaces nothing", async () => {
    const { heard, origin } = await standIn();
    const reply = replyPrivately(`${origin}/api/`, keptLog());
    expect(await reply(`${origin}/actions/T1/2/xyz`, "Nothing was recorded.")).toBe(true);
    expect(heard).toEqual([
      {
        url: "/actions/T1/2/xyz",
        body: {
          text: "Nothing was recorded.",
          response_type: "ephemeral",
          replace_original: false,
        },
      },
    ]);
  });

  it("takes the place of what one person alone saw, where that is asked for", async () => {
    const { heard, origin } = await standIn();
    const reply = replyPrivately(`${origin}/api/`, keptLog());
    const blocks = [{ type: "divider" }] as const;
    for (const replaces of [true, false])
      expect(await reply(`${origin}/actions/T1/2/xyz`, "A list", { blocks, replaces })).toBe(true);
    expect(heard.map(({ body }) => body)).toEqual(
      [true, false].map((replaces) => ({
        text: "A list",
        blocks,
        response_type: "ephemeral",
        replace_original: replaces,
      })),
    );
  });

  it("is not sent without an address, or to what is none", async () => {
    const reply = replyPrivately("https://slack.com/api/", keptLog());
    for (const address of [undefined, "", "not an address", "/actions/T1", "javascript:alert(1)"])
      expect(await reply(address, "x")).toBe(false);
  });

  it("is not sent anywhere but to Slack, and the log does not say where to", async () => {
    const elsewhere = await standIn();
    const log = keptLog();
    const reply = replyPrivately("https://slack.com/api/", log);
    const { port } = new URL(elsewhere.origin);
    for (const address of [
      `${elsewhere.origin}/secret-path`,
      `http://localhost:${port}/secret-path`,
      `http://hooks.slack.com@127.0.0.1:${port}/secret-path`,
      `http://127.0.0.1:${port}/hooks.slack.com/secret-path`,
      "https://hooks.slack.com.evil.example/secret-path",
      "https://evil.example/secret-path",
      "http://hooks.slack.com/secret-path",
      "http://slack.com/secret-path",
      "https://slack.com:8443/secret-path",
      "https://hooks.slack.com:8443/secret-path",
      "file:///etc/passwd#secret-path",
    ])
      expect([address, await reply(address, "x")]).toEqual([address, false]);
    expect(elsewhere.heard).toEqual([]);
    expect(JSON.stringify(log.lines)).not.toContain("secret-path");
  });

  it("does not follow where it is sent on to", async () => {
    const elsewhere = await standIn();
    const slack = await standIn({ status: 307, location: `${elsewhere.origin}/stolen` });
    expect(
      await replyPrivately(`${slack.origin}/api/`, keptLog())(`${slack.origin}/actions/1`, "x"),
    ).toBe(false);
    expect(slack.heard).toHaveLength(1);
    expect(elsewhere.heard).toEqual([]);
  });

  it.each([404, 500])("that Slack answers with %d did not arrive", async (status) => {
    const { origin } = await standIn({ status });
    const log = keptLog();
    expect(await replyPrivately(`${origin}/api/`, log)(`${origin}/actions/secret-path`, "x")).toBe(
      false,
    );
    expect(log.lines).toMatchObject([{ level: "warn", facts: { status } }]);
    expect(JSON.stringify(log.lines)).not.toContain("secret-path");
  });

  it("that nobody takes did not arrive, and never throws", async () => {
    const { origin } = await standIn();
    const reply = replyPrivately(`${origin}/api/`, keptLog());
    for (const server of servers) server.close();
    expect(await reply(`${origin}/actions/1`, "x")).toBe(false);
  });

  it("does not wait for a Slack that does not answer", async () => {
    const { origin } = await standIn({ status: 0 });
    const began = Date.now();
    expect(await replyPrivately(`${origin}/api/`, keptLog())(`${origin}/actions/1`, "x")).toBe(
      false,
    );
    expect(Date.now() - began).toBeLessThan(2_500);
  });
});
