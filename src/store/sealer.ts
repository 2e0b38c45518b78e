import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { z } from "zod";
import type { Sealer } from "../workflow/ports.ts";

const secrets = z.strictObject({
  password: z.string().exactOptional(),
  userData: z.string().exactOptional(),
});

const VERSION = "v1";
const NONCE_BYTES = 12; // NIST SP 800-38D's size for GCM; random nonces stay safe far beyond the orders one key will ever see
const TAG_BYTES = 16;

/**
 * AES-256-GCM. The order id is authenticated with the text, so a seal that is copied onto another order does not open.
 * A seal reads `v1.<base64url of nonce, tag and text>`.
 */
export function aesSealer(key: Uint8Array): Sealer {
  return {
    seal(plain, orderId) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES }).setAAD(
        Buffer.from(orderId),
      );
      const text = Buffer.concat([cipher.update(JSON.stringify(plain), "utf8"), cipher.final()]);
      return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64url")}`;
    },

    open(sealed, orderId) {
      const [version, body] = sealed.split(".");
      if (version !== VERSION || body === undefined)
        throw new Error(`Order ${orderId} was sealed in a form that this version does not know.`);
      const bytes = Buffer.from(body, "base64url");
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES })
          .setAAD(Buffer.from(orderId))
          .setAuthTag(tag);
        const text = Buffer.concat([
          decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
          decipher.final(),
        ]).toString("utf8");
        return secrets.parse(JSON.parse(text));
      } catch {
        throw new Error(
          `What order ${orderId} sealed cannot be opened: ORDER_ENCRYPTION_KEY is not the key it was sealed with.`,
        );
      }
    },
  };
}
