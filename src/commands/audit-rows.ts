import type { AuditEntry } from "../order/audit.ts";
import type { Seal } from "../workflow/ports.ts";

/** An entry of the audit trail with its seal, while it has one. */
export interface AuditRow {
  readonly id: string;
  readonly entry: Partial<AuditEntry>;
  readonly seal: Seal | undefined;
}

type Value = string | number | readonly string[] | undefined;

const PARTS_OF_UNIT = 10_000;
/** Ten-thousandths -> the currency's unit. */
const amount = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : value / PARTS_OF_UNIT;

/** When an entry was written, by Redis's clock. */
export const recordedAt = (id: string): string => new Date(Number.parseInt(id, 10)).toISOString();

/** What an export holds of each entry, in this order. */
const columns: Readonly<Record<string, (row: AuditRow) => Value>> = {
  seq: ({ seal }) => seal?.seq,
  id: ({ id }) => id,
  recordedAt: ({ id }) => recordedAt(id),
  at: ({ entry }) => entry.at,
  orderId: ({ entry }) => entry.orderId,
  action: ({ entry }) => entry.action,
  outcome: ({ entry }) => (entry.refusal === undefined ? "ok" : "refused"),
  refusal: ({ entry }) => entry.refusal,
  actor: ({ entry }) => entry.actor,
  userId: ({ entry }) => entry.userId,
  teamId: ({ entry }) => entry.teamId,
  version: ({ entry }) => entry.version,
  versionAfter: ({ entry }) => entry.versionAfter,
  status: ({ entry }) => entry.status,
  rule: ({ entry }) => entry.rule,
  pricePerMonth: ({ entry }) => amount(entry.perMonth),
  priceAtOnce: ({ entry }) => amount(entry.atOnce),
  currency: ({ entry }) => entry.currency,
  region: ({ entry }) => entry.region,
  deviceType: ({ entry }) => entry.deviceType,
  chargeMode: ({ entry }) => entry.chargeMode,
  count: ({ entry }) => entry.count,
  reason: ({ entry }) => entry.reason,
  requestId: ({ entry }) => entry.requestId,
  instanceIds: ({ entry }) => entry.instanceIds,
  hash: ({ seal }) => seal?.hash,
};

const names = Object.keys(columns);
const valuesOf = (row: AuditRow): Value[] => Object.values(columns).map((column) => column(row));

/** How rows are written. `head` comes first, once; every text ends its line. */
export interface AuditFormat {
  readonly head: string;
  line(row: AuditRow): string;
}

/** What a spreadsheet would take for a formula. https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** One cell by RFC 4180; a text that begins like a formula begins with an apostrophe instead. */
function cell(value: Value): string {
  if (typeof value === "number") return String(value);
  const text = typeof value === "object" ? value.join(" ") : (value ?? "");
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

export const auditFormats = {
  /** One JSON object a line; what is absent is left out. */
  jsonl: {
    head: "",
    line: (row) => {
      const values = valuesOf(row);
      return `${JSON.stringify(Object.fromEntries(names.map((name, index) => [name, values[index]])))}\n`;
    },
  },
  csv: {
    head: `${names.join(",")}\r\n`,
    line: (row) => `${valuesOf(row).map(cell).join(",")}\r\n`,
  },
} as const satisfies Readonly<Record<string, AuditFormat>>;
