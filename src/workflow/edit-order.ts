import { checkInstanceSpec, type Problem } from "../order/instance-spec.ts";
import type { Edited } from "../order/asking.ts";
import type { Refusal } from "../order/decision.ts";
import type { Order } from "../order/order.ts";
import type { FilledForm } from "../order/read-form.ts";
import { actOnOrder, considerAction, type ActPorts } from "./act-on-order.ts";
import type { Who } from "./identities.ts";
import { keepRefusal } from "./keep-refusal.ts";
import type { Sealer } from "./ports.ts";
import { openedSecrets, splitSecrets } from "./sealed-secrets.ts";

export interface EditRequest {
  readonly orderId: string;
  /** What the form was opened for. */
  readonly version: number;
  readonly by: Who;
  /** Checked already, against the contract, the limits and the catalogue. A secret that is not in it stays as it is. */
  readonly form: FilledForm;
}

/** Secrets were given and there is no key to seal them with, or some are kept that cannot be opened. */
export interface EditRefusal {
  readonly reason: "cannot-seal" | "cannot-open";
}

export type EditOutcome =
  | { readonly ok: true; readonly before: Order; readonly order: Order }
  | { readonly ok: false; readonly refusal: Refusal | EditRefusal }
  /** What was given does not fit to a secret that is kept. */
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface EditPorts extends ActPorts {
  readonly sealer: Sealer | undefined;
}

/**
 * Changes a pending order to what its requester filled in; approvals of what it was are void. Secrets that were given
 * are sealed anew, together with those that were kept.
 * Throws StoreUnavailable and IdentityUnavailable; then nothing changed, unless `mayHaveHappened` says otherwise.
 */
export async function editOrder(
  ports: EditPorts,
  { form, ...gesture }: EditRequest,
): Promise<EditOutcome> {
  const asked = { ...gesture, action: "edit" } as const;
  // Before anything that was sealed is opened: may they, is it possible, is it what they saw.
  const allowed = await considerAction(ports, asked);
  if (!allowed.ok) return allowed;
  const { order: before } = allowed;
  const sealing = sealedAnew(ports, before, form);
  if (!sealing.ok) {
    if ("refusal" in sealing) {
      const by = { kind: "person", ...gesture.by } as const;
      const attempt = { action: "edit", orderId: before.id, by, shown: gesture.version } as const;
      await keepRefusal(ports, { ...attempt, order: before }, sealing.refusal.reason);
    }
    return sealing;
  }
  const outcome = await actOnOrder(ports, { ...asked, edited: sealing.edited });
  return outcome.ok ? { ...outcome, before } : outcome;
}

type Sealing = { readonly ok: true; readonly edited: Edited } | Extract<EditOutcome, { ok: false }>;

function sealedAnew(
  { sealer, policy }: EditPorts,
  before: Order,
  { region, spec, labels, justification }: FilledForm,
): Sealing {
  const { open, secrets: given } = splitSecrets(spec);
  const edited = { region, spec: open, labels, justification };
  if (given && !sealer) return { ok: false, refusal: { reason: "cannot-seal" } };
  const kept = openedSecrets(sealer, before);
  if (kept === "lost") {
    if (!given || !sealer) return { ok: false, refusal: { reason: "cannot-open" } };
    return { ok: true, edited: { ...edited, sealed: sealer.seal(given, before.id) } };
  }
  const secrets = { ...kept, ...given };
  const checked = checkInstanceSpec({ ...open, ...secrets }, policy().limits);
  if (!checked.ok) return { ok: false, problems: checked.problems };
  return {
    ok: true,
    edited: given && sealer ? { ...edited, sealed: sealer.seal(secrets, before.id) } : edited,
  };
}
