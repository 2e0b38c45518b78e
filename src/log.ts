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

/** JSON lines on stdout. What is a secret by name is left out; known secret values are struck out of every text. */
export function createLog(
  config: Pick<Config, "logLevel"> & { secrets: readonly string[] },
): Logger {
  const secrets = config.secrets.filter((value) => value.length >= 6);
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
        secrets.reduce((text, value) => text.replaceAll(value, "[secret]"), line),
    },
  });
}
