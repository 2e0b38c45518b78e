import type { ProblemWords, RuleFacts } from "../kinds.ts";

const range = ({ min, max }: RuleFacts): string =>
  min !== undefined && max !== undefined
    ? `between ${min} and ${max}`
    : max !== undefined
      ? `at most ${max}`
      : `at least ${min ?? 0}`;

const field = (label: string | undefined): string => (label ? `“${label}”` : "another field");

/** What is wrong with one field of the form. Plain text. */
export const problems: ProblemWords = {
  "not-in-list": () => "This is not offered any more. Choose another one.",
  "not-checked": () =>
    "The cloud did not answer, so this choice could not be checked and nothing was ordered. Submit again in a moment.",
  "sold-out": () => "This is sold out now. Choose another one.",
  stock: ({ max }) =>
    `Only ${max ?? 0} of this type ${max === 1 ? "is" : "are"} in stock in this region.`,
  "outside-subnet": ({ expected }) =>
    `This must lie in the range of the subnet${expected ? `: ${expected}` : ""}.`,
  "reserved-address": () =>
    "The first and the last addresses of a subnet cannot be used. Choose another one.",
  "subnet-full": ({ max }) =>
    `The subnet has only ${max ?? 0} free addresses. Choose another subnet, or fewer servers.`,
  "address-stock": ({ max }) => `Only ${max ?? 0} public addresses are left in this region.`,
  "bandwidth-stock": ({ max }) =>
    `Only ${max ?? 0} Mbps are left in this region, for all servers together.`,
  "tag-line": () => "Write each tag as key=value, one a line.",
  "alias-empty": () => "An entry needs a range such as 10.0.1.16/28, or an id.",
  object: () => "The order could not be read. Nothing was ordered.",
  known: () => "This field is not known. Nothing was ordered.",
  required: () => "Please answer this.",
  type: () => "This is not the kind of value that belongs here (a whole number, for instance).",
  choice: ({ choices }) => `Choose one of: ${choices?.join(", ") ?? "the values offered"}.`,
  "not-offered": ({ choices }) =>
    `This is not offered here.${choices?.length ? ` Choose one of: ${choices.join(", ")}.` : ""}`,
  base64: () => "This is not text in base64.",
  ipv4: () => "Write an address such as 10.0.1.5.",
  cidr: () => "Write an address range such as 10.0.1.0/24.",
  "hostname-form": () =>
    "Use letters, digits and hyphens, in sections divided by single dots; no dot or hyphen at either end.",
  "id-characters": () => "This does not look like an id of the cloud.",
  length: (facts) => `The length must be ${range(facts)} characters.`,
  "list-length": (facts) => `There must be ${range(facts)} entries.`,
  "name-characters": () => "Use letters, digits, Chinese characters, _ and -.",
  "name-start": () => "Begin with a letter or a Chinese character.",
  "policy-limit": ({ max }) => `This team's policy allows at most ${max ?? 0}.`,
  range: (facts) => `It must be ${range(facts)}.`,
  "script-first-line": () => "The first line must be #!/bin/bash or #!/usr/bin/env python.",
  "script-size": ({ max }) => `The script must be at most ${max ?? 16_384} bytes.`,
  "tag-characters": () =>
    "A tag may hold letters, digits, Chinese characters, blanks and _ . : / = + - @.",
  "tag-leading-blank": () => "A tag must not begin with a blank.",
  "tag-reserved-prefix": () => "A tag must not begin with jrn: or jdc-.",
  "visible-characters": () => "It holds characters that cannot be seen. Type it anew.",
  voucher: () => "This is not a promotion voucher that the cloud would understand.",
  "password-length": (facts) => `The password must have ${range(facts)} characters.`,
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
    `This is needed when ${field(other)} is ${value ? `“${value}”` : "given"}.`,
  "not-with": ({ other, value }) =>
    `This does not go with ${field(other)}${value ? `: “${value}”` : ""}.`,
  duration: (facts) => `The term must be ${range(facts)}.`,
  "same-as": () => "The public address has to be billed the way the server is.",
  "not-beside": ({ other }) => `Leave this out when ${field(other)} is given.`,
  "single-server": () => "A fixed private address works for one server only.",
  "hostname-room": ({ max }) =>
    `Leave room for the number that is added to each server: at most ${max ?? 62} characters.`,
  "distinct-keys": () => "Each tag key may stand once.",
};
