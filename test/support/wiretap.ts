import { createServer, request, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { signedHeaders } from "../../playground/slack/signature.ts";

/** A request as bytes: what somebody at the bot's door sends, whatever Slack would have sent. */
export interface RawRequest {
  readonly method?: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | Buffer;
}

export interface RawAnswer {
  /** 0: hung up on, without an answer. */
  readonly status: number;
  readonly body: string;
}

/** Longer than the bot takes for anything. Whoever is not answered by then was forgotten. */
const FORGOTTEN_AFTER_MS = 10_000;

/** Sends the bytes on a connection of their own. Rejects when there is neither an answer nor an end of the connection. */
export const send = (url: string, { method = "POST", headers, body }: RawRequest) =>
  new Promise<RawAnswer>((resolve, reject) => {
    const forgotten = setTimeout(() => {
      reject(
        new Error(
          `Nobody answered within ${FORGOTTEN_AFTER_MS} ms: ${String(body).slice(0, 2_000)}`,
        ),
      );
      outgoing.destroy();
    }, FORGOTTEN_AFTER_MS);
    const hungUp = (): void => resolve({ status: 0, body: "" });
    const outgoing = request(
      url,
      { method, agent: false, headers: { "Content-Length": Buffer.byteLength(body), ...headers } },
      (answer) => {
        bytesOf(answer).then((bytes) => {
          resolve({ status: answer.statusCode ?? 0, body: bytes.toString("utf8") });
        }, hungUp);
      },
    );
    outgoing.on("error", hungUp);
    outgoing.on("close", () => clearTimeout(forgotten));
    outgoing.end(body);
  });

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export const FORM = "application/x-www-form-urlencoded";

/** Signed as Slack signs, now. */
export const signed = (
  signingSecret: string,
  body: string,
  contentType: string = FORM,
): RawRequest => ({
  headers: {
    "Content-Type": contentType,
    ...signedHeaders(signingSecret, Math.floor(Date.now() / 1_000), body),
  },
  body,
});

/** An interaction as Slack packs it: JSON in one field of a form. */
export const interaction = (payload: unknown): string =>
  new URLSearchParams({ payload: JSON.stringify(payload) }).toString();

/** Somebody on the line between Slack and the bot, who keeps every request to the byte. */
export interface Wiretap {
  /** Where Slack is to send its requests. */
  readonly url: string;
  readonly heard: RawRequest[];
  stop(): Promise<void>;
}

export async function wiretap(target: string): Promise<Wiretap> {
  const heard: RawRequest[] = [];
  const server = createServer((incoming, answer) => {
    void bytesOf(incoming).then((body) => {
      const { host: _, connection: __, ...headers } = incoming.headers;
      const kept = { headers: headers as Record<string, string>, body };
      heard.push(kept);
      const outgoing = request(target, { method: "POST", agent: false, headers: kept.headers });
      outgoing.on("response", (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      });
      outgoing.on("error", () => answer.destroy());
      outgoing.end(body);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`,
    heard,
    async stop() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}
