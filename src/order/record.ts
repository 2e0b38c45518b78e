import { refuse, type Decision } from "./decision.ts";
import { next } from "./lifecycle.ts";
import type { Actor, Order, PurchaseFailure, Step } from "./order.ts";
import { dueAt, type Due } from "./schedule.ts";
import { takeStep } from "./take-step.ts";

/** What the bot itself reports. */
export type SystemCommand =
  | { readonly action: "approve"; readonly by: Extract<Actor, { kind: "policy" }> }
  | { readonly action: "expire"; readonly by: { readonly kind: "clock" } }
  | {
      readonly action: "escalate";
      readonly by: { readonly kind: "clock" };
      /** The second list; undefined: the rule has none any more. */
      readonly asks: Step["asks"] | undefined;
    }
  | {
      readonly action: "remind";
      readonly by: { readonly kind: "clock" };
      /** The reminder after this one; undefined: there is none. */
      readonly next: string | undefined;
    }
  | { readonly action: "begin"; readonly by: { readonly kind: "purchase" } }
  | {
      readonly action: "complete";
      readonly by: { readonly kind: "purchase" };
      readonly instanceIds: readonly string[];
      readonly requestId: string;
    }
  | {
      readonly action: "fail" | "doubt";
      readonly by: { readonly kind: "purchase" };
      readonly failure: PurchaseFailure;
    }
  | {
      readonly action: "observe";
      readonly by: { readonly kind: "clock" };
      readonly servers: NonNullable<Order["servers"]>;
      readonly progress: NonNullable<Step["progress"]>;
    };

/** What becomes of an order when the bot reports something. */
export function record(order: Order, command: SystemCommand, at: string): Decision {
  const { action, by } = command;
  const status = next(order.status, action);
  if (status === undefined) return refuse({ reason: "wrong-status", action, status: order.status });
  const done = (changed: Order, facts: Partial<Step> = {}): Decision => ({
    ok: true,
    order: takeStep(changed, status, { at, by, action, ...facts }),
  });
  if (isClocks(action) && dueAt(order, at) !== action) return refuse({ reason: "not-due" });
  switch (command.action) {
    case "escalate": {
      const { escalateAt: _, ...rest } = order;
      return done({ ...rest, escalatedAt: at }, command.asks ? { asks: command.asks } : {});
    }
    case "remind": {
      const { remindAt: _, ...rest } = order;
      return done({ ...rest, ...(command.next === undefined ? {} : { remindAt: command.next }) });
    }
    case "complete": {
      const { instanceIds, requestId } = command;
      const { failure: _, ...rest } = order;
      return done({ ...rest, instanceIds }, { requestId });
    }
    case "fail":
    case "doubt": {
      const { failure } = command;
      const { requestId } = failure;
      return done({ ...order, failure }, requestId === undefined ? {} : { requestId });
    }
    case "observe":
      return done({ ...order, servers: command.servers }, { progress: command.progress });
    default:
      return done(order);
  }
}

const isClocks = (action: SystemCommand["action"]): action is Due =>
  action === "expire" || action === "escalate" || action === "remind";
