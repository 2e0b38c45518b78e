import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { edcpsClient } from "../../../src/edcps/client.ts";
import { edcpsCloud } from "../../../src/edcps/provisioning.ts";
import type { InstanceSpec } from "../../../src/order/instance-spec.ts";
import type { Cloud } from "../../../src/workflow/ports.ts";
import { factsOf, failureOf } from "./failure-of.ts";
import { httpServer } from "./http-server.ts";
import { pretendCloud } from "./pretend-cloud.ts";

const region = "cn-east-tz1";

let world: Awaited<ReturnType<typeof pretendCloud>>;
let cloud: Cloud;
beforeAll(async () => {
  world = await pretendCloud();
  cloud = edcpsCloud(world.client);
});
afterAll(() => world.stop());
beforeEach(() => world.cloud.reset());

function specOf(changes: Partial<InstanceSpec> = {}): InstanceSpec {
  const { oss, raids } = world.cloud.world;
  const deviceType = "edcps.c.normal1";
  const raidOf = (volumeType: string) =>
    raids.find((raid) => raid.deviceType === deviceType && raid.volumeType === volumeType)
      ?.raidTypeId ?? "";
  return {
    az: "cn-east-tz1a",
    deviceType,
    imageType: "standard",
    osTypeId: oss.find((os) => os.deviceType === deviceType)?.osTypeId ?? "",
    sysRaidTypeId: raidOf("system"),
    dataRaidTypeId: raidOf("data"),
    networkType: "vpc",
    subnetId: "subnet-tz1a-001",
    enableInternet: "no",
    interfaceMode: "bond",
    name: "web",
    description: "边缘节点",
    password: "Wq7!kd92Lz",
    count: 2,
    charge: { chargeMode: "postpaid_by_duration" },
    ...changes,
  };
}

const order = (changes?: Partial<InstanceSpec>) => ({
  region,
  clientToken: randomUUID(),
  spec: specOf(changes),
});

describe("a purchase", () => {
  it("answers with the ids of the servers and the request id", async () => {
    const { instanceIds, requestId } = await cloud.createInstances(order());
    expect(instanceIds).toEqual(
      world.cloud.instances(region).map((instance) => instance.instanceId),
    );
    expect(requestId).toBe(world.cloud.requests.at(-1)?.requestId);
    expect(world.cloud.purchases).toHaveLength(1);
  });

  it("sends the token and the specification, and the region in the path alone", async () => {
    const asked = order();
    await cloud.createInstances(asked);
    const { password: _sealed, ...open } = asked.spec;
    expect(world.cloud.purchases[0]?.body).toEqual({
      clientToken: asked.clientToken,
      instanceSpec: { ...open, password: expect.any(String) },
    });
    expect(world.cloud.purchases[0]?.region).toBe(region);
    expect(world.cloud.violations).toEqual([]);
  });

  it("happens once for one token, and the second answer is the first one", async () => {
    const asked = order();
    const first = await cloud.createInstances(asked);
    const again = await cloud.createInstances({
      ...asked,
      spec: Object.fromEntries(Object.entries(asked.spec).toReversed()) as InstanceSpec,
    });
    expect(again.instanceIds).toEqual(first.instanceIds);
    expect(world.cloud.purchases).toHaveLength(1);
    expect(world.cloud.instances(region)).toHaveLength(2);
    expect(world.cloud.violations).toEqual([]);
  });

  it("of half a batch names the servers that exist", async () => {
    world.cloud.faults.set("createInstances", { kind: "halfBatch" }, 1);
    expect((await cloud.createInstances(order())).instanceIds).toHaveLength(1);
  });

  it("of nothing is not understood", async () => {
    world.cloud.faults.set("createInstances", { kind: "halfBatch", keep: 0 }, 1);
    expect(await factsOf(cloud.createInstances(order()))).toMatchObject({
      kind: "not-understood",
      status: "UNEXPECTED_SHAPE",
      retry: "same-token",
      mayHaveHappened: true,
    });
  });

  it.each([
    [
      "that is sold out",
      { kind: "soldOut" },
      { kind: "refused", status: "FAILED_PRECONDITION", retry: "no", mayHaveHappened: false },
    ],
    [
      "over the quota",
      { kind: "quotaExceeded" },
      { kind: "refused", status: "QUOTA_EXCEEDED", retry: "no", mayHaveHappened: false },
    ],
  ] as const)("%s is refused for good", async (_name, fault, expected) => {
    world.cloud.faults.set("createInstances", fault, 1);
    expect(await factsOf(cloud.createInstances(order()))).toMatchObject({
      ...expected,
      requestId: expect.any(String),
    });
    expect(world.cloud.purchases).toHaveLength(0);
  });

  it.each([
    [
      "a reset after the effect",
      { kind: "reset", when: "after" },
      1,
      { kind: "no-answer", mayHaveHappened: true },
    ],
    [
      "a reset before the effect",
      { kind: "reset", when: "before" },
      0,
      { kind: "no-answer", mayHaveHappened: true },
    ],
    ["an empty answer", { kind: "empty" }, 1, { kind: "not-understood", mayHaveHappened: true }],
    ["half an answer", { kind: "malformed" }, 1, { kind: "not-understood", mayHaveHappened: true }],
    [
      "another answer",
      { kind: "wrongShape" },
      1,
      { kind: "not-understood", mayHaveHappened: true },
    ],
    [
      "ids that are none",
      { kind: "wrongShape", result: { instanceIds: ["", 7] } },
      1,
      { kind: "not-understood", mayHaveHappened: true },
    ],
    [
      "a proxy's page after the effect",
      { kind: "badGateway", when: "after" },
      1,
      { kind: "not-understood", mayHaveHappened: true },
    ],
    [
      "an error inside a success",
      { kind: "errorInSuccess", when: "after" },
      1,
      { kind: "refused", mayHaveHappened: true },
    ],
    [
      "an internal error after the effect",
      { kind: "error", http: 500, status: "INTERNAL", when: "after" },
      1,
      { kind: "refused", mayHaveHappened: true },
    ],
    ["too many requests", { kind: "rateLimit" }, 0, { kind: "refused", mayHaveHappened: false }],
  ] as const)(
    "that met %s is made good by the same token, once",
    async (_name, fault, effects, expected) => {
      const asked = order();
      world.cloud.faults.set("createInstances", fault, 1);
      expect(await factsOf(cloud.createInstances(asked))).toMatchObject({
        ...expected,
        operation: "createInstances",
        retry: "same-token",
      });
      expect(world.cloud.purchases).toHaveLength(effects);

      const { instanceIds } = await cloud.createInstances(asked);
      expect(instanceIds).toHaveLength(2);
      expect(world.cloud.purchases).toHaveLength(1);
      expect(world.cloud.instances(region)).toHaveLength(2);
      expect(world.cloud.violations).toEqual([]);
    },
  );

  it("does not tell its password or its start-up script when the API repeats them", async () => {
    const spec = specOf({ password: 'a"b\\c-Secret', userData: "IyEvYmluL2Jhc2g=" });
    const server = await httpServer((response, { body }) =>
      response.writeHead(400).end(
        JSON.stringify({
          error: { status: "INVALID_ARGUMENT", message: `${body} ${spec.password}` },
        }),
      ),
    );
    const client = edcpsClient({
      endpoint: server.url,
      accessKey: "ak",
      secretKey: "sk-1",
      now: world.now,
    });
    const failure = await failureOf(
      edcpsCloud(client).createInstances({ region, clientToken: "t", spec }),
    );
    await server.close();
    await client.close();
    expect(failure.facts.detail).toContain('"password":"***"');
    expect(JSON.stringify(failure) + failure.stack).not.toMatch(/Secret|IyEvYmlu/);
  });
});

describe("the servers of a region", () => {
  it("are all read, and all fields that are missing are empty", async () => {
    await cloud.createInstances(order());
    const [first, ...others] = await cloud.instances(region);
    expect(others).toHaveLength(1);
    expect(first).toEqual({
      instanceId: expect.any(String),
      name: expect.stringMatching(/^web/),
      region,
      az: "cn-east-tz1a",
      deviceType: "edcps.c.normal1",
      status: expect.any(String),
      privateIp: expect.stringMatching(/^10\.0\.1\./),
      publicIp: "",
      createTime: expect.stringMatching(/^2026-01-02T03:04:05Z$/),
    });
    expect(await cloud.instances("cn-north-by1")).toEqual([]);
  });

  it("are found by a part of their name", async () => {
    await cloud.createInstances(order({ name: "web" }));
    await cloud.createInstances(order({ name: "db", count: 1 }));
    expect(
      (await cloud.instances(region, { name: "db" })).map((instance) => instance.name),
    ).toEqual(["db"]);
    expect(await cloud.instances(region)).toHaveLength(3);
  });

  it("are not guessed when the cloud does not say", async () => {
    world.cloud.faults.set(
      "describeInstances",
      { kind: "wrongShape", result: { instances: [{ name: "no id" }] } },
      1,
    );
    expect(await factsOf(cloud.instances(region))).toMatchObject({
      operation: "describeInstances",
      kind: "not-understood",
    });
  });
});
