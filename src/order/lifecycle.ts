/**
 * THE TABLE: what may become of an order. status -> action -> status afterwards.
 * An action that a status does not name is refused there.
 *
 * - `approve`, `accept` and `edit` reach `approved` once nobody else has to agree; until then the order stays `pending`.
 * - `recheck` is what a click leaves behind when something moved since the card was drawn: the order as it is now.
 * - `unknown` is not an end: the cloud was asked to buy and nobody can say whether it did. A person looks, and tries
 *   again under the same token, adopts the servers that were found, or closes the order.
 * - `complete` is taken wherever a call may have been sent: a success that comes late is the truth all the same.
 * - `observe` notes how far the bought servers are; the order stays bought.
 */
export const lifecycle = {
  pending: {
    approve: "approved",
    "break-glass": "approved",
    accept: "approved",
    edit: "approved",
    propose: "pending",
    decline: "pending",
    withdraw: "pending",
    recheck: "pending",
    remind: "pending",
    escalate: "pending",
    deny: "denied",
    cancel: "cancelled",
    expire: "expired",
  },
  approved: { begin: "provisioning", cancel: "cancelled", complete: "provisioned" },
  provisioning: { complete: "provisioned", fail: "failed", doubt: "unknown" },
  provisioned: { observe: "provisioned" },
  failed: { retry: "approved", recheck: "failed", complete: "provisioned" },
  unknown: {
    retry: "approved",
    recheck: "unknown",
    adopt: "provisioned",
    cancel: "cancelled",
    complete: "provisioned",
  },
  denied: {},
  cancelled: {},
  expired: {},
} as const satisfies Record<string, Partial<Record<string, string>>>;

export type Status = keyof typeof lifecycle;

type ActionsOf<S extends Status> = S extends Status ? keyof (typeof lifecycle)[S] : never;
export type Action = ActionsOf<Status>;

/** The status after an action, or undefined where the table does not allow it. */
export function next(status: Status, action: Action): Status | undefined {
  const row: Partial<Record<Action, Status>> = lifecycle[status];
  return row[action];
}

export const statuses = Object.keys(lifecycle) as Status[];

/** Actions that change nothing that a click relies on: a card that was drawn before them may still be clicked. */
export const quietActions: readonly Action[] = ["remind", "escalate", "observe"];
export const isQuiet = (action: Action | "place"): boolean =>
  quietActions.some((quiet) => quiet === action);

/** True for a status that an order never leaves, and in which nothing is bought any more. */
export const isEnd = (status: Status): boolean =>
  Object.values(lifecycle[status]).every((after) => after === status);

/** True for an action that leaves an order in the status in which it was, wherever it is taken. */
export const keepsStatus = (action: Action): boolean =>
  statuses.every((status) => [undefined, status].includes(next(status, action)));
