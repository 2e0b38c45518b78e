/** The little of the official SDK, which brings no types, that the tests touch. */
declare module "jdcloud-sdk-js" {
  export interface SdkAnswer {
    requestId: string;
    result: Record<string, unknown>;
  }

  type Operation = (options: object, regionId?: string) => Promise<SdkAnswer>;

  export interface Sdk {
    EDCPS: new (config: {
      credentials: { accessKeyId: string; secretAccessKey: string };
      regionId: string;
      endpoint: { protocol: string; host: string };
    }) => Record<string, Operation>;
    /** Read by the SDK's own modules; its default logger writes every request, secrets included, to the console. */
    config: { logger: (line: string, level?: string) => void };
  }

  const sdk: Sdk;
  export default sdk;
}
