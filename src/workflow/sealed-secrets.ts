import { secretFields, type InstanceSpec } from "../order/instance-spec.ts";
import type { OpenSpec, Order } from "../order/order.ts";
import type { Sealer, Secrets } from "./ports.ts";

/** Parts a specification into what may be stored in clear and what must be sealed. */
export function splitSecrets(spec: InstanceSpec): {
  open: OpenSpec;
  secrets: Secrets | undefined;
} {
  const { password, userData, ...open } = spec;
  const secrets: Secrets = {
    ...(password === undefined ? {} : { password }),
    ...(userData === undefined ? {} : { userData }),
  };
  return {
    open,
    secrets: secretFields.some((field) => secrets[field] !== undefined) ? secrets : undefined,
  };
}

/** What an order sealed; "lost": it cannot be opened; undefined: it sealed nothing. */
export function openedSecrets(
  sealer: Sealer | undefined,
  { id, sealed }: Pick<Order, "id" | "sealed">,
): Secrets | "lost" | undefined {
  if (sealed === undefined) return undefined;
  try {
    return sealer?.open(sealed, id) ?? "lost";
  } catch {
    return "lost";
  }
}
