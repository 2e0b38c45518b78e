import { once } from "node:events";
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from "node:net";
import { text } from "node:stream/consumers";

export interface Seen {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface TestServer {
  readonly url: string;
  /** Requests that arrived whole. */
  readonly seen: Seen[];
  /** How many connections were opened so far. */
  readonly connections: () => number;
  /** Ends every connection, too. */
  readonly close: () => Promise<void>;
}

export type Answering = (response: ServerResponse, request: Seen) => void;

/** A real HTTP server on a free port; `answer` sees each request once its body is there. */
export function httpServer(answer: Answering): Promise<TestServer> {
  const seen: Seen[] = [];
  const server = createHttpServer((request, response) => {
    const { method = "", url: target = "", headers } = request;
    text(request).then(
      (body) => {
        const whole = { method, target, headers, body };
        seen.push(whole);
        answer(response, whole);
      },
      () => response.destroy(),
    );
  });
  return listening(server, "http", seen);
}

/** A server that speaks whatever `greet` writes. */
export function tcpServer(
  greet: (socket: Socket) => void,
  scheme: "http" | "https" = "http",
): Promise<TestServer> {
  return listening(createTcpServer(greet), scheme, []);
}

async function listening(server: Server, scheme: string, seen: Seen[]): Promise<TestServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket) => {
    connections += 1;
    sockets.add(socket.on("error", () => undefined).on("close", () => sockets.delete(socket)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    seen,
    connections: () => connections,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** The address of a port at which nobody listens. */
export async function deadUrl(): Promise<string> {
  const server = await tcpServer((socket) => socket.destroy());
  await server.close();
  return server.url;
}
