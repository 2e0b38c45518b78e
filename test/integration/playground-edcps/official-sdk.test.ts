import JDCloud from "jdcloud-sdk-js";
import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Cloud, startCloud } from "../../../playground/edcps/cloud.ts";
import { plainSpec, REGION } from "./signed-client.ts";

type Client = InstanceType<(typeof JDCloud)["EDCPS"]>;

let cloud: Cloud;
let sdk: Client;
let clockOffset = 0;
const lines: string[] = [];

beforeAll(async () => {
  cloud = await startCloud({ now: () => Date.now() + clockOffset });
  createRequire(import.meta.url)("jdcloud-sdk-js/src/services/edcps");
  JDCloud.config.logger = (line) => lines.push(line);
  sdk = new JDCloud.EDCPS({
    credentials: { accessKeyId: cloud.accessKey, secretAccessKey: cloud.secretKey },
    regionId: REGION,
    endpoint: { protocol: "http", host: new URL(cloud.url).host },
  });
});
afterAll(() => cloud.stop());
beforeEach(() => {
  clockOffset = 0;
  cloud.reset();
});

const ask = async (operation: string, options: object = {}) => {
  const run = sdk[operation];
  if (!run) throw new Error(`The SDK has no operation ${operation}.`);
  return (await run.call(sdk, options, REGION)).result;
};

describe("the official SDK", () => {
  it.each([
    ["describeEdCPSRegions", {}, "regions"],
    ["describeDeviceTypes", { az: "cn-east-tz1a" }, "deviceTypes"],
    ["describeOS", { deviceType: "edcps.c.normal1", osType: "CentOS" }, "oss"],
    ["describeDeviceRaids", { deviceType: "edcps.c.normal1", volumeType: "data" }, "raids"],
    ["describeDeviceStock", {}, "devicesStock"],
    ["describeSubnets", { pageNumber: 2, pageSize: 50 }, "subnets"],
    ["describeVpcs", {}, "vpcs"],
    ["describeKeypairs", {}, "keypairs"],
    ["describeLineTypes", {}, "lineType"],
    ["describeBandwidthPackages", {}, "bandwidthPackages"],
    ["describeElasticIpStock", {}, "available"],
    ["describeElasticIps", {}, "elasticIps"],
    ["describeAliasIps", {}, "aliasIps"],
    [
      "describeInstances",
      { filters: [{ name: "status", values: ["running", "stopped"] }] },
      "instances",
    ],
  ])("is understood when it calls %s", async (operation, options, key) => {
    expect(await ask(operation, options)).toHaveProperty(key);
  });

  it("buys once however often it repeats a token, then stops and deletes the server", async () => {
    const order = { clientToken: randomUUID(), instanceSpec: plainSpec() };
    const first = await ask("createInstances", order);
    const second = await ask("createInstances", order);
    expect(second).toEqual(first);
    expect(cloud.purchases).toMatchObject([{ clientToken: order.clientToken, repeats: 1 }]);

    const instanceId = cloud.instances()[0]?.instanceId ?? "";
    clockOffset = 1000;
    expect(await ask("describeInstance", { instanceId })).toMatchObject({
      instance: { status: "running" },
    });
    expect(await ask("stopInstance", { instanceId })).toEqual({ success: true });
    clockOffset = 2000;
    expect(await ask("describeInstances", { name: "eb-0" })).toMatchObject({
      instances: [{ status: "stopped" }],
    });
    expect(await ask("modifyInstance", { instanceId, name: "web-02" })).toEqual({
      name: "web-02",
      description: "",
    });
    expect(await ask("deleteInstance", { instanceId, clientToken: "tok-1" })).toEqual({
      success: true,
    });
    clockOffset = 3000;
    expect(cloud.instances()).toEqual([]);
    expect(cloud.violations).toEqual([]);
  });

  it("is refused with an envelope", async () => {
    await expect(ask("describeInstance", { instanceId: "none" })).rejects.toMatchObject({
      error: { code: 404, status: "NOT_FOUND" },
    });
  });

  it("signs names that need encoding in a way the cloud recomputes", async () => {
    expect(await ask("describeInstances", { name: "a b*(c)'!~边缘" })).toMatchObject({
      totalCount: 0,
    });
  });

  it("logged to the test and not to the console", () => {
    expect(lines.length).toBeGreaterThan(0);
  });
});
