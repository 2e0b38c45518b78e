import { pino, type Logger } from "pino";
import type { Config } from "./config.ts";

/** Keys whose values are never written, wherever they turn up. */
const SECRET_KEYS = [
  "token",
  "password",
  "userData",
  "secretKey",
  "accessKey",
  "authorization",
  "response_url",
  "sealed",
  "signingSecret",
];

/** What JSON lets through and a terminal obeys: eight-bit control codes, other ends of lines, marks that turn a line round. */
const OBEYED = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const asCode = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** JSON lines on stdout. What is a secret by name is left out; known secret values are struck out of every text. */
export function createLog(
  config: Pick<Config, "logLevel"> & { secrets: readonly string[] },
): Logger {
  const secrets = config.secrets
    .filter((value) => value.length >= 6)
    .flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]); // as it is, and as it stands in JSON
  return pino({
    level: config.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
      censor: "[secret]",
    },
    hooks: {
      // Libraries put what they were given into their errors; the last gate strikes it out.
      streamWrite: (line) =>
        secrets
          .reduce((text, value) => text.replaceAll(value, "[secret]"), line)
          .replace(OBEYED, asCode),
    },
  });
}
