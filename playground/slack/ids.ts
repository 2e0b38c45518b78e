/** Ids and stamps shaped like Slack's. */
import { randomBytes, randomInt } from "node:crypto";

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const MIXED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function pick(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}

/** `V0K3J…`: a letter that tells the kind, then upper-case letters and digits. */
export const newId = (prefix: string): string => `${prefix}0${pick(UPPER, 9)}`;
/** What Slack makes up for a block or an action that has no id. */
export const shortId = (): string => pick(MIXED, 5);
export const randomWord = (length: number): string => pick(MIXED, length);
export const randomDigits = (length: number): string =>
  `${randomInt(1, 10)}${pick("0123456789", length - 1)}`;
export const randomHex = (bytes: number): string => randomBytes(bytes).toString("hex");

export const testBotToken = (): string =>
  `xoxb-${randomDigits(12)}-${randomDigits(13)}-${pick(MIXED, 24)}`;
export const testAppToken = (appId: string): string =>
  `xapp-1-${appId}-${randomDigits(13)}-${randomHex(32)}`;

/** `seconds.micros`, never twice the same and never going back, as message ids must. */
export function stampMaker(now: () => number): () => string {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Math.floor(now() * 1000));
    const micros = String(last % 1_000_000).padStart(6, "0");
    return `${Math.floor(last / 1_000_000)}.${micros}`;
  };
}
