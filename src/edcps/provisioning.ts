import { z } from "zod";
import type { Instance } from "../order/catalogue.ts";
import type { Cloud } from "../workflow/ports.ts";
import type { EdcpsClient } from "./client.ts";
import { allPages, listing } from "./listing.ts";

/**
 * Three times as long as a read. A read that is given up costs a click; a purchase that is given up may have happened,
 * and somebody has to find out.
 */
const PURCHASE_TIME_LIMIT_MS = 30_000;

/** An empty list would be a purchase of nothing, so it is not taken for a success. */
const purchase = z.object({ instanceIds: z.array(z.string().min(1)).min(1) });

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
const instance: z.ZodType<Instance> = z.object({
  instanceId: z.string().min(1),
  name: text,
  region: text,
  az: text,
  deviceType: text,
  status: text,
  privateIp: text,
  publicIp: text,
  createTime: text,
});
const instances = listing("instances", instance);

/** Buys servers and shows those that exist. */
export function edcpsCloud(client: EdcpsClient): Cloud {
  return {
    async createInstances({ region, clientToken, spec }) {
      const { result, requestId } = await client.call({
        operation: "createInstances",
        method: "PUT",
        region,
        path: "/instances",
        body: { clientToken, instanceSpec: spec },
        secrets: [spec.password, spec.userData],
        timeLimitMs: PURCHASE_TIME_LIMIT_MS,
        result: purchase,
      });
      return { instanceIds: result.instanceIds, requestId };
    },

    instances: (region, filter) =>
      allPages(
        client,
        {
          operation: "describeInstances",
          region,
          path: "/instances",
          query: { name: filter?.name },
          result: instances,
        },
        (one) => one.instanceId,
      ),
  };
}
