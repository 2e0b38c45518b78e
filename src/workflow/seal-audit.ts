import type { Log, Notary, Seal } from "./ports.ts";

/** A sweep seals no more than this many batches, so that it ends before the next one. */
const MOST_BATCHES = 20;

/**
 * Seals what was added to the audit trail. The log names how far: whoever keeps the log elsewhere can tell later that
 * nothing up to there was written anew. Harmless when repeated or run twice at once. Throws StoreUnavailable.
 */
export async function sealAudit({
  notary,
  log,
}: {
  readonly notary: Notary;
  readonly log: Log;
}): Promise<void> {
  let head: Seal | undefined;
  for (let batches = 0; batches < MOST_BATCHES; batches += 1) {
    const sealed = await notary.seal();
    if (!sealed) break;
    head = sealed;
  }
  if (head) log.info({ ...head }, "The audit trail is sealed up to this entry.");
}
