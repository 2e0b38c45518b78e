import { once } from "node:events";
import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  edcpsClient,
  type EdcpsClientOptions,
  type EdcpsRequest,
} from "../../../src/edcps/client.ts";
import { signRequest } from "../../../src/edcps/signer.ts";
import { factsOf, failureOf } from "./failure-of.ts";
import { type Answering, deadUrl, httpServer, tcpServer, type TestServer } from "./http-server.ts";

const keys = { accessKey: "AK-OF-THE-TEAM", secretKey: "SK-OF-THE-TEAM" };
const password = 'S3cret"中文';
const at = new Date("2026-01-02T03:04:05.678Z");

const toClose: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  // Servers first: a client waits for what it has in hand, and that ends with the server.
  for (const one of toClose.splice(0)) await one.close();
});

function clientOf(endpoint: string, options: Partial<EdcpsClientOptions> = {}) {
  const client = edcpsClient({ endpoint, ...keys, now: () => at, ...options });
  toClose.push(client);
  return client;
}

async function serving(answer: Answering | Promise<TestServer>): Promise<TestServer> {
  const server = await (typeof answer === "function" ? httpServer(answer) : answer);
  toClose.push(server);
  return server;
}

const answering =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answering =>
  (response) => {
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  };
const fine = answering(200, { requestId: "req-1", result: { ok: true } });

const result = z.object({ ok: z.literal(true) });
const read: EdcpsRequest<z.infer<typeof result>> = {
  operation: "describeOS",
  method: "GET",
  region: "cn-east-tz1",
  path: "/os",
  result,
};
const buy: EdcpsRequest<z.infer<typeof result>> = {
  operation: "createInstances",
  method: "PUT",
  region: "cn-east-tz1",
  path: "/instances",
  body: { clientToken: "tok-1", instanceSpec: { password } },
  secrets: [password, undefined, ""],
  timeLimitMs: 150,
  result,
};

describe("a call", () => {
  it("answers with the result and the request id", async () => {
    const server = await serving(fine);
    expect(await clientOf(server.url).call(read)).toEqual({
      result: { ok: true },
      requestId: "req-1",
    });
  });

  it("takes the request id from the header when the body has none", async () => {
    const server = await serving(
      answering(200, { result: { ok: true } }, { "x-jdcloud-request-id": "req-h" }),
    );
    expect(await clientOf(server.url).call(read)).toMatchObject({ requestId: "req-h" });
  });

  it("succeeds when the error is null", async () => {
    const server = await serving(
      answering(200, { requestId: "req-1", error: null, result: { ok: true } }),
    );
    expect(await clientOf(server.url).call(read)).toMatchObject({ requestId: "req-1" });
  });

  it("sends exactly what it signed", async () => {
    const server = await serving(fine);
    const query = { name: `a b*(c)'!~+%&=中文😀`, deviceType: "x", pageNumber: 2, az: undefined };
    await clientOf(server.url, { nonce: () => "nonce-1" }).call({ ...read, query });

    const [seen] = server.seen;
    const { host } = new URL(server.url);
    const signed = signRequest(
      {
        method: "GET",
        path: "/v1/regions/cn-east-tz1/os",
        query: [
          ["deviceType", "x"],
          ["name", query.name],
          ["pageNumber", "2"],
        ],
        headers: { host, "content-type": "application/json" },
        body: Buffer.alloc(0),
      },
      { ...keys, region: "cn-east-tz1", service: "edcps", at, nonce: "nonce-1" },
    );
    expect(seen).toMatchObject({
      method: "GET",
      target: signed.target,
      headers: signed.headers,
      body: "",
    });
    expect(Object.keys(seen?.headers ?? {}).toSorted()).toEqual([
      "accept",
      "authorization",
      "connection",
      "content-type",
      "host",
      "user-agent",
      "x-jdcloud-date",
      "x-jdcloud-nonce",
    ]);
  });

  it("without a region is signed for the region jdcloud", async () => {
    const server = await serving(fine);
    const { region: _none, ...everywhere } = read;
    await clientOf(server.url).call({ ...everywhere, path: "/edgeRegions" });
    expect(server.seen[0]).toMatchObject({ target: "/v1/edgeRegions" });
    expect(server.seen[0]?.headers.authorization).toContain(
      "Credential=AK-OF-THE-TEAM/20260102/jdcloud/edcps/jdcloud2_request,",
    );
  });

  it("sends the same bytes for equal bodies, in whatever order their keys were set", async () => {
    const server = await serving(fine);
    const client = clientOf(server.url);
    await client.call({
      ...buy,
      body: {
        clientToken: "t",
        instanceSpec: { name: "n", charge: { b: 1, a: 2 }, tags: [{ z: 1, k: 2 }, 3] },
      },
    });
    await client.call({
      ...buy,
      body: {
        instanceSpec: { tags: [{ k: 2, z: 1 }, 3], charge: { a: 2, b: 1 }, name: "n" },
        clientToken: "t",
      },
    });
    expect(server.seen[1]?.body).toBe(server.seen[0]?.body);
    expect(server.seen[0]?.body).toBe(
      '{"clientToken":"t","instanceSpec":{"charge":{"a":2,"b":1},"name":"n","tags":[{"k":2,"z":1},3]}}',
    );
  });

  it("sends an empty object for an action without parameters", async () => {
    const server = await serving(fine);
    const { body: _none, ...action } = buy;
    await clientOf(server.url).call({ ...action, path: "/instances/i-1:stopInstance" });
    expect(server.seen[0]).toMatchObject({
      target: "/v1/regions/cn-east-tz1/instances/i-1%3AstopInstance",
      body: "{}",
    });
  });

  it("uses a fresh nonce each time", async () => {
    const server = await serving(fine);
    const client = clientOf(server.url);
    await client.call(read);
    await client.call(read);
    expect(server.seen[0]?.headers["x-jdcloud-nonce"]).not.toBe(
      server.seen[1]?.headers["x-jdcloud-nonce"],
    );
  });

  it.each(["cn/../x", "", "a b", "a\nb"])("is not sent for the region %j", async (region) => {
    const server = await serving(fine);
    expect(await factsOf(clientOf(server.url).call({ ...read, region }))).toMatchObject({
      status: "INVALID_ARGUMENT",
      retry: "no",
      mayHaveHappened: false,
    });
    expect(server.connections()).toBe(0);
  });
});

describe("connections", () => {
  /** undici lets a connection rest for a turn of the event loop, so a call right behind another one takes a second. */
  const inTurn = 2;

  it("are kept from one call to the next", async () => {
    const server = await serving(fine);
    const client = clientOf(server.url);
    for (let call = 0; call < 10; call += 1) await client.call(read);
    expect(server.connections()).toBeLessThanOrEqual(inTurn);
  });

  it("are kept after a refusal", async () => {
    const server = await serving(answering(404, { error: { status: "NOT_FOUND" } }));
    const client = clientOf(server.url);
    for (let call = 0; call < 10; call += 1) await failureOf(client.call(read));
    expect(server.connections()).toBeLessThanOrEqual(inTurn);
  });

  it("are never more than allowed", async () => {
    const server = await serving(fine);
    const client = clientOf(server.url, { connections: 2 });
    await Promise.all(Array.from({ length: 20 }, () => client.call(read)));
    expect(server.connections()).toBe(2);
    expect(server.seen).toHaveLength(20);
  });

  it("are opened again after one broke", async () => {
    let first = true;
    const server = await serving((response, request) => {
      if (first) response.socket?.resetAndDestroy();
      else fine(response, request);
      first = false;
    });
    const client = clientOf(server.url);
    await failureOf(client.call(read));
    expect(await client.call(read)).toMatchObject({ result: { ok: true } });
  });

  it("that never come leave a request unsent for good", async () => {
    let release = (): void => undefined;
    const server = await serving((response, request) => {
      release = () => fine(response, request);
    });
    const client = clientOf(server.url, { connections: 1 });
    const first = client.call({ ...buy, timeLimitMs: 10_000 });
    expect(await factsOf(client.call({ ...buy, timeLimitMs: 50 }))).toEqual({
      operation: "createInstances",
      kind: "no-answer",
      status: "TIMEOUT",
      retry: "same-token",
      mayHaveHappened: false,
    });
    release();
    await first;
    await client.close();
    expect(server.seen).toHaveLength(1);
  });

  it("are all gone after closing, which waits for the call in hand", async () => {
    let arrived = (): void => undefined;
    const inHand = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const server = await serving((response, request) => {
      arrived();
      setImmediate(() => fine(response, request));
    });
    const client = edcpsClient({ endpoint: server.url, ...keys, now: () => at });
    const call = client.call(read);
    await inHand;
    await client.close();
    expect(await call).toMatchObject({ requestId: "req-1" });
    expect(await factsOf(client.call(read))).toMatchObject({
      kind: "no-answer",
      mayHaveHappened: false,
    });
  });
});

describe("a refusal", () => {
  const refusing = (status: number, error: unknown) =>
    serving(answering(status, { requestId: "req-9", error }));

  it("carries the API's own words and the request id", async () => {
    const server = await refusing(400, {
      code: 400,
      status: "FAILED_PRECONDITION",
      message: "已售罄[gw]",
      details: [{ a: 1 }],
    });
    const failure = await failureOf(clientOf(server.url).call(buy));
    expect(failure.message).toBe("createInstances: refused, FAILED_PRECONDITION (request req-9)");
    expect(failure.facts).toEqual({
      operation: "createInstances",
      kind: "refused",
      status: "FAILED_PRECONDITION",
      retry: "no",
      mayHaveHappened: false,
      httpStatus: 400,
      requestId: "req-9",
      detail: "已售罄[gw]",
    });
  });

  it.each([
    ["QUOTA_EXCEEDED", "no"],
    ["RATE_LIMIT", "same-token"],
  ])("with HTTP 429 and %s means %s", async (status, retry) => {
    const server = await refusing(429, { code: 429, status, message: "…" });
    expect(await factsOf(clientOf(server.url).call(buy))).toMatchObject({
      status,
      retry,
      mayHaveHappened: false,
    });
  });

  it("counts although the HTTP code is 200", async () => {
    const server = await refusing(200, { code: 500, status: "INTERNAL", message: "…" });
    expect(await factsOf(clientOf(server.url).call(buy))).toMatchObject({
      kind: "refused",
      status: "INTERNAL",
      retry: "same-token",
      mayHaveHappened: true,
    });
  });

  it.each([
    ["fields of other types", { code: "400", status: 7, message: {}, details: "x" }],
    ["a status that is a sentence", { status: "no\nway <!channel>" }],
    ["nothing in it", {}],
    ["no object at all", "broken"],
  ])("with %s is still a refusal", async (_name, error) => {
    const server = await refusing(400, error);
    expect(await factsOf(clientOf(server.url).call(buy))).toMatchObject({
      kind: "refused",
      status: "HTTP_400",
      retry: "no",
    });
  });

  it("cannot fill a log", async () => {
    const server = await serving(
      answering(400, {
        requestId: "r".repeat(1000),
        error: { status: "INVALID_ARGUMENT", message: "x".repeat(100_000) },
      }),
    );
    const { detail, requestId } = await factsOf(clientOf(server.url).call(buy));
    expect(detail).toHaveLength(500);
    expect(requestId).toBeUndefined();
  });
});

/** Every way to fail: who answers, and what the failure must say. */
const waysToFail: [name: string, server: () => Promise<TestServer>, expected: object][] = [
  [
    "a reset before any answer",
    () => serving((response) => response.socket?.resetAndDestroy()),
    { kind: "no-answer", status: "ECONNRESET", retry: "same-token", mayHaveHappened: true },
  ],
  [
    "an end before any answer",
    () => serving((response) => response.socket?.end()),
    { kind: "no-answer", status: "ECONNRESET", retry: "same-token", mayHaveHappened: true },
  ],
  [
    "no answer within the time limit",
    () => serving(() => undefined),
    { kind: "no-answer", status: "TIMEOUT", retry: "same-token", mayHaveHappened: true },
  ],
  [
    "a reset in the middle of the body",
    () =>
      serving((response) => {
        response.writeHead(200, { "content-length": 1000, "x-jdcloud-request-id": "req-h" });
        response.write('{"requestId":"re', () => response.socket?.resetAndDestroy());
      }),
    {
      kind: "not-understood",
      status: "ECONNRESET",
      httpStatus: 200,
      requestId: "req-h",
      retry: "same-token",
      mayHaveHappened: true,
    },
  ],
  [
    "a body that never ends",
    () => serving((response) => void response.writeHead(200).write("{")),
    {
      kind: "not-understood",
      status: "TIMEOUT",
      httpStatus: 200,
      retry: "same-token",
      mayHaveHappened: true,
    },
  ],
  [
    "a proxy's page",
    () => serving(answering(502, "<html>Bad Gateway</html>", { "content-type": "text/html" })),
    {
      kind: "not-understood",
      status: "NOT_JSON",
      httpStatus: 502,
      retry: "same-token",
      mayHaveHappened: true,
    },
  ],
  [
    "a firewall's page",
    () => serving(answering(403, "<html>Forbidden</html>")),
    {
      kind: "not-understood",
      status: "NOT_JSON",
      httpStatus: 403,
      retry: "no",
      mayHaveHappened: false,
    },
  ],
  [
    "an empty success",
    () => serving(answering(200, "", { "x-jdcloud-request-id": "req-h" })),
    {
      kind: "not-understood",
      status: "EMPTY",
      httpStatus: 200,
      requestId: "req-h",
      retry: "same-token",
      mayHaveHappened: true,
    },
  ],
  [
    "a success without content",
    () => serving((response) => response.writeHead(204).end()),
    {
      kind: "not-understood",
      status: "EMPTY",
      httpStatus: 204,
      retry: "same-token",
      mayHaveHappened: true,
    },
  ],
  [
    "malformed JSON",
    () => serving(answering(200, '{"requestId":"req-1","result":{')),
    {
      kind: "not-understood",
      status: "NOT_JSON",
      httpStatus: 200,
      retry: "same-token",
      mayHaveHappened: true,
    },
  ],
  [
    "JSON that is no object",
    () => serving(answering(200, "[]")),
    {
      kind: "not-understood",
      status: "UNEXPECTED_SHAPE",
      retry: "same-token",
      mayHaveHappened: true,
    },
  ],
  [
    "a result of another shape",
    () => serving(answering(200, { requestId: "req-1", result: { ok: "S3cret" } })),
    {
      kind: "not-understood",
      status: "UNEXPECTED_SHAPE",
      requestId: "req-1",
      retry: "same-token",
      mayHaveHappened: true,
    },
  ],
  [
    "an error code with neither error nor result",
    () => serving(answering(503, { message: "no upstream" })),
    {
      kind: "not-understood",
      status: "UNEXPECTED_SHAPE",
      httpStatus: 503,
      retry: "same-token",
      mayHaveHappened: true,
    },
  ],
  [
    "an answer that is too long",
    () =>
      serving(
        answering(200, { requestId: "req-1", result: { ok: true, more: "x".repeat(20_000) } }),
      ),
    {
      kind: "not-understood",
      status: "TOO_LARGE",
      httpStatus: 200,
      retry: "same-token",
      mayHaveHappened: true,
    },
  ],
  [
    "headers that are too long",
    () => serving((response) => response.writeHead(200, { "x-more": "x".repeat(30_000) }).end()),
    { status: "TOO_LARGE", retry: "same-token", mayHaveHappened: true },
  ],
  [
    "a redirect",
    () => serving(answering(307, "", { location: "/elsewhere" })),
    { kind: "not-understood", httpStatus: 307, retry: "same-token", mayHaveHappened: false },
  ],
  [
    "something that is not HTTP",
    () =>
      serving(
        tcpServer((socket) => socket.once("data", (sent) => socket.end(`echo ${sent.toString()}`))),
      ),
    { kind: "not-understood", status: "NOT_HTTP", retry: "same-token", mayHaveHappened: true },
  ],
  [
    "a secret repeated by the API",
    () =>
      serving((response, { body, headers }) =>
        answering(400, {
          error: {
            status: "INVALID_ARGUMENT",
            message: `${body} ${password} ${headers.authorization} SK-OF-THE-TEAM`,
          },
        })(response, { body, headers, method: "", target: "" }),
      ),
    { kind: "refused", status: "INVALID_ARGUMENT", retry: "no" },
  ],
  [
    "a secret repeated by a proxy",
    () => serving((response, { body }) => void response.writeHead(400).end(`bad request: ${body}`)),
    { kind: "not-understood", status: "NOT_JSON", retry: "no" },
  ],
];

describe("a failure", () => {
  it.each(waysToFail)(
    "from %s says what may have happened, and no secret",
    async (_name, start, expected) => {
      const server = await start();
      const client = clientOf(server.url, { maxAnswerBytes: 10_000 });
      const failure = await failureOf(client.call(buy));
      expect(failure.facts).toMatchObject({ operation: "createInstances", ...expected });

      const everything = [
        failure.message,
        failure.stack,
        JSON.stringify(failure),
        inspect(failure, { depth: Infinity, showHidden: true }),
      ].join("\n");
      for (const secret of ["S3cret", "SK-OF-THE-TEAM", "AK-OF-THE-TEAM"])
        expect(everything).not.toContain(secret);
    },
  );

  it("asks the address of a redirect for nothing", async () => {
    const server = await serving(answering(302, "", { location: "/elsewhere" }));
    await failureOf(clientOf(server.url).call(buy));
    expect(server.seen).toHaveLength(1);
  });

  it("from a refused connection leaves nothing behind", async () => {
    expect(await factsOf(clientOf(await deadUrl()).call(buy))).toEqual({
      operation: "createInstances",
      kind: "no-answer",
      status: "ECONNREFUSED",
      retry: "same-token",
      mayHaveHappened: false,
    });
  });

  it("from a name that does not exist leaves nothing behind", async () => {
    expect(
      await factsOf(clientOf("http://edcps.invalid").call({ ...buy, timeLimitMs: 3000 })),
    ).toMatchObject({
      kind: "no-answer",
      status: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
      retry: "same-token",
      mayHaveHappened: false,
    });
  });

  it("from a handshake that does not end leaves nothing behind", async () => {
    const server = await serving(tcpServer(() => undefined, "https"));
    const client = clientOf(server.url, { connectTimeoutMs: 50 });
    expect(await factsOf(client.call({ ...buy, timeLimitMs: 5000 }))).toMatchObject({
      kind: "no-answer",
      status: "CONNECT_TIMEOUT",
      retry: "same-token",
      mayHaveHappened: false,
    });
  });

  it("from a connection that takes longer than the call may leaves nothing behind", async () => {
    const server = await serving(tcpServer(() => undefined, "https"));
    const client = clientOf(server.url, { connectTimeoutMs: 300 });
    expect(await factsOf(client.call({ ...buy, timeLimitMs: 50 }))).toMatchObject({
      status: "TIMEOUT",
      mayHaveHappened: false,
    });
  });

  it("from an answer that pauses too long comes before the time limit of the call", async () => {
    const server = await serving((response) => void response.writeHead(200).write("{"));
    const client = clientOf(server.url, { bodyTimeoutMs: 50 });
    expect(await factsOf(client.call({ ...buy, timeLimitMs: 60_000 }))).toMatchObject({
      kind: "not-understood",
      status: "TIMEOUT",
      mayHaveHappened: true,
    });
  });

  it("ends the connection it came from, so that a late answer meets nobody", async () => {
    let closed: Promise<unknown> | undefined;
    const server = await serving((response) => {
      closed = once(response, "close");
    });
    await failureOf(clientOf(server.url).call({ ...buy, timeLimitMs: 50 }));
    await closed;
  });
});
