import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Fields } from "../../playground/slack/json.ts";
import type { Slack } from "../../playground/slack/slack.ts";

/** An app with no sense of its own: it keeps what Slack sends, and answers what a test tells it to. */
export interface TinyApp {
  readonly received: Fields[];
  /** The body of the acknowledgement; undefined for an empty one. */
  answer: (payload: Fields) => unknown;
  /** Calls the Web API, and throws when Slack refuses. */
  call(method: string, args: Fields): Promise<Fields>;
  stop(): Promise<void>;
}

/** From now on Slack sends everything here. */
export async function tinyApp(slack: Slack): Promise<TinyApp> {
  const app: TinyApp = {
    received: [],
    answer: () => undefined,
    async call(method, args) {
      const response = await fetch(`${slack.apiUrl}${method}`, {
        method: "POST",
        headers: {
          "Content-Type": "application/json; charset=utf-8",
          Authorization: `Bearer ${slack.botToken}`,
        },
        body: JSON.stringify(args),
      });
      const answer = (await response.json()) as Fields;
      if (answer["ok"] !== true) throw new Error(`${method}: ${JSON.stringify(answer)}`);
      return answer;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const server = createServer((request, response) => {
    void payloadOf(request).then((payload) => {
      app.received.push(payload);
      const body = app.answer(payload);
      response.writeHead(200, body === undefined ? {} : { "Content-Type": "application/json" });
      response.end(body === undefined ? "" : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  slack.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return app;
}

async function payloadOf(request: IncomingMessage): Promise<Fields> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  if (request.headers["content-type"]?.startsWith("application/json"))
    return JSON.parse(text) as Fields;
  const form = Object.fromEntries(new URLSearchParams(text));
  const { payload } = form;
  return payload === undefined ? { type: "command", ...form } : (JSON.parse(payload) as Fields);
}
