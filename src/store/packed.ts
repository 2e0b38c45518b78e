import { deflateRawSync, inflateRawSync } from "node:zlib";
import { ENTRY_DICTIONARY } from "./entry-dictionary.ts";
import { ORDER_DICTIONARY } from "./order-dictionary.ts";

/** JSON <-> bytes, of one kind of JSON. Redis keeps all of it in memory, for ever. */
interface Packing {
  readonly packed: (json: string) => Buffer;
  /** Throws for what `packed` did not make, with the reason. */
  readonly unpacked: (stored: Buffer) => string;
}

/**
 * `mark` is the first byte of what is packed so, and no other kind has it. `longest` is that of the JSON in bytes, for what
 * is read although somebody else may have written it: a few bytes may be packed so that they become very many.
 */
function packing(mark: number, dictionary: string, what: string, longest?: number): Packing {
  /** As good as larger tables and chunks for texts of a few thousand characters, and made in less time. */
  const options = {
    dictionary: Buffer.from(dictionary),
    level: 9,
    memLevel: 4,
    windowBits: 13,
    chunkSize: 4_096,
  };
  const bounded = { ...options, ...(longest === undefined ? {} : { maxOutputLength: longest }) };
  return {
    packed: (json) => Buffer.concat([Buffer.of(mark), deflateRawSync(json, options)]),
    unpacked(stored) {
      if (stored[0] !== mark) throw new Error(`no ${what} that this version knows is packed so`);
      return inflateRawSync(stored.subarray(1), bounded).toString("utf8");
    },
  };
}

const orders = packing(1, ORDER_DICTIONARY, "order");
const entries = packing(2, ENTRY_DICTIONARY, "entry of the audit trail", 1024 * 1024);

/** What versions before the first that packed have stored is JSON, which begins with it. */
const BRACE = "{".charCodeAt(0);

/** An order as JSON -> a quarter of the bytes. */
export const { packed } = orders;

/** What is stored of an order -> JSON. Throws for what no version up to this one has stored. */
export const unpacked = (stored: Buffer): string =>
  stored[0] === BRACE ? stored.toString("utf8") : orders.unpacked(stored);

/** An entry of the audit trail as JSON <-> a fifth of the bytes. */
export const { packed: packedEntry, unpacked: unpackedEntry } = entries;
