import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";

// An import would read every name of the module, and some of them load the whole of Node's own undici: 35 ms and 13 MiB.
const { createServer } = process.getBuiltinModule("node:http");

export interface AdminServer {
  /** The port it listens on (of use when 0 was asked for). */
  start(): Promise<number>;
  stop(): Promise<void>;
}

export interface AdminOptions {
  readonly host: string;
  readonly port: number;
  /** Everything that keeps the bot from working, as sentences; empty when it is ready. */
  readonly reasons: () => Promise<readonly string[]>;
  /** What somebody should see to although the bot works, as sentences. */
  readonly warnings: () => Promise<readonly string[]>;
  readonly metrics: Registry;
}

/** `/healthz`, `/readyz` and `/metrics`. */
export function adminServer({ host, port, reasons, warnings, metrics }: AdminOptions): AdminServer {
  const json = (response: ServerResponse, status: number, body: unknown): void => {
    response
      .writeHead(status, { "content-type": "application/json" })
      .end(`${JSON.stringify(body)}\n`);
  };
  const pages: Readonly<Record<string, (response: ServerResponse) => Promise<void>>> = {
    "/healthz": async (response) => json(response, 200, { status: "alive" }),
    "/readyz": async (response) => {
      const [found, told] = await Promise.all([reasons(), warnings()]);
      json(response, found.length === 0 ? 200 : 503, {
        ...(found.length === 0 ? { status: "ready" } : { status: "not ready", reasons: found }),
        ...(told.length === 0 ? {} : { warnings: told }),
      });
    },
    "/metrics": async (response) => {
      const text = await metrics.metrics();
      response.writeHead(200, { "content-type": metrics.contentType }).end(text);
    },
  };
  const server = createServer((request, response) => {
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    const page = request.method === "GET" && Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (!page)
      return json(response, 404, { error: "There are /healthz, /readyz and /metrics here." });
    page(response).catch(() => json(response, 500, { error: "This page could not be made." }));
  });
  return {
    start: () =>
      new Promise((resolve, reject) => {
        server
          .once("error", reject)
          .listen(port, host, () => resolve((server.address() as AddressInfo).port));
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
