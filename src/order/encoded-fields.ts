import { regexes, z } from "zod";

/** What the first line of a start-up script may be (console guide, Create-Instance). */
export const scriptFirstLines = ["#!/bin/bash", "#!/usr/bin/env python"];

/** The promotion voucher (createInstances page, ChargeSpec table); the page gives no types for the inner fields. */
const given = z.union([z.string().min(1), z.number()]);
const voucherSchema = z.object({
  activity: z.object({ activityType: given, activityIdentifier: given }),
});

/** To the last bit: spare ones that are set may be refused (RFC 4648, 3.5). */
export function isBase64(text: string): boolean {
  return regexes.base64.test(text) && btoa(atob(text)) === text;
}

export function decodedBytes(base64: string): number {
  return atob(base64).length;
}

/** To the letter: with `\r\n` line ends, the system would look for an interpreter called `bash\r`. */
export function decodesToScript(base64: string): boolean {
  const [firstLine = ""] = atob(base64).split("\n", 1);
  return scriptFirstLines.includes(firstLine);
}

export function decodesToVoucher(base64: string): boolean {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  try {
    return voucherSchema.safeParse(
      JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)),
    ).success;
  } catch {
    return false; // neither UTF-8 nor JSON
  }
}
