import { edcpsClient } from "../../../src/edcps/client.ts";
import { startCloud } from "../../../playground/edcps/cloud.ts";

/** A pretend cloud and a client that holds its keys; both live by `clock.ms`. */
export async function pretendCloud() {
  const clock = { ms: Date.parse("2026-01-02T03:04:05.678Z") };
  const now = () => new Date(clock.ms);
  const cloud = await startCloud({ now: () => clock.ms });
  const client = edcpsClient({
    endpoint: cloud.url,
    accessKey: cloud.accessKey,
    secretKey: cloud.secretKey,
    now,
  });
  return {
    clock,
    now,
    cloud,
    client,
    async stop() {
      await cloud.stop();
      await client.close();
    },
  };
}
