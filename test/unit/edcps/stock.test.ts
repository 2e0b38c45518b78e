import { describe, expect, it } from "vitest";
import { catalogueStock } from "../../../src/edcps/stock.ts";
import type { DeviceStock, Listed } from "../../../src/order/catalogue.ts";
import { CloudFailure } from "../../../src/workflow/cloud-failure.ts";
import { keptLog } from "../../support/workflow-ports.ts";

const listed: Listed<DeviceStock> = {
  items: [
    { deviceType: "edcps.c.normal1", available: 3 },
    { deviceType: "edcps.c.large1", available: 0 },
  ],
};

function setUp(deviceStock: () => Promise<Listed<DeviceStock>>) {
  const log = keptLog();
  const stock = catalogueStock({ deviceStock }, log);
  return { log, left: (type = "edcps.c.normal1") => stock.left("cn-east-tz1", type) };
}

describe("the stock at the moment of a click", () => {
  it("is that of the type that is asked about", async () => {
    const { left } = setUp(async () => listed);
    expect(await left()).toBe(3);
    expect(await left("edcps.c.large1")).toBe(0);
  });

  it("is not known of a type that the cloud does not list", async () => {
    expect(await setUp(async () => listed).left("edcps.c.other")).toBeUndefined();
  });

  it("is not known when the cloud fails; that is logged, and blocks nothing", async () => {
    const { log, left } = setUp(() =>
      Promise.reject(
        new CloudFailure({
          kind: "refused",
          operation: "describeDeviceStock",
          retry: "no",
          mayHaveHappened: false,
          status: "ACCESS_DENIED",
        }),
      ),
    );
    expect(await left()).toBeUndefined();
    expect(log.lines).toMatchObject([{ level: "warn", facts: { region: "cn-east-tz1" } }]);
  });

  it("is not known when the cloud does not answer in time: the click goes on", async () => {
    expect(await setUp(() => new Promise(() => undefined)).left()).toBeUndefined();
  });

  it("that fails after the click went on without it does no harm", async () => {
    let fail: (error: Error) => void = () => undefined;
    const { log, left } = setUp(() => new Promise((_, reject) => (fail = reject)));
    expect(await left()).toBeUndefined();
    fail(new Error("Too late."));
    await Promise.resolve();
    expect(log.lines).toHaveLength(1);
  });

  it("that was kept from before decides nothing", async () => {
    expect(await setUp(async () => ({ ...listed, asOf: new Date(0) })).left()).toBeUndefined();
  });
});
