import { createRequire } from "node:module";

/** What the official SDK was about to send. */
export interface Recorded {
  readonly method: string;
  /** Path and query of the URL. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface FetchRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Iterable<[string, string]>;
  readonly body: Buffer | null;
}

/** The parts of the SDK that are used or replaced here; it has no types of its own. */
interface Sdk {
  fetch: ((request: FetchRequest) => Promise<unknown>) & { Request: unknown; Headers: unknown };
  config: { logger: () => void };
  util: { date: { getDate: () => Date } };
}
type Operation = (options: object, region?: string) => Promise<unknown>;
type Edcps = new (options: object) => Record<string, Operation>;

/**
 * The official Node SDK with its clock, its nonce and its fetch replaced: nothing is sent, and every operation answers
 * with the request that it would have sent. It is CommonJS and keeps all of this in shared objects.
 */
export function officialSdk(fixed: {
  at: Date;
  nonce: string;
  accessKey: string;
  secretKey: string;
}): (operation: string, options: object, region?: string) => Promise<Recorded> {
  const require = createRequire(import.meta.resolve("jdcloud-sdk-js"));
  const Service: Edcps = require("jdcloud-sdk-js/src/repo/edcps/v1/edcps.js");
  const sdk: Sdk = require("jdcloud-sdk-js/src/lib/core.js");
  const uuid: { v4: () => string } = require("uuid");

  const { Request, Headers } = sdk.fetch;
  let recorded: Recorded | undefined;
  const record = (request: FetchRequest) => {
    const { pathname, search } = new URL(request.url);
    recorded = {
      method: request.method,
      target: pathname + search,
      headers: Object.fromEntries(request.headers),
      body: request.body?.toString() ?? "",
    };
    return Promise.resolve({ ok: true, json: () => Promise.resolve({}) });
  };
  sdk.fetch = Object.assign(record, { Request, Headers });
  sdk.util.date.getDate = () => fixed.at;
  uuid.v4 = () => fixed.nonce;
  // By default it prints every request, its body and its signature.
  sdk.config.logger = () => undefined;

  const service = new Service({
    credentials: { accessKeyId: fixed.accessKey, secretAccessKey: fixed.secretKey },
    logger: () => undefined,
  });
  return async (operation, options, region) => {
    recorded = undefined;
    await service[operation]?.(options, region);
    if (!recorded) throw new Error(`The SDK sent nothing for ${operation}`);
    return recorded;
  };
}
