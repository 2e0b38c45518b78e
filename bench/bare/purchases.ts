import { createRequire } from "node:module";
import { Pool } from "undici";

export interface Purchase<Spec> {
  readonly region: string;
  readonly clientToken: string;
  readonly spec: Spec;
}

/** Something that buys, one call for each purchase. */
export interface Buyer<Spec> {
  /** The ids of what was bought. */
  buy(purchase: Purchase<Spec>): Promise<readonly string[]>;
  close(): Promise<void>;
}

interface Sdk {
  config: { logger: () => void };
  EDCPS: new (options: object) => {
    createInstances(body: object, region: string): Promise<Bought>;
  };
}
interface Bought {
  readonly result: { readonly instanceIds: readonly string[] };
}

/** What somebody writes with the official SDK. It is CommonJS, and prints every request unless told not to. */
export function officialSdk(
  url: string,
  { accessKey, secretKey }: { readonly accessKey: string; readonly secretKey: string },
): Buyer<object> {
  const require = createRequire(import.meta.url);
  require("jdcloud-sdk-js/src/services/edcps");
  const sdk: Sdk = require("jdcloud-sdk-js");
  sdk.config.logger = () => undefined;
  const edcps = new sdk.EDCPS({
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    endpoint: { protocol: "http", host: new URL(url).host },
  });
  return {
    async buy({ region, clientToken, spec }) {
      const { result } = await edcps.createInstances({ clientToken, instanceSpec: spec }, region);
      return result.instanceIds;
    },
    close: () => Promise.resolve(),
  };
}

/** What somebody writes with undici alone, for a cloud that asks for no signature. */
export function rawUndici(url: string, connections: number): Buyer<object> {
  const pool = new Pool(url, { connections });
  return {
    async buy({ region, clientToken, spec }) {
      const answer = await pool.request({
        method: "PUT",
        path: `/v1/regions/${region}/instances`,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ clientToken, instanceSpec: spec }),
      });
      return ((await answer.body.json()) as Bought).result.instanceIds;
    },
    close: () => pool.close(),
  };
}
