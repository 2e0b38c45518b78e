import { settle } from "./instances.ts";
import { type Ledger, hashOf, recordViolation } from "./ledger.ts";
import type { Call, Handler } from "./request.ts";
import type { CloudState } from "./state.ts";

function fingerprintOf(call: Call): string {
  const { clientToken: _token, ...body } = call.body;
  return hashOf({ region: call.region, ids: call.ids, body });
}

function reportForeignUse(ledger: Ledger, call: Call, token: string): void {
  // The scope of a token is undocumented, so a client must not count on its being one per operation.
  for (const other of ledger.outcomes.values()) {
    if (other.clientToken !== token || other.operation === call.operation) continue;
    recordViolation(
      ledger,
      `${call.operation} used the clientToken "${token}" that ${other.operation} had used before.`,
    );
  }
}

/**
 * Runs an operation once per client token. Documented: of several requests with one token only the first is executed,
 * later ones get its result. A refused request executes nothing, so its token stays free. What happens with another
 * body is not documented: it is answered like the first and noted as a violation.
 */
export function execute(state: CloudState, call: Call, run: Handler): unknown {
  settle(state);
  const { ledger } = state;
  const { clientToken } = call;
  if (call.fault?.kind === "forgetTokens") ledger.outcomes.clear();
  if (clientToken === undefined) return run(state, call);
  const key = `${call.operation} ${clientToken}`;
  const fingerprint = fingerprintOf(call);
  const first = ledger.outcomes.get(key);
  if (first) {
    if (first.fingerprint !== fingerprint) {
      const sentence = `${call.operation} in ${call.region} repeated the clientToken "${clientToken}" with another request; the first result was answered.`;
      recordViolation(ledger, sentence);
    }
    if (first.purchase) {
      first.purchase.repeats += 1;
      ledger.events.emit("repeat", first.purchase);
    }
    return first.result;
  }
  reportForeignUse(ledger, call, clientToken);
  const bought = ledger.purchases.length;
  const result = run(state, call);
  const purchase = ledger.purchases[bought];
  ledger.outcomes.set(key, {
    operation: call.operation,
    clientToken,
    fingerprint,
    result,
    purchase,
  });
  return result;
}
