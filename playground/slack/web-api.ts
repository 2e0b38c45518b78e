/** Answers `/api/<method>`: token, scopes, arguments, the method, and the faults that were asked for. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { isRefused, refused, type Answer, type Refused } from "./answer.ts";
import { decodeArguments } from "./decode-arguments.ts";
import { takeFault, type Fault } from "./faults.ts";
import { randomHex } from "./ids.ts";
import { asText, inWords, type Fields } from "./json.ts";
import type { Method } from "./method.ts";
import { decodeBody, readBody } from "./request-body.ts";
import { complain, later, type SlackState } from "./state.ts";
import { record } from "./traffic.ts";
import { findMethod } from "./web-methods.ts";

interface Call {
  readonly method: Method;
  readonly args: Fields;
  readonly granted: readonly string[];
  readonly accepted: readonly string[];
}

function grantedScopes(
  state: SlackState,
  method: Method,
  token: unknown,
): readonly string[] | Refused {
  if (token === undefined || token === "") return refused("not_authed");
  const { botToken, appToken } = state.settings;
  if (token !== botToken && token !== appToken) return refused("invalid_auth");
  if (token !== (method.token === "bot" ? botToken : appToken))
    return refused("not_allowed_token_type");
  return method.token === "bot" ? state.world.app.botScopes : state.world.app.appScopes;
}

/** In Slack's order: does the method exist, who calls, may they, are the arguments in order. */
function admit(state: SlackState, name: string, token: unknown, fields: Fields): Call | Refused {
  const method = findMethod(name);
  if (!method) return refused("unknown_method", { req_method: name });
  const granted = grantedScopes(state, method, token);
  if (isRefused(granted)) return granted;
  const accepted =
    typeof method.scopes === "function" ? method.scopes(state, fields) : method.scopes;
  if (accepted.length > 0 && !accepted.some((scope) => granted.includes(scope))) {
    return refused("missing_scope", { needed: accepted.join(","), provided: granted.join(",") });
  }
  const decoded = decodeArguments(method, fields);
  if (isRefused(decoded)) return decoded;
  for (const unknown of decoded.unknown)
    complain(state, `${name} does not know the argument "${unknown}"`);
  return { method, args: decoded.args, granted, accepted };
}

function bearer(request: IncomingMessage): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
}

interface Reply {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

function replyOf(answer: Answer, headers: Record<string, string>): Reply {
  if (!isRefused(answer) || answer.error !== "ratelimited")
    return { status: 200, headers, body: answer };
  const { retryAfter, ...body } = answer;
  return { status: 429, headers: { ...headers, "retry-after": inWords(retryAfter ?? 1) }, body };
}

const STATUS_ERRORS: Readonly<Record<number, string>> = {
  429: "ratelimited",
  500: "internal_error",
  503: "service_unavailable",
};

const tookEffect = (fault: Fault): boolean =>
  ("reset" in fault && fault.reset === "after") ||
  ("hang" in fault && fault.hang === "after") ||
  ("status" in fault && fault.when === "after") ||
  "delay" in fault;

export async function answerApiCall(
  state: SlackState,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
  query: string,
): Promise<void> {
  const at = state.now();
  const started = performance.now();
  const body = await readBody(request);
  const fault = takeFault(state, name);
  if (fault && "delay" in fault) await later(state, fault.delay);

  const decoded = decodeBody(request, body, query);
  const fields = isRefused(decoded) ? {} : decoded.fields;
  const headers: Record<string, string> = {
    "content-type": "application/json; charset=utf-8",
    "x-slack-req-id": randomHex(16),
  };
  let answer: Answer | undefined;
  let args: Fields = fields;
  if (!fault || tookEffect(fault)) {
    const call = isRefused(decoded)
      ? decoded
      : admit(state, name, bearer(request) ?? asText(decoded.tokenField), fields);
    if (isRefused(call)) answer = call;
    else {
      args = call.args;
      headers["x-oauth-scopes"] = call.granted.join(",");
      headers["x-accepted-oauth-scopes"] = call.accepted.join(",");
      answer = call.method.run(state, call.args);
      if (!isRefused(decoded) && decoded.warnings.length > 0) {
        answer = {
          ...answer,
          warning: decoded.warnings.join(","),
          response_metadata: { ...responseMetadata(answer), warnings: decoded.warnings },
        };
      }
    }
  }
  const reply = fault
    ? faultReply(fault, answer, headers)
    : replyOf(answer ?? refused("unknown_method"), headers);
  const entry = {
    kind: "call" as const,
    at,
    method: name,
    args: structuredClone(args),
    ...(fault && { fault }),
  };
  record(state, {
    ...entry,
    ms: performance.now() - started,
    status: reply?.status ?? 0,
    answer: structuredClone(reply?.body),
  });
  if (reply) sendReply(response, reply);
  else if (fault && "hang" in fault) state.hanging.add(response);
  else request.socket.destroy();
}

function responseMetadata(answer: Answer): Fields {
  const metadata = answer["response_metadata"];
  return typeof metadata === "object" && metadata !== null ? { ...metadata } : {};
}

/** `undefined`: there is no reply at all. */
function faultReply(
  fault: Fault,
  answer: Answer | undefined,
  headers: Record<string, string>,
): Reply | undefined {
  if ("delay" in fault) return replyOf(answer ?? refused("unknown_method"), headers);
  if ("error" in fault)
    return { status: 200, headers, body: { ok: false, error: fault.error, ...fault.extra } };
  if ("status" in fault) {
    const error = STATUS_ERRORS[fault.status] ?? "fatal_error";
    const retry = fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
    return { status: fault.status, headers: { ...headers, ...retry }, body: { ok: false, error } };
  }
  return undefined;
}

function sendReply(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, reply.headers).end(JSON.stringify(reply.body));
}
