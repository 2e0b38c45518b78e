import { describe, expect, test } from "vitest";
import {
  checkInstanceSpec,
  defaultLimits,
  type RuleName,
} from "../../../src/order/instance-spec.ts";
import { passwordRules } from "../../../src/order/password-rules.ts";
import { minimal } from "./valid-specs.ts";

function brokenBy(password: string): string[] {
  const checked = checkInstanceSpec({ ...minimal, password }, defaultLimits);
  return checked.ok ? [] : checked.problems.map(({ field, rule }) => `${field} ${rule}`);
}

const signs = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

describe("a password that holds every rule passes", () => {
  test.each([
    "Sunny$Lake7Fog",
    "aB3$aB3$",
    "aB3$".repeat(7) + "aB",
    "Zebra2Zebra", // three classes of four
    "zebra-2-zebra",
    "ZEBRA-2-ZEBRA",
    "Zebra-zebra",
    "Ab-Xy-98-01-89", // two neighbours are no run
    "Maple-890-Zya", // 9 to 0 and z to a are no neighbours
    "Maple-aaa-111", // nor is the same character again
    "Sky-1a2b3c",
    "Bu-g3-6-0-Cl-oud", // words with something in between
    ...Array.from(signs, (sign) => `Zebra2Nut${sign}`),
  ])("%s", (password) => {
    expect(brokenBy(password)).toEqual([]);
  });
});

const rows: Readonly<Record<(typeof passwordRules)[number]["rule"], readonly string[]>> = {
  "password-length": ["", "aB3$aB3", "aB3$".repeat(7) + "aB3", "边".repeat(31)],
  "password-characters": [
    "Zebra 2 Nut",
    "Zebra2Nut\u0000",
    "Zebra2Nut\n",
    "Zebra2Nüt",
    "Zebra2Nut边",
    "Zebra2Nut😀",
    "Zebra2Ｎut",
  ],
  "password-forbidden-word": [
    ...[
      "jd",
      "JD",
      "Jd",
      "jD",
      "360",
      "bug",
      "BUG",
      "Bug",
      "com",
      "COM",
      "cOm",
      "cloud",
      "CLOUD",
      "Cloud",
    ].map((word) => `Zx-9-${word}-Zx-9`),
    ...["password", "PASSWORD", "PassWord"].map((word) => `${word}-9-Zx`),
  ],
  "password-digit-run": [
    "012",
    "123",
    "234",
    "345",
    "456",
    "567",
    "678",
    "789",
    "987",
    "210",
    "23456",
    "0123456789",
  ].map((run) => `Zx-${run}-Zx`),
  "password-letter-run": [
    "abc",
    "xyz",
    "mno",
    "cba",
    "zyx",
    "CBA",
    "aBc",
    "mnop",
    "ZyX",
    "hijk",
  ].map((run) => `Zx-9-${run}-Zx`),
  "password-keyboard-run":
    "qaz wsx xsw qwert trewq tfc cft zaq QAZ qAz asd mnb zxc poi rfv tgb yhn ujm esz rdx ygv uhb ijn okm mko"
      .split(" ")
      .map((run) => `Ab-9-${run}-Ab`),
  "password-user-name": ["root", "ROOT", "Root", "rOOt"].map((name) => `Zx-9-${name}-Zx`),
  "password-classes": [
    "zebrazebra",
    "ZEBRAZEBRA",
    "zebra-zebra",
    "zebra2zebra",
    "ZEBRA2ZEBRA",
    "ZebraZebra",
    "90909090",
    "9-0-9-0-9",
    "!!!!!!!!",
  ],
};

describe("a password that breaks one rule breaks no other", () => {
  for (const [rule, passwords] of Object.entries(rows)) {
    test.each(passwords)(`${rule}: %j`, (password) => {
      expect(brokenBy(password)).toEqual([`password ${rule}`]);
    });
  }
});

test("each broken rule is told, in the order of the table", () => {
  const expected: RuleName[] = [
    "password-forbidden-word",
    "password-digit-run",
    "password-letter-run",
    "password-keyboard-run",
    "password-user-name",
    "password-classes",
  ];
  expect(brokenBy("cloud123abcqazroot")).toEqual(
    expected
      .slice(0, 5)
      .map((rule) => `password ${rule}`)
      .concat("password password-classes"),
  );
});

test("a password of the wrong length is not looked at any further", () => {
  expect(brokenBy("123")).toEqual(["password password-length"]);
});
