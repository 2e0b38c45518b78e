import { Pool } from "undici";
import { signedHeaders } from "./gestures.ts";

/** A gesture to be sent, and what its sender waits for beside the acknowledgement. */
export interface Gesture {
  readonly body: string;
  /** Something that the program must do in Slack before the gesture counts as done. */
  readonly until?: () => Promise<unknown>;
}

export interface Timings {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mostMs: number;
}

export interface Sent extends Timings {
  /** The share of one processor that this process itself needed: near 1, it is the load that is measured. */
  readonly busy: number;
  /** The body of the last acknowledgement. */
  readonly acknowledged: string;
}

/** Sends one signed request and reads its whole answer. Throws when it is not acknowledged with 200. */
export interface Sender {
  send(body: string, headers?: Readonly<Record<string, string>>): Promise<string>;
  close(): Promise<void>;
}

export function sender(url: string, connections: number): Sender {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections, pipelining: 1 });
  return {
    async send(body, headers = signedHeaders(body)) {
      const answer = await pool.request({ path: pathname, method: "POST", headers, body });
      const text = await answer.body.text();
      if (answer.statusCode !== 200)
        throw new Error(`A gesture was answered with ${answer.statusCode}: ${text}`);
      return text;
    },
    close: () => pool.close(),
  };
}

/**
 * As many people as there are connections, each sending the next gesture as soon as their last one is done. Everything is
 * made and signed before the first is sent.
 */
export async function sendAll(
  url: string,
  gestures: readonly Gesture[],
  connections: number,
): Promise<Sent> {
  const ready = gestures.map((gesture) => ({ ...gesture, headers: signedHeaders(gesture.body) }));
  const slack = sender(url, connections);
  const took: number[] = [];
  let acknowledged = "";
  let next = 0;
  const person = async (): Promise<void> => {
    for (let gesture = ready[next++]; gesture; gesture = ready[next++]) {
      const { body, headers, until } = gesture;
      const began = performance.now();
      const [text] = await Promise.all([slack.send(body, headers), until?.()]);
      took.push(performance.now() - began);
      acknowledged = text;
    }
  };
  const before = process.cpuUsage();
  const began = performance.now();
  await Promise.all(Array.from({ length: connections }, person));
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  await slack.close();
  return { ...timings(took, ms), busy: (user + system) / 1_000 / ms, acknowledged };
}

export function timings(took: readonly number[], withinMs: number): Timings {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
  return {
    perSecond: (1_000 * sorted.length) / withinMs,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    mostMs: at(1),
  };
}
