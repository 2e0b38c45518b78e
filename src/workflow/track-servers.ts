import type { Instance } from "../order/catalogue.ts";
import type { Order, Progress, Server } from "../order/order.ts";
import type { Decision } from "../order/decision.ts";
import { record } from "../order/record.ts";
import { CloudFailure } from "./cloud-failure.ts";
import { changeOrder, type ChangePorts } from "./change-order.ts";
import type { Cloud, Later } from "./ports.ts";

export interface TrackPorts extends ChangePorts {
  readonly cloud: Cloud;
}

const MINUTE_MS = 60_000;

/** No figure is documented for how long bare metal takes; after half a day somebody should look. */
const TOO_LONG_MS = 12 * 60 * MINUTE_MS;

/** Looks get rarer with the time since the purchase: a tenth of it, between 10 seconds and 5 minutes. */
const pause = (ageMs: number): Later => ({
  againInMs: Math.min(Math.max(ageMs / 10, 10_000), 5 * MINUTE_MS),
});

/**
 * Looks how far the servers of a bought order are, and notes what changed, until each runs or failed or they took too
 * long. Harmless when repeated. Asks to be run again while there is something to wait for.
 */
export async function trackServers(ports: TrackPorts, orderId: string): Promise<void | Later> {
  const order = await ports.orders.find(orderId);
  if (order?.status !== "provisioned" || order.instanceIds.length === 0) return;
  if (order.history.at(-1)?.progress?.over) return;
  const age = ageOf(order, ports.clock());
  let existing: readonly Instance[];
  try {
    existing = await ports.cloud.instances(order.region, { name: order.spec.name });
  } catch (error) {
    if (!(error instanceof CloudFailure)) throw error;
    ports.log.warn(
      { orderId, ...error.facts },
      "The cloud could not be asked how far servers are.",
    );
    if (age < TOO_LONG_MS) return pause(age);
    existing = [];
  }
  const servers = order.instanceIds.map((id) => serverFrom(id, existing, order.servers));
  const progress = progressOf(servers, age);
  // Decided again on the order as it then is when another process was faster: it may have looked at the same time.
  const decideOn = (now: Order, at: string): Decision =>
    isNews(now, progress)
      ? record(now, { action: "observe", by: { kind: "clock" }, servers, progress }, at)
      : { ok: false, refusal: { reason: "no-change" } };
  await changeOrder(ports, orderId, decideOn, order);
  return progress.over ? undefined : pause(age);
}

/** Milliseconds since the purchase is known. */
function ageOf({ history, placedAt }: Order, now: Date): number {
  const bought = history.findLast(({ action }) => action === "complete" || action === "adopt");
  return now.getTime() - Date.parse(bought?.at ?? placedAt);
}

/** As the cloud tells of it now, or as it did last: a server that is not listed may not be listed yet. */
function serverFrom(
  instanceId: string,
  existing: readonly Instance[],
  before: readonly Server[] = [],
): Server {
  const found = existing.find((instance) => instance.instanceId === instanceId);
  if (!found)
    return before.find((server) => server.instanceId === instanceId) ?? { instanceId, status: "" };
  const { status, privateIp, publicIp } = found;
  return {
    instanceId,
    status,
    ...(privateIp ? { privateIp } : {}),
    ...(publicIp ? { publicIp } : {}),
  };
}

/** The API's words, whose case is not documented: all others mean that a server is on its way. */
const is = (status: string, { status: told }: Server): boolean => told.toLowerCase() === status;

function progressOf(servers: readonly Server[], ageMs: number): Progress {
  const running = servers.filter((server) => is("running", server)).length;
  const failed = servers.filter((server) => is("error", server)).length;
  const of = servers.length;
  if (running + failed === of) return { running, failed, of, over: "all" };
  return { running, failed, of, ...(ageMs >= TOO_LONG_MS ? { over: "too-long" } : {}) };
}

/** What people are told of: that another server runs or failed, and once, that nobody looks any more. */
function isNews({ history }: Order, progress: Progress): boolean {
  const told = history.findLast((step) => step.progress)?.progress;
  return (
    told?.over === undefined &&
    ((told?.running ?? 0) !== progress.running ||
      (told?.failed ?? 0) !== progress.failed ||
      progress.over !== undefined)
  );
}
