/**
 * THE TABLE: what may become of an order. status -> action -> status afterwards.
 * An action that a status does not name is refused there.
 *
 * - `approve` reaches `approved` once the quorum is complete; until then the order stays `pending` (see decide.ts).
 * - `unknown` is not an end: the cloud was asked to buy and nobody can say whether it did. A person looks, and tries
 *   again under the same token or closes the order.
 * - `complete` is taken wherever a call may have been sent: a success that comes late is the truth all the same.
 */
export const lifecycle = {
  pending: { approve: "approved", deny: "denied", cancel: "cancelled", expire: "expired" },
  approved: { begin: "provisioning", cancel: "cancelled", complete: "provisioned" },
  provisioning: { complete: "provisioned", fail: "failed", doubt: "unknown" },
  provisioned: {},
  failed: { retry: "approved", complete: "provisioned" },
  unknown: { retry: "approved", cancel: "cancelled", complete: "provisioned" },
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
