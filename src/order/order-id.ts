/**
 * Letters and digits that cannot be taken for one another when read aloud or off a phone: no 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V.
 */
const ALPHABET = "34679ACDEFGHJKMNPQRTWXY";
const LENGTH = 6;

const ORDER_ID = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);

export const isOrderId = (text: string): boolean => ORDER_ID.test(text);

/** An order id from random bytes (one per character; the small bias of the remainder does not matter: ids are not secrets). */
export function orderIdFrom(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

/** The id in what a person typed ("k7m-4q9", "K7M 4Q9"), or undefined when it cannot be one. */
export function readOrderId(typed: string): string | undefined {
  if (typed.length > 20) return undefined;
  const id = typed.replace(/[\s-]/g, "").toUpperCase();
  return isOrderId(id) ? id : undefined;
}

export const orderIdBytes = LENGTH;
