import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { auditFormats, type AuditRow } from "../../../src/commands/audit-rows.ts";
import { linkOf } from "../../../src/store/audit-chain.ts";
import { alice } from "../../support/an-order.ts";

const ID = "1772442060000-0";
const row = (entry: AuditRow["entry"] = {}, seal?: AuditRow["seal"]): AuditRow => ({
  id: ID,
  seal,
  entry: {
    at: "2026-03-02T09:01:00.000Z",
    orderId: "K7M4Q9",
    action: "approve",
    actor: "person",
    ...alice,
    version: 1,
    versionAfter: 2,
    status: "approved",
    rule: "small",
    perMonth: 12_345_678,
    currency: "CNY",
    region: "cn-east-tz1",
    deviceType: "edcps.c.normal1",
    chargeMode: "postpaid_by_duration",
    count: 2,
    ...entry,
  },
});

/** Reads RFC 4180 by the letter, by itself. */
function cells(text: string): string[][] {
  const records: string[][] = [[]];
  let rest = text;
  while (rest !== "") {
    const [whole, quoted, plain, end] =
      /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest) ?? [];
    if (whole === undefined) throw new Error(`This is no CSV: ${rest}`);
    records.at(-1)?.push(quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'));
    if (end === "\r\n") records.push([]);
    rest = rest.slice(whole.length);
  }
  expect(records.pop()).toEqual([]);
  return records;
}

const { csv, jsonl } = auditFormats;
const inCsv = (given: AuditRow): Record<string, string> => {
  const [names = [], values = [], ...more] = cells(csv.head + csv.line(given));
  expect(more).toEqual([]);
  expect(values).toHaveLength(names.length);
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
};
const inJson = (given: AuditRow): unknown => {
  expect(jsonl.line(given)).toMatch(/^[^\n]*\n$/);
  return JSON.parse(jsonl.line(given));
};

describe("an exported entry", () => {
  const seal = linkOf(undefined, { id: ID, fields: [] });

  it("is an object a line, in which what is absent is left out", () => {
    expect(inJson(row({}, seal))).toEqual({
      seq: 1,
      id: ID,
      recordedAt: "2026-03-02T09:01:00.000Z",
      at: "2026-03-02T09:01:00.000Z",
      orderId: "K7M4Q9",
      action: "approve",
      outcome: "ok",
      actor: "person",
      userId: "U0ALICE",
      teamId: "T0HOME",
      version: 1,
      versionAfter: 2,
      status: "approved",
      rule: "small",
      pricePerMonth: 1_234.5678,
      currency: "CNY",
      region: "cn-east-tz1",
      deviceType: "edcps.c.normal1",
      chargeMode: "postpaid_by_duration",
      count: 2,
      hash: seal.hash,
    });
    expect(jsonl.head).toBe("");
  });

  it("is a line of the same columns", () => {
    const given = row({ instanceIds: ["i-1", "i-2"] }, seal);
    const json = inJson(given) as Record<string, string | number | string[]>;
    for (const [name, value] of Object.entries(inCsv(given)))
      expect(value, name).toBe([json[name] ?? ""].flat().join(" "));
    expect(Object.keys(inCsv(given))).toEqual(expect.arrayContaining(Object.keys(json)));
  });

  it("is refused when it says why", () => {
    expect(inJson(row({ refusal: "stale" }))).toMatchObject({
      outcome: "refused",
      refusal: "stale",
    });
  });

  it("has neither number nor hash before it is sealed", () => {
    expect(inJson(row())).not.toHaveProperty("hash");
    expect(inCsv(row())).toMatchObject({ seq: "", hash: "" });
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "－2", "＋3", "＠x"])(
    "is no formula for a spreadsheet: %j",
    (reason) => {
      expect(inCsv(row({ reason }))["reason"]).toBe(`'${reason}`);
      expect(inJson(row({ reason }))).toMatchObject({ reason });
    },
  );

  it.each([
    'a "quoted" word',
    "one, two",
    "two\r\nlines",
    "two\nlines",
    "边缘 😀",
    "a=b",
    " =1",
    "",
  ])("keeps what people wrote: %j", (reason) => {
    expect(inCsv(row({ reason }))["reason"]).toBe(reason);
    expect(inJson(row({ reason }))).toMatchObject({ reason });
  });

  it("is one record whatever anybody wrote, and no cell begins like a formula", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (reason, rule) => {
        const values = inCsv(row({ reason, rule }));
        expect(Object.values(values).filter((cell) => /^[=+\-@\t\r\n]/.test(cell))).toEqual([]);
        expect(values["reason"]?.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, "")).toBe(reason);
      }),
    );
  });

  it("that somebody wrote into Redis by hand is shown as it is", () => {
    const entry = { at: "not a time", version: "many" } as unknown as AuditRow["entry"];
    expect(inJson({ id: ID, seal: undefined, entry })).toEqual({
      id: ID,
      recordedAt: "2026-03-02T09:01:00.000Z",
      at: "not a time",
      outcome: "ok",
      version: "many",
    });
  });
});
