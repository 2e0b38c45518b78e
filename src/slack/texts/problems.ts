import type { FormProblem } from "../../order/read-form.ts";
import type { RuleParameters } from "../../order/spec-rule.ts";

const range = ({ min, max }: { min?: number; max?: number }): string =>
  min !== undefined && max !== undefined
    ? `between ${min} and ${max}`
    : max !== undefined
      ? `at most ${max}`
      : `at least ${min ?? 0}`;

/** What is wrong with one field of the form. Plain text. */
const problems: Readonly<Record<FormProblem["rule"], (problem: RuleParameters) => string>> = {
  "not-in-list": () => "This is not offered any more. Choose another one.",
  "not-checked": () =>
    "The cloud did not answer, so this choice could not be checked and nothing was ordered. Submit again in a moment.",
  object: () => "The order could not be read. Nothing was ordered.",
  known: () => "This field is not known. Nothing was ordered.",
  required: () => "Please answer this.",
  type: () => "This is not the kind of value that belongs here (a whole number, for instance).",
  choice: ({ choices }) => `Choose one of: ${choices?.join(", ") ?? "the values offered"}.`,
  "not-offered": () => "This is not offered here.",
  base64: () => "This is not text in base64.",
  ipv4: () => "Write an address such as 10.0.1.5.",
  cidr: () => "Write an address range such as 10.0.1.0/24.",
  "hostname-form": () =>
    "Use letters, digits and hyphens, in sections divided by single dots; no dot or hyphen at either end.",
  "id-characters": () => "This does not look like an id of the cloud.",
  length: (problem) => `The length must be ${range(problem)} characters.`,
  "list-length": (problem) => `There must be ${range(problem)} entries.`,
  "name-characters": () => "Use letters, digits, Chinese characters, _ and -.",
  "name-start": () => "Begin with a letter or a Chinese character.",
  "policy-limit": ({ max }) => `This team's policy allows at most ${max ?? 0}.`,
  range: (problem) => `It must be ${range(problem)}.`,
  "script-first-line": () => "The first line must be #!/bin/bash or #!/usr/bin/env python.",
  "script-size": ({ max }) => `The script must be at most ${max ?? 16_384} bytes.`,
  "tag-characters": () =>
    "A tag may hold letters, digits, Chinese characters, blanks and _ . : / = + - @.",
  "tag-leading-blank": () => "A tag must not begin with a blank.",
  "tag-reserved-prefix": () => "A tag must not begin with jrn: or jdc-.",
  "visible-characters": () => "It holds characters that cannot be seen. Type it anew.",
  voucher: () => "This is not a promotion voucher that the cloud would understand.",
  "password-length": (problem) => `The password must have ${range(problem)} characters.`,
  "password-characters": () =>
    "Use letters, digits and ( ) ` ~ ! @ # $ % & * _ - + = | { } [ ] : ; ' < > , . ? / ^ only.",
  "password-forbidden-word": () =>
    "The password must not hold jd, 360, bug, com, cloud or password.",
  "password-digit-run": () =>
    "The password must not hold three digits in a row such as 123 or 987.",
  "password-letter-run": () =>
    "The password must not hold three letters in a row such as abc or cba.",
  "password-keyboard-run": () =>
    "The password must not hold three neighbouring keys such as qwe or qaz.",
  "password-user-name": () => "The password must not hold the user name root.",
  "password-classes": () =>
    "Mix at least three of: upper case, lower case, digits, special characters.",
  "required-with": ({ other, value }) =>
    `This is needed when ${other ?? "another field"} is ${value ?? "given"}.`,
  "not-with": ({ other, value }) =>
    `This does not go with ${other ?? "another field"}${value === undefined ? "" : ` = ${value}`}.`,
  duration: (problem) => `The term must be ${range(problem)}.`,
  "same-as": () => "The public address has to be billed the way the server is.",
  "not-beside": ({ other }) => `Leave this out when ${other ?? "the other field"} is given.`,
  "single-server": () => "A fixed private address works for one server only.",
  "hostname-room": ({ max }) =>
    `Leave room for the number that is added to each server: at most ${max ?? 62} characters.`,
  "distinct-keys": () => "Each tag key may stand once.",
};

export const problem = (given: FormProblem): string =>
  problems[given.rule](given as RuleParameters);
