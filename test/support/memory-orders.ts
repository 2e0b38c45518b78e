import { placeInList } from "../../src/order/list-place.ts";
import { doneEntries, type AuditEntry } from "../../src/order/audit.ts";
import { isEnd } from "../../src/order/lifecycle.ts";
import type { Order } from "../../src/order/order.ts";
import { nextDue } from "../../src/order/schedule.ts";
import { readOrder, UnreadableOrder } from "../../src/order/stored-order.ts";
import { errand, type Errand } from "../../src/workflow/consequences.ts";
import { StoreUnavailable, type Orders } from "../../src/workflow/ports.ts";

export interface MemoryOrders extends Orders {
  /** Puts an order there, as it is. */
  put(order: Order): void;
  /** From now on what is stored of it cannot be read. */
  damage(id: string): void;
  /** What is stored of it now. Works while the store is down too. */
  peek(id: string): Order | undefined;
  /** Ids of the errands that are not done. */
  errands(): readonly string[];
  /** The bodies of every version that was ever stored, oldest first. */
  written(): readonly Order[];
  /** What the audit trail holds, oldest first. */
  trail(): readonly AuditEntry[];
  /** From now on every method throws, until `up`. */
  down(failure?: { mayHaveHappened: boolean }): void;
  up(): void;
}

/** The store of orders, in memory. Holds to the same contract as the one in Redis: see orders-contract.ts. */
export function memoryOrders(now: () => Date): MemoryOrders {
  const stored = new Map<string, string>(); // as text, so that nobody shares an object with the store
  const damaged = new Set<string>();
  const submissions = new Map<string, string>();
  const outbox = new Map<string, { readonly errand: Errand; readonly at: number }>();
  const postponed = new Map<string, { version: number | undefined; until: number }>();
  const calls = new Map<string, Map<string, Date>>();
  let named = 0;
  const written: Order[] = [];
  const trail: AuditEntry[] = [];
  let outage: { mayHaveHappened: boolean } | undefined;

  const peek = (id: string): Order | undefined => {
    const body = stored.get(id);
    return body === undefined ? undefined : (JSON.parse(body) as Order);
  };
  const all = (): Order[] => [...stored.keys()].flatMap((id) => peek(id) ?? []);
  const read = (id: string): Order | undefined => {
    const body = stored.get(id);
    if (damaged.has(id)) throw new UnreadableOrder(id, "cannot be read: it was damaged");
    return body === undefined ? undefined : readOrder(id, body);
  };
  const canBeRead = ({ id }: Order): boolean => {
    try {
      return read(id) !== undefined;
    } catch {
      return false;
    }
  };
  /** When the clock looks at an order; a postponement ends with the next version. */
  const looksAt = (order: Order): number | undefined => {
    const due = nextDue(order);
    const later = postponed.get(order.id);
    if (due === undefined) return undefined;
    return later?.version === order.version ? later.until : Date.parse(due);
  };
  const write = (order: Order, errands: readonly Errand[]): void => {
    stored.set(order.id, JSON.stringify(order));
    written.push(structuredClone(order));
    trail.push(...doneEntries(order));
    if (isEnd(order.status)) calls.delete(order.id);
    for (const { id, kind, orderId, version } of errands)
      outbox.set(id, { errand: errand(kind, orderId, version), at: now().getTime() });
  };
  const reachable = async (): Promise<void> => {
    await Promise.resolve();
    if (outage) throw new StoreUnavailable(outage.mayHaveHappened);
  };

  return {
    put: (order) => void stored.set(order.id, JSON.stringify(order)),
    damage: (id) => void damaged.add(id),
    peek,
    errands: () => [...outbox.keys()],
    written: () => written,
    trail: () => trail,
    down: (failure = { mayHaveHappened: false }) => (outage = failure),
    up: () => (outage = undefined),

    async find(id) {
      await reachable();
      return read(id);
    },
    async list({ of, status, towards, from, most }) {
      await reachable();
      const isBeyond = (place: string): boolean =>
        from === undefined || (towards === "older" ? place < from : place > from);
      const walked = all()
        .filter(({ requester }) => of === "all" || requester.userId === of.requester)
        .filter((order) => status === undefined || order.status === status)
        .map((order) => ({ order, place: placeInList(order) }))
        .filter(({ place }) => isBeyond(place))
        .toSorted((one, other) => (one.place < other.place ? -1 : 1));
      if (towards === "older") walked.reverse();
      const page = walked.slice(0, most);
      const last = page.at(-1);
      return {
        orders: page.map(({ order }) => order).filter(canBeRead),
        ...(last && page.length === most ? { next: last.place } : {}),
      };
    },
    putIntoLists: reachable, // they are made from the orders themselves
    async create(order, submission, errands) {
      await reachable();
      const earlier = peek(submissions.get(submission) ?? "");
      if (earlier) return { outcome: "repeated", order: earlier };
      if (stored.has(order.id)) return { outcome: "id-taken" };
      submissions.set(submission, order.id);
      write(order, errands);
      return { outcome: "created" };
    },
    async save(order, errands, needless = []) {
      await reachable();
      if (peek(order.id)?.version !== order.version - 1) return "conflict";
      write(order, errands);
      for (const id of needless) outbox.delete(id);
      return "saved";
    },

    async refused(entry) {
      await reachable();
      trail.push(entry);
    },

    async outstanding(before, most) {
      await reachable();
      return [...outbox.values()]
        .filter(({ at }) => at < before.getTime())
        .toSorted((a, b) => a.at - b.at)
        .slice(0, most)
        .map((entry) => entry.errand);
    },
    async takenUp(errandIds, at) {
      await reachable();
      for (const id of errandIds) {
        const entry = outbox.get(id);
        if (entry) outbox.set(id, { ...entry, at: at.getTime() });
      }
    },
    async done(errandId) {
      await reachable();
      outbox.delete(errandId);
    },
    async due(at, most) {
      await reachable();
      return all()
        .map((order) => ({ id: order.id, at: looksAt(order) }))
        .filter((look) => look.at !== undefined && look.at <= at.getTime())
        .toSorted((one, other) => (one.at ?? 0) - (other.at ?? 0))
        .slice(0, most)
        .map(({ id }) => id);
    },
    async postpone(orderId, until) {
      await reachable();
      postponed.set(orderId, { version: peek(orderId)?.version, until: until.getTime() });
    },

    async openCalls(orderId) {
      await reachable();
      const sent = [...(calls.get(orderId)?.values() ?? [])].toSorted(
        (x, y) => x.getTime() - y.getTime(),
      );
      return { open: sent.length, firstAt: sent[0], lastAt: sent.at(-1) };
    },
    async callStarted(orderId, at) {
      await reachable();
      const open = calls.get(orderId) ?? new Map<string, Date>();
      named += 1;
      calls.set(orderId, open.set(`call ${named}`, at));
      return `call ${named}`;
    },
    async callHadNoEffect(orderId, call) {
      await reachable();
      calls.get(orderId)?.delete(call);
    },
  };
}
