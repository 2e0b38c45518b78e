import { errors } from "undici";
import { describe, expect, it } from "vitest";
import {
  breakdown,
  BY_HTTP,
  BY_STATUS,
  BY_TRANSPORT,
  misunderstanding,
  refusal,
} from "../../../src/edcps/errors.ts";

const answer = (httpStatus: number) => ({
  operation: "createInstances",
  httpStatus,
  requestId: "req-1",
});

const refused = (httpStatus: number, status?: string, code?: number) =>
  refusal(answer(httpStatus), { status, code, detail: undefined }).facts;

const broken = (code: string, sent: boolean, httpStatus?: number) =>
  breakdown(
    "createInstances",
    {
      error: Object.assign(new Error("broken"), { code }),
      sent,
      head: httpStatus === undefined ? undefined : { httpStatus, headers: {} },
    },
    undefined,
  ).facts;

describe("an error of the API is judged by its status", () => {
  const expected = [
    ["INVALID_ARGUMENT", 400, "no", false],
    ["FAILED_PRECONDITION", 400, "no", false],
    ["OUT_OF_RANGE", 400, "no", false],
    ["CONFLICT", 400, "no", false],
    ["UNAUTHENTICATED", 401, "no", false],
    ["ACCESS_ERROR", 401, "no", false],
    ["HTTP_FORBIDDEN", 403, "no", false],
    ["NOT_FOUND", 404, "no", false],
    ["ABORTED", 409, "look-first", true],
    ["ALREADY_EXISTS", 409, "no", false],
    ["QUOTA_EXCEEDED", 429, "no", false],
    ["RATE_LIMIT", 429, "same-token", false],
    ["CANCELLED", 499, "look-first", true],
    ["UNKNOWN", 500, "same-token", true],
    ["INTERNAL", 500, "same-token", true],
    ["NOT_IMPLEMENTED", 501, "no", false],
    ["SOURCE_UNAVAILABLE", 502, "same-token", true],
    ["UNAVAILABLE", 503, "same-token", true],
  ] as const;

  it.each(expected)(
    "%s (HTTP %i) -> %s, may have happened: %s",
    (status, httpStatus, retry, mayHaveHappened) => {
      expect(refused(httpStatus, status)).toEqual({
        operation: "createInstances",
        kind: "refused",
        status,
        retry,
        mayHaveHappened,
        httpStatus,
        requestId: "req-1",
      });
    },
  );

  it("no status of the table is left out here", () => {
    expect(expected.map(([status]) => status)).toEqual([...BY_STATUS.keys()]);
  });

  it("the status decides, whatever the HTTP code says", () => {
    expect(refused(200, "RATE_LIMIT")).toMatchObject({
      kind: "refused",
      retry: "same-token",
      httpStatus: 200,
    });
    expect(refused(500, "INVALID_ARGUMENT")).toMatchObject({ retry: "no", mayHaveHappened: false });
  });

  it("a name that every object has is no status", () => {
    expect(refused(400, "constructor")).toMatchObject({ status: "constructor", retry: "no" });
  });
});

describe("an unknown status is judged by the code", () => {
  const expected = [
    [400, "no", false],
    [401, "no", false],
    [403, "no", false],
    [404, "no", false],
    [408, "same-token", false],
    [409, "look-first", true],
    [418, "no", false],
    [429, "same-token", false],
    [499, "look-first", true],
    [500, "same-token", true],
    [501, "no", false],
    [502, "same-token", true],
    [503, "same-token", true],
    [504, "same-token", true],
    [200, "same-token", true],
    [302, "same-token", false],
    [999, "same-token", true],
  ] as const;

  it.each(expected)("HTTP %i -> %s, may have happened: %s", (code, retry, mayHaveHappened) => {
    expect(refused(code, "BRAND_NEW")).toMatchObject({
      kind: "refused",
      status: "BRAND_NEW",
      retry,
      mayHaveHappened,
    });
    expect(
      misunderstanding(answer(code), "NOT_JSON", "The answer is not JSON.").facts,
    ).toMatchObject({
      kind: "not-understood",
      status: "NOT_JSON",
      retry,
      mayHaveHappened,
      httpStatus: code,
    });
  });

  it("no row of the table is left out here", () => {
    for (const { from, to } of BY_HTTP)
      expect(expected.some(([code]) => from <= code && code <= to)).toBe(true);
  });

  it("the error's own code goes before the HTTP code, and names what has no name", () => {
    expect(refused(200, undefined, 404)).toMatchObject({
      status: "HTTP_404",
      retry: "no",
      httpStatus: 200,
    });
  });
});

describe("a broken exchange is judged by how far it came", () => {
  const expected = [
    ["ECONNREFUSED", "ECONNREFUSED", false],
    ["ENETUNREACH", "ENETUNREACH", false],
    ["ENOTFOUND", "ENOTFOUND", false],
    ["EAI_AGAIN", "EAI_AGAIN", false],
    ["UND_ERR_CONNECT_TIMEOUT", "CONNECT_TIMEOUT", false],
    ["EHOSTUNREACH", "EHOSTUNREACH", true],
    ["ETIMEDOUT", "TIMEOUT", true],
    ["TIMEOUT", "TIMEOUT", true],
    ["UND_ERR_HEADERS_TIMEOUT", "TIMEOUT", true],
    ["UND_ERR_BODY_TIMEOUT", "TIMEOUT", true],
    ["ECONNRESET", "ECONNRESET", true],
    ["EPIPE", "ECONNRESET", true],
    ["UND_ERR_SOCKET", "ECONNRESET", true],
    ["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "ECONNRESET", true],
    ["TOO_LARGE", "TOO_LARGE", true],
    ["UND_ERR_HEADERS_OVERFLOW", "TOO_LARGE", true],
  ] as const;

  it.each(expected)(
    "%s is called %s; may have happened when it was sent: %s",
    (code, status, mayHaveHappened) => {
      const facts = {
        operation: "createInstances",
        kind: "no-answer",
        status,
        retry: "same-token",
      };
      expect(broken(code, true)).toEqual({ ...facts, mayHaveHappened });
      expect(broken(code, false)).toEqual({ ...facts, mayHaveHappened: false });
    },
  );

  it("no code of the table is left out here", () => {
    expect(expected.map(([code]) => code)).toEqual([...BY_TRANSPORT.keys()]);
  });

  it("a code that is not listed may have let the request through", () => {
    expect(broken("ERR_SSL_SOMETHING", true)).toMatchObject({
      status: "CONNECTION_FAILED",
      mayHaveHappened: true,
    });
    expect(broken("CERT_HAS_EXPIRED", false)).toMatchObject({
      status: "CONNECTION_FAILED",
      mayHaveHappened: false,
    });
  });

  it("an answer that is not HTTP is not understood", () => {
    const error = new errors.HTTPParserError("Response does not match the HTTP/1.1 protocol");
    expect(
      breakdown("createInstances", { error, sent: true, head: undefined }, undefined).facts,
    ).toMatchObject({
      kind: "not-understood",
      status: "NOT_HTTP",
      retry: "same-token",
      mayHaveHappened: true,
    });
  });

  it("an answer that broke off is not understood, and its HTTP code says what it may mean", () => {
    expect(broken("ECONNRESET", true, 200)).toMatchObject({
      kind: "not-understood",
      status: "ECONNRESET",
      httpStatus: 200,
      retry: "same-token",
      mayHaveHappened: true,
    });
    expect(broken("TIMEOUT", true, 400)).toMatchObject({
      kind: "not-understood",
      retry: "no",
      mayHaveHappened: false,
    });
  });
});
