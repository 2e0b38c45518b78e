/**
 * Text in which deflate finds most of an entry of the audit trail again, as `order-dictionary.ts` is for orders. What is
 * frequent stands last.
 *
 * What was stored can be read with this very text only: it must never change. Another one would need a mark of its own
 * in `packed.ts`, and a version that reads both before any version writes it.
 */
export const ENTRY_DICTIONARY = [
  '"refusal":"identity-unknown","refusal":"already-approved","refusal":"approvals-gone","refusal":"unknown-order","refusal":"unknown-form","refusal":"newer-order","refusal":"cannot-seal","refusal":"seat-taken","refusal":"wrong-status","refusal":"not-approver","refusal":"own-order","refusal":"not-yours","refusal":"no-rule","refusal":"repeated","refusal":"moved","refusal":"stale"',
  '"action":"break-glass","action":"propose","action":"accept","action":"decline","action":"withdraw","action":"recheck","action":"escalate","action":"remind","action":"doubt","action":"adopt","action":"retry","action":"edit","action":"view","action":"fail","action":"expire","action":"cancel","action":"deny"',
  '"actor":"policy","version":5,"versionAfter":6,"status":"expired","status":"cancelled","status":"denied","status":"unknown","status":"failed"',
  ',"currency":"USD","atOnce":,"region":"cn-north-1","region":"cn-south-1","region":"cn-east-2","chargeMode":"postpaid_by_usage","chargeMode":"prepaid_by_duration","count":2}',
  ',"reason":"refused ","reason":"no-answer TIMEOUT","reason":"',
  '.000Z","orderId":"","action":"observe","actor":"clock","version":4,"versionAfter":5,"status":"provisioned","rule":"',
  '"chargeMode":"postpaid_by_duration","count":1,"requestId":"","instanceIds":["i-"]}',
  '"action":"complete","actor":"purchase","version":3,"versionAfter":4,"status":"provisioned","rule":"',
  '"action":"begin","actor":"purchase","version":2,"versionAfter":3,"status":"provisioning","rule":"',
  '"action":"approve","actor":"person","userId":"U0","teamId":"T0","version":1,"versionAfter":2,"status":"approved","rule":"',
  '{"at":"2026-01-01T00:00:00.000Z","orderId":"","action":"place","actor":"person","userId":"U0","teamId":"T0","version":0,"versionAfter":1,"status":"pending","rule":"","perMonth":0000,"currency":"CNY","region":"cn-east-tz1","deviceType":"edcps.c.normal1","chargeMode":"postpaid_by_duration","count":1}',
].join("");
