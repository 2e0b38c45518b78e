import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fieldIds,
  fields,
  secretAnswers,
  type FieldId,
  type FormAbilities,
} from "../../../src/order/form-fields.ts";
import { defaultLimits } from "../../../src/order/instance-spec.ts";
import { lineKeys, readLine } from "../../../src/order/order-line.ts";

const has: FormAbilities = { sealing: true, limits: defaultLimits, prices: true };
const read = (text: string) => readLine(text, has);

/** A value that the key takes. */
function valueFor(key: string): string {
  const { answers } = read(`${key}=x`);
  const [id] = Object.keys(answers).filter((name) => name !== "sections");
  if (id !== undefined) return "x";
  const [mistake] = read(`${key}=x`).mistakes;
  if (mistake?.kind !== "wrong-value") throw new Error(`${key} takes nothing.`);
  return mistake.choices[0] ?? "";
}

describe("a line of an order", () => {
  it("is answers for the form, under short names", () => {
    expect(
      read('region=cn-east-tz1 type=edcps.c.normal1 count=2 name=web why="more room" internet=no'),
    ).toEqual({
      answers: {
        regionId: "cn-east-tz1",
        deviceType: "edcps.c.normal1",
        count: "2",
        name: "web",
        justification: "more room",
        enableInternet: "no",
      },
      mistakes: [],
    });
  });

  it("is no answers when there is none", () => {
    expect(read("")).toEqual({ answers: {}, mistakes: [] });
    expect(read(" \n\t ")).toEqual({ answers: {}, mistakes: [] });
  });

  it.each(['why="more room"', "why=“more room”", 'why = "more room"', 'WHY="more room"'])(
    "takes quotes as keyboards and telephones write them, and blanks around the sign: %s",
    (text) => {
      expect(read(text)).toEqual({ answers: { justification: "more room" }, mistakes: [] });
    },
  );

  it("takes short words for billing beside the API's own", () => {
    for (const charge of ["prepaid", "PREPAID", "prepaid_by_duration"])
      expect(read(`charge=${charge}`).answers["charge.chargeMode"]).toBe("prepaid_by_duration");
    expect(read("charge=postpaid").answers["charge.chargeMode"]).toBe("postpaid_by_duration");
  });

  it("takes payment by usage only where it is allowed", () => {
    expect(read("charge=usage").mistakes).toMatchObject([{ kind: "wrong-value", key: "charge" }]);
    const usage = { ...has, limits: { ...defaultLimits, allowPostpaidByUsage: true } };
    expect(readLine("charge=usage", usage).answers["charge.chargeMode"]).toBe("postpaid_by_usage");
  });

  it("takes the address's billing in either way, wherever in the line it stands", () => {
    for (const mode of ["prepaid_by_duration", "postpaid_by_duration"])
      expect(read(`internetChargeMode=${mode} charge=${mode}`).mistakes).toEqual([]);
  });

  it("begins a new entry of a list at each semicolon, and opens the sections that it fills", () => {
    const { answers } = read('tags="team=web; cost=42" aliasIps=10.0.1.0/28;10.0.1.16/28');
    expect(answers).toEqual({
      resourceTags: "team=web\ncost=42",
      aliasIps: "10.0.1.0/28\n10.0.1.16/28",
      sections: "network,advanced",
    });
  });

  it("opens the second interface for whatever belongs to it", () => {
    expect(read("extensionSubnetId=subnet-2").answers.sections).toBe("secondInterface");
  });
});

describe("every key of a line", () => {
  it.each(lineKeys)("works: %s", (key) => {
    const { answers, mistakes } = read(`${key}=${valueFor(key)}`);
    expect(mistakes).toEqual([]);
    expect(Object.keys(answers).filter((id) => id !== "sections")).toHaveLength(1);
  });

  it("stands for every field but secrets and sections, each once", () => {
    const reached = lineKeys.map((key) =>
      Object.keys(read(`${key}=${valueFor(key)}`).answers).find((id) => id !== "sections"),
    );
    const hidden: readonly FieldId[] = [...secretAnswers, "sections"];
    expect(new Set(reached)).toEqual(new Set(fieldIds.filter((id) => !hidden.includes(id))));
    expect(reached).toHaveLength(new Set(reached).size);
  });

  it.each(fieldIds.filter((id) => ![...secretAnswers, "sections"].includes(id)))(
    "may also be the path in the API: %s",
    (id) => {
      expect(Object.keys(read(`${id}=${valueFor(id)}`).answers)).toContain(id);
    },
  );
});

describe("a mistake in a line", () => {
  it("is named with what was most likely meant, and the line is put right", () => {
    expect(read("regoin=cn-east-tz1 name=web")).toEqual({
      answers: { name: "web" },
      mistakes: [{ kind: "unknown-key", key: "regoin", nearest: "region" }],
      corrected: "region=cn-east-tz1 name=web",
    });
  });

  it.each([
    ["internet=yess", "internet=yes"],
    ["charge=prepad", "charge=prepaid"],
    ["chrage=prepad", "charge=prepaid"],
    ["name=web nmae=db", "name=web"],
    ["name=web name=db", "name=web"],
    ["nmae=db name=web", "name=web"],
    ['wyh="more room"', 'why="more room"'],
    ["wyh=“more room”", "why=“more room”"],
    ["password=Sunny$Lake7Fog name=web", "name=web"],
  ])("is put right: %s", (wrong, right) => {
    expect(read(wrong).corrected).toBe(right);
  });

  it.each(["name", "name=", "zzzzzzzzz=1", "count=2 why", "internet=perhaps"])(
    "is only named where nobody knows what was meant: %s",
    (text) => {
      expect(read(text).mistakes).toHaveLength(1);
      expect(read(text).corrected).toBeUndefined();
    },
  );

  it("says what a choice may be", () => {
    expect(read("unit=week").mistakes).toEqual([
      { kind: "wrong-value", key: "unit", value: "week", choices: ["month", "year"] },
    ]);
  });
});

/** What fingers do: swap two letters, leave one out, type one twice. */
const slips = (word: string): string[] =>
  Array.from(word).flatMap((letter, at) => [
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + letter + word.slice(at),
    word.slice(0, at) + (word[at + 1] ?? "") + letter + word.slice(at + 2),
  ]);
const exact = new Set([...lineKeys, ...fieldIds].map((key) => key.toLowerCase()));

describe("a slip in a key", () => {
  it.each(lineKeys)("of one letter leads back to it: %s", (key) => {
    for (const typed of slips(key)) {
      if (typed === "" || exact.has(typed.toLowerCase())) continue;
      const [mistake] = read(`${typed}=x`).mistakes;
      expect(mistake, `${typed} instead of ${key}`).toMatchObject({
        kind: "unknown-key",
        nearest: key,
      });
    }
  });
});

const anyWord = fc.oneof(
  fc.constantFrom(...lineKeys, ...fieldIds),
  fc.constantFrom(...lineKeys).chain((key) => fc.constantFrom(...slips(key))),
  fc.string({ maxLength: 12 }),
);
const anyValue = fc.oneof(
  fc.constantFrom("yes", "prepaid", "prepad", "moth", "web", '"a b"', "“a b”", '"open', "“", ""),
  fc.string({ maxLength: 12 }),
);
const anyLine = fc
  .array(fc.tuple(anyWord, fc.constantFrom("=", " = ", "==", ""), anyValue), { maxLength: 8 })
  .map((words) => words.map((parts) => parts.join("")).join(" "));

describe("whatever is typed", () => {
  it("never makes it throw", () => {
    fc.assert(
      fc.property(fc.oneof(anyLine, fc.string({ unit: "binary", maxLength: 4_000 })), (text) => {
        expect(Array.isArray(read(text).mistakes)).toBe(true);
      }),
    );
    for (const text of [
      "=".repeat(5_000),
      " ".repeat(5_000),
      '="'.repeat(2_000),
      "a ".repeat(2_000),
    ])
      expect(Array.isArray(read(text).mistakes)).toBe(true);
  });

  it("gives a corrected line that has no mistakes any more", () => {
    fc.assert(
      fc.property(anyLine, (text) => {
        const { corrected, mistakes } = read(text);
        if (corrected === undefined) return;
        expect(mistakes.length).toBeGreaterThan(0);
        expect(read(corrected)).toMatchObject({ mistakes: [] });
      }),
      { numRuns: 1_000 },
    );
  });

  it("keeps in the corrected line what was right", () => {
    fc.assert(
      fc.property(anyLine, (text) => {
        const { answers, corrected } = read(text);
        if (corrected === undefined) return;
        const { sections: _, ...right } = answers;
        expect(read(corrected).answers).toMatchObject(right);
      }),
      { numRuns: 1_000 },
    );
  });

  it("changes no prototype and becomes no answer under its name", () => {
    const { answers } = read("__proto__=x constructor=y toString=z hasOwnProperty=1");
    expect(answers).toEqual({});
  });
});

describe("a secret in a line", () => {
  const value = "Zx7#qQ9!vB";
  it.each([
    `password=${value}`,
    `Password=${value}`,
    `PASSWORD = ${value}`,
    `password="${value}"`,
    `password=“${value}”`,
    `pasword=${value}`,
    `passwrod=${value}`,
    `passwd=${value}`,
    `password:${value}`,
    `password ${value}`,
    `password="${value} ${value}`,
    `password=one ${value} three name=web`,
    `userData=${value}`,
    `userdata=${value}`,
    `userData.2=${value}`,
    `name=web password=${value} password=${value}`,
    `nmae=web password=${value}`,
  ])("is refused, and repeated nowhere: %s", (text) => {
    const line = read(text);
    expect(line.mistakes.map(({ kind }) => kind)).toContain("secret-key");
    expect(JSON.stringify(line)).not.toContain(value);
    for (const id of secretAnswers) expect(line.answers).not.toHaveProperty([id]);
  });

  it("is named as what it is", () => {
    expect(read(`pasword=${value}`).mistakes).toEqual([{ kind: "secret-key", key: "password" }]);
  });

  it("is refused whatever it is", () => {
    fc.assert(
      // With a letter that no key and no word of the answer has, so that what is found is the secret.
      fc.property(fc.stringMatching(/^[!#-~]Ω[!#-~]{7,28}$/), (secret) => {
        expect(JSON.stringify(read(`name=web password=${secret}`))).not.toContain(
          JSON.stringify(secret).slice(1, -1),
        );
      }),
    );
  });
});

describe("the table of keys", () => {
  it("names no key twice, whatever its case", () => {
    expect(new Set(lineKeys.map((key) => key.toLowerCase())).size).toBe(lineKeys.length);
  });

  it("has no key for a field that is ticked or hidden", () => {
    for (const key of lineKeys) {
      const field = Object.hasOwn(fields, key) ? fields[key as FieldId] : undefined;
      expect(field?.control).not.toBe("checkboxes");
    }
  });
});
