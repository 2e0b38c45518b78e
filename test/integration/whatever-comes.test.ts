import { connect } from "node:net";
import { readFileSync } from "node:fs";
import { Registry } from "prom-client";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adminServer } from "../../src/admin/admin-server.ts";
import { parsePolicy } from "../../src/config.ts";
import { edcpsClient } from "../../src/edcps/client.ts";
import { edcpsCloud } from "../../src/edcps/provisioning.ts";
import { slackMessenger } from "../../src/slack/messenger.ts";
import { gestureClient } from "../../src/slack/web-clients.ts";
import { slackLogger } from "../../src/slack/slack-logger.ts";
import { CloudFailure } from "../../src/workflow/cloud-failure.ts";
import { MessageFailure } from "../../src/workflow/ports.ts";
import { anOrder, aSpec } from "../support/an-order.ts";
import { keptLog } from "../support/workflow-ports.ts";
import { httpServer, type TestServer } from "./edcps/http-server.ts";

/** What every side is sent: anything, and what is nearly right. The bot may refuse it, and must not be surprised by it. */

const SECRET = "SK-OF-THE-TEAM";
const now = (): Date => new Date("2026-03-02T09:00:00.000Z");

/** Bytes of a text with some of them taken out, doubled or exchanged. */
const damaged = (text: string): fc.Arbitrary<Buffer> =>
  fc
    .array(fc.tuple(fc.nat(), fc.constantFrom("cut", "double", "other"), fc.nat({ max: 255 })), {
      maxLength: 4,
    })
    .map((changes) =>
      changes.reduce((bytes, [place, what, byte]) => {
        const at = place % (bytes.length + 1);
        const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
        if (what === "cut") return Buffer.concat([before, after.subarray(1 + (byte % 40))]);
        if (what === "double") return Buffer.concat([before, after.subarray(0, byte % 40), after]);
        return Buffer.concat([before, Buffer.of(byte), after.subarray(1)]);
      }, Buffer.from(text)),
    );

const nested = (open: string, close: string): string => open.repeat(5_000) + close.repeat(5_000);
const anything = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((text) => Buffer.from(text)),
  fc
    .constantFrom("", "null", "[]", "{}", nested("[", "]"), nested('{"a":', "}"))
    .map((text) => Buffer.from(text)),
);

const statuses = [200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 409, 429, 500, 502, 503];
const answers = (right: readonly string[]) =>
  fc.record({
    status: fc.constantFrom(...statuses),
    type: fc.constantFrom("application/json", "text/html", ""),
    retryAfter: fc.constantFrom("", "1", "-1", "soon", "999999999999"),
    body: fc.oneof(anything, fc.constantFrom(...right).chain(damaged)),
  });
type Answer = ReturnType<typeof answers> extends fc.Arbitrary<infer A> ? A : never;

describe("whatever the other side answers", () => {
  let server: TestServer;
  let answer: Answer;
  beforeAll(async () => {
    server = await httpServer((response) => {
      const { status, type, retryAfter, body } = answer;
      response
        .writeHead(status, {
          ...(type ? { "content-type": type } : {}),
          ...(retryAfter ? { "retry-after": retryAfter } : {}),
        })
        .end(status === 204 ? undefined : body);
    });
  });
  afterAll(() => server.close());

  it("a purchase ends with ids of servers or with a CloudFailure, which says no secret", async () => {
    const client = edcpsClient({ endpoint: server.url, accessKey: "AK", secretKey: SECRET, now });
    const cloud = edcpsCloud(client);
    const right = [
      '{"requestId":"r-1","result":{"instanceIds":["i-1","i-2"]}}',
      '{"requestId":"r-1","error":{"code":400,"status":"INVALID_ARGUMENT","message":"count is wrong"}}',
      `{"requestId":"r-1","error":{"code":500,"status":"INTERNAL","message":"${SECRET}"}}`,
    ];
    const spec = { ...aSpec(), password: "S3cret-of-the-server" };
    await fc.assert(
      fc.asyncProperty(answers(right), async (given) => {
        answer = given;
        const outcome = await cloud
          .createInstances({ region: "cn-east-tz1", clientToken: "t-1", spec })
          .catch((error: unknown) => error);
        if (outcome instanceof CloudFailure) {
          const said = JSON.stringify([outcome.message, outcome.facts]);
          expect(said).not.toMatch(/SK-OF-THE-TEAM|S3cret-of-the-server/);
          expect(typeof outcome.facts.mayHaveHappened).toBe("boolean");
        } else {
          const { instanceIds } = outcome as { instanceIds: string[] };
          expect(instanceIds.length).toBeGreaterThan(0);
          expect(instanceIds.every((id) => typeof id === "string" && id !== "")).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
    await client.close();
  });

  it("a message of Slack's is posted somewhere, or ends with a MessageFailure", async () => {
    const log = keptLog();
    const client = gestureClient({
      token: "xoxb-1",
      apiUrl: `${server.url}/api/`,
      logger: slackLogger(log),
    });
    const people = { languageOf: async () => "en" as const };
    const messenger = slackMessenger({ client, language: () => "en", people, log });
    const right = [
      '{"ok":true,"channel":"C1","ts":"1.2"}',
      '{"ok":false,"error":"not_in_channel"}',
      '{"ok":false,"error":"ratelimited"}',
    ];
    await fc.assert(
      fc.asyncProperty(answers(right), async (given) => {
        answer = given;
        const outcome = await messenger.postCard("C1", anOrder()).catch((error: unknown) => error);
        if (outcome instanceof MessageFailure) expect(outcome.code).toMatch(/^\w{1,80}$/);
        else expect(outcome).toEqual({ channel: expect.any(String), ts: expect.any(String) });
      }),
      { numRuns: 400 },
    );
  });
});

it("whatever stands in a policy file, it is a policy or is told what is wrong in sentences", () => {
  const example = readFileSync(new URL("../../policy.example.yaml", import.meta.url), "utf8");
  fc.assert(
    fc.property(fc.oneof(anything, damaged(example)), (bytes) => {
      const settings = bytes.toString("utf8");
      const read = parsePolicy("policy.yaml", { ok: true, settings }, true);
      if (read.ok) expect(read.settings.rules.length).toBeGreaterThan(0);
      else {
        expect(read.problems.length).toBeGreaterThan(0);
        for (const problem of read.problems)
          expect(problem).toMatch(/^(POLICY_FILE|policy\.yaml): [^]*\.$/);
      }
    }),
    { numRuns: 400 },
  );
});

it("whatever arrives at the admin port, it is answered or hung up on, and the pages go on", async () => {
  const admin = adminServer({
    host: "127.0.0.1",
    port: 0,
    reasons: async () => [],
    warnings: async () => [],
    metrics: new Registry(),
  });
  const port = await admin.start();
  const right = "GET /readyz HTTP/1.1\r\nHost: x\r\nAccept: */*\r\nConnection: close\r\n\r\n";
  await fc.assert(
    fc.asyncProperty(fc.oneof(anything, damaged(right)), async (bytes) => {
      const socket = connect(port, "127.0.0.1").on("error", () => undefined);
      const closed = new Promise((resolve) => socket.once("close", resolve));
      socket.resume().end(bytes);
      await closed;
      expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    }),
    { numRuns: 200 },
  );
  await admin.stop();
});
