import fc from "fast-check";
import { expect, it } from "vitest";
import { checkInstanceSpec } from "../../../playground/edcps/check-instance-spec.ts";
import { Refusal } from "../../../playground/edcps/envelope.ts";
import { defaultLimits } from "../../../src/order/instance-spec.ts";
import { valueAt } from "../../../src/order/spec-rule.ts";
import { anyBody, everyStep } from "./any-body.ts";
import { problemsOf } from "./spec-mutations.ts";
import { base64, minimal, voucher } from "./valid-specs.ts";

/*
 * The bot's rules and the pretend cloud's were written apart, from the same sources. Held against each other over
 * thousands of bodies, they may come to different verdicts only where a row of this table says so, and why.
 */
interface Difference {
  /** Who refuses alone. */
  readonly stricter: "bot" | "cloud";
  readonly field: RegExp;
  /** The bot's rule, or the cloud's words. */
  readonly says: RegExp;
  /** Of the field's value. Without it, any value for which this one says so. */
  readonly when?: (value: unknown) => boolean;
  readonly why: string;
  /** A change to the smallest specification that shows it. */
  readonly example: object;
}

const postpaid = { chargeMode: "postpaid_by_duration" };
const scenario = (json: string) => ({ charge: { ...postpaid, buyScenario: base64(json) } });
const online = {
  enableInternet: "yes",
  lineType: "ct",
  bandwidth: 201,
  internetChargeMode: "postpaid_by_duration",
};

const known: readonly Difference[] = [
  {
    stricter: "bot",
    field: /^(enableInternet|interfaceMode|charge\.chargeMode)$/,
    says: /^required$/,
    why: "the API's defaults buy an address, are not told, or are told differently on another page: the bot says what it orders",
    example: { interfaceMode: undefined },
  },
  {
    stricter: "bot",
    field: /^charge\.autoRenew$/,
    says: /^not-with$/,
    why: "the API ignores it when postpaid; the bot sends nothing that means nothing",
    example: { charge: { ...postpaid, autoRenew: false } },
  },
  {
    stricter: "bot",
    field: /^(bandwidth|extensionBandwidth)$/,
    says: /^policy-limit$/,
    why: "the operator's limit lies below the API's 10240",
    example: online,
  },
  {
    stricter: "bot",
    field: /^(\w+Id|az|deviceType|\w+\.\d+\.id)$/,
    says: /^id-characters$/,
    why: "ids come from the API's lists, which are ASCII; the cloud looks them up instead",
    example: { keypairId: "key 1" },
  },
  {
    stricter: "bot",
    field: /^(name|resourceTags\.\d+\.(key|value))$/,
    says: /^(name|tag)-characters$/,
    why: "Chinese characters outside the basic block: the sources do not say whether they count",
    example: { name: "佐々木" },
  },
  {
    stricter: "bot",
    field: /^description$/,
    says: /^visible-characters$/,
    why: "what cannot be seen cannot be approved; the API allows any character",
    example: { description: "a\u200bb" },
  },
  {
    stricter: "bot",
    field: /^userData$/,
    says: /^script-first-line$/,
    why: "blanks or a carriage return after the first line: accepted, they would name no interpreter that exists",
    example: { userData: base64("#!/bin/bash\r\necho") },
  },
  {
    stricter: "bot",
    field: /^charge\.buyScenario$/,
    says: /^length$/,
    why: "Slack's longest input; the API gives no length",
    example: scenario(atob(voucher(3000))),
  },
  {
    stricter: "bot",
    field: /^charge\.buyScenario$/,
    says: /^voucher$/,
    why: "neither texts nor numbers as activity fields, or not UTF-8: the API says only that they are required",
    example: scenario('{"activity":{"activityType":true,"activityIdentifier":"a"}}'),
  },
];

interface Complaint {
  readonly by: Difference["stricter"];
  readonly field: string;
  readonly says: string;
}

function complaintsOfBot(body: unknown): Complaint[] {
  const problems = problemsOf(body, defaultLimits);
  return problems.map(({ field, rule }) => ({ by: "bot", field, says: rule }));
}

/** At most one: the cloud stops at the first. */
function complaintsOfCloud(body: unknown): Complaint[] {
  try {
    checkInstanceSpec({ instanceSpec: body }, defaultLimits.maxCount);
    return [];
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    const [, path = ""] = /^The field instanceSpec\.?(\S*) /.exec(refusal.message) ?? [];
    const field = path.replaceAll(/\[(\d+)\]/g, ".$1");
    return [{ by: "cloud", field, says: refusal.message }];
  }
}

function explains(row: Difference, { by, field, says }: Complaint, body: unknown): boolean {
  return (
    row.stricter === by &&
    row.field.test(field) &&
    row.says.test(says) &&
    (row.when?.(valueAt(body, field)) ?? true)
  );
}

it("the bot and the pretend cloud differ only as the table says, and still do", () => {
  const seen = new Set<Difference>();
  const agreed = { accepted: 0, refused: 0 };

  const judge = (body: unknown): void => {
    const bot = complaintsOfBot(body);
    const cloud = complaintsOfCloud(body);
    if (bot.length > 0 && cloud.length > 0) agreed.refused += 1;
    if (bot.length === 0 && cloud.length === 0) agreed.accepted += 1;
    if (bot.length > 0 === cloud.length > 0) return;
    for (const complaint of [...bot, ...cloud]) {
      const row = known.find((each) => explains(each, complaint, body));
      expect(row, `The ${complaint.by} alone: ${complaint.field} ${complaint.says}`).toBeDefined();
      if (row) seen.add(row);
    }
  };

  const shown = known.map(({ example }) => ({ ...minimal, ...example }));
  const examples = [...everyStep, ...shown].map((body): [unknown] => [body]);
  // The seed stands fast: a difference that is found today is found tomorrow.
  fc.assert(fc.property(anyBody, judge), {
    seed: 20_260_102,
    examples,
    numRuns: examples.length + 5000,
  });

  expect(known.filter((row) => !seen.has(row))).toEqual([]);
  expect(agreed.accepted).toBeGreaterThan(1000);
  expect(agreed.refused).toBeGreaterThan(1000);
}, 60_000);
