/** What can be made to go wrong, and a book of what is due. */

interface FaultMoment {
  /** Whether the operation has taken effect when the fault strikes. */
  when?: "before" | "after";
}

export type Fault =
  /** Waits, then goes on. The effect comes even if the client has gone meanwhile. Default: before. */
  | ({ kind: "delay"; ms: number } & FaultMoment)
  /** Never answers, until the cloud stops. Default: before. */
  | ({ kind: "hang" } & FaultMoment)
  /** Resets the connection. Default: after. */
  | ({ kind: "reset" } & FaultMoment)
  /** Any error envelope. Default: before. */
  | ({
      kind: "error";
      http: number;
      status: string;
      message?: string;
      code?: number;
      details?: unknown;
    } & FaultMoment)
  /** A 2xx whose body holds `error`. Default: before. */
  | ({ kind: "errorInSuccess"; status?: string; message?: string; http?: number } & FaultMoment)
  /** 429 RATE_LIMIT, without Retry-After, which nobody documents. Default: before. */
  | ({ kind: "rateLimit" } & FaultMoment)
  /** 429 QUOTA_EXCEEDED: the same HTTP status, not to be retried. Default: before. */
  | ({ kind: "quotaExceeded" } & FaultMoment)
  /** A proxy's 502 with an HTML page. Default: before. */
  | ({ kind: "badGateway" } & FaultMoment)
  /** 200 with no body; the request id is in the header only. Default: after. */
  | ({ kind: "empty" } & FaultMoment)
  /** 200 with a body cut in the middle. Default: after. */
  | ({ kind: "malformed" } & FaultMoment)
  /** 200 with another `result` than promised. Default: after. */
  | ({ kind: "wrongShape"; result?: unknown } & FaultMoment)
  /** The right answer, in small pieces with a pause of `ms` between them. Always after. */
  | { kind: "trickle"; ms: number; pieces?: number }
  /** createInstances makes only `keep` servers (default: half, rounded down) and answers their ids. */
  | { kind: "halfBatch"; keep?: number }
  /** createInstances is refused as sold out; with a deviceType only for that one. */
  | { kind: "soldOut"; deviceType?: string }
  /** Every client token is forgotten before the request is looked at: retention is undocumented. */
  | { kind: "forgetTokens" }
  /** Servers made by this createInstances end in status `error` instead of `running`. */
  | { kind: "bootError" };

export type FaultKind = Fault["kind"];

export const FAULT_KINDS = [
  "delay",
  "hang",
  "reset",
  "error",
  "errorInSuccess",
  "rateLimit",
  "quotaExceeded",
  "badGateway",
  "empty",
  "malformed",
  "wrongShape",
  "trickle",
  "halfBatch",
  "soldOut",
  "forgetTokens",
  "bootError",
] as const satisfies readonly FaultKind[];

/** Kinds that change what is done rather than how it is answered; they mean something for createInstances alone. */
const PURCHASE_KINDS: ReadonlySet<FaultKind> = new Set(["halfBatch", "soldOut", "bootError"]);
const AFTER_BY_DEFAULT: ReadonlySet<FaultKind> = new Set([
  "reset",
  "empty",
  "malformed",
  "wrongShape",
  "trickle",
]);

export function strikes(fault: Fault): "before" | "after" {
  if ("when" in fault && fault.when) return fault.when;
  return AFTER_BY_DEFAULT.has(fault.kind) ? "after" : "before";
}

interface Due {
  operation: string;
  fault: Fault;
  left: number;
}

export interface FaultBook {
  /** Replaces what is due for the operation (or `*`) by this fault, for so many requests or until cleared. */
  set: (operation: string, fault: Fault, times?: number) => void;
  /** Puts a fault behind those already due for the operation. */
  add: (operation: string, fault: Fault, times?: number) => void;
  clear: () => void;
  /** The fault that strikes this request, counted down. An operation's own faults come before those of `*`. */
  take: (operation: string, deviceType: string | undefined) => Fault | undefined;
}

export function faultBook(isOperation: (name: string) => boolean): FaultBook {
  let due: Due[] = [];

  function entry(operation: string, fault: Fault, times = Number.POSITIVE_INFINITY): Due {
    if (operation !== "*" && !isOperation(operation))
      throw new Error(`There is no operation "${operation}".`);
    if (!FAULT_KINDS.includes(fault.kind))
      throw new Error(`There is no fault of kind "${String(fault.kind)}".`);
    if (!(times >= 1)) throw new Error("A fault must strike at least once.");
    if (PURCHASE_KINDS.has(fault.kind) && operation !== "createInstances") {
      throw new Error(`The fault "${fault.kind}" can strike createInstances only.`);
    }
    return { operation, fault, left: times };
  }

  function applies(one: Due, deviceType: string | undefined): boolean {
    const { fault } = one;
    return (
      fault.kind !== "soldOut" || fault.deviceType === undefined || fault.deviceType === deviceType
    );
  }

  return {
    set(operation, fault, times) {
      const one = entry(operation, fault, times);
      due = [...due.filter((old) => old.operation !== operation), one];
    },
    add(operation, fault, times) {
      due.push(entry(operation, fault, times));
    },
    clear() {
      due = [];
    },
    take(operation, deviceType) {
      const one =
        due.find((each) => each.operation === operation && applies(each, deviceType)) ??
        due.find((each) => each.operation === "*");
      if (!one) return undefined;
      one.left -= 1;
      if (one.left <= 0) due = due.filter((each) => each !== one);
      return one.fault;
    },
  };
}
