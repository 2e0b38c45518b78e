/** The one HTTP server: Web API, response URLs, Socket Mode. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { takeFault } from "./faults.ts";
import { parseJson, type Fields, asFields } from "./json.ts";
import { readBody } from "./request-body.ts";
import { useResponseUrl } from "./response-urls.ts";
import { acceptSocket } from "./socket-mode.ts";
import { later, type SlackState } from "./state.ts";
import { record } from "./traffic.ts";
import { answerApiCall } from "./web-api.ts";

export async function startServer(state: SlackState, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    answer(state, request, response).catch((error: unknown) => {
      // A fault of the simulator must not look like one of Slack's answers.
      state.complaints.push(
        `The simulator failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      response.destroy();
    });
  });
  server.on("upgrade", (request: IncomingMessage, socket, head) =>
    acceptSocket(state, request, socket, head),
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return server;
}

async function answer(
  state: SlackState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, search } = new URL(request.url ?? "/", state.url);
  if (pathname.startsWith("/api/"))
    return answerApiCall(state, pathname.slice("/api/".length), request, response, search.slice(1));
  if (pathname.startsWith("/response/"))
    return answerResponseUrl(state, pathname, request, response);
  response.writeHead(404, { "content-type": "text/plain" }).end("not_found");
}

const isJson = (request: IncomingMessage): boolean =>
  (request.headers["content-type"] ?? "").toLowerCase().startsWith("application/json");

async function answerResponseUrl(
  state: SlackState,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const at = state.now();
  const started = performance.now();
  const text = await readBody(request);
  const args = request.method === "POST" && isJson(request) ? parseJson(text) : undefined;
  const fault = takeFault(state, "response_url");
  if (fault && "delay" in fault) await later(state, fault.delay);
  const blocked = fault !== undefined && !("delay" in fault);
  const reply = blocked
    ? { status: "status" in fault ? fault.status : 0, body: "fault" as string | Fields }
    : useResponseUrl(state, path, args);
  record(state, {
    kind: "response_url",
    at,
    ms: performance.now() - started,
    args: asFields(args),
    status: reply.status,
    answer: reply.body,
  });
  if (reply.status === 0) {
    if (fault && "hang" in fault) state.hanging.add(response);
    else request.socket.destroy();
    return;
  }
  const isText = typeof reply.body === "string";
  response.writeHead(reply.status, {
    "content-type": isText ? "text/plain" : "application/json; charset=utf-8",
  });
  response.end(isText ? String(reply.body) : JSON.stringify(reply.body));
}

export async function stopServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
