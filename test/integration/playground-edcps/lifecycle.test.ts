import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Cloud, startCloud } from "../../../playground/edcps/cloud.ts";
import { call, create, HERE, idsOf, type Method, plainSpec } from "./signed-client.ts";

let cloud: Cloud;
let clock = 0;
let id = "";
const BOOT = 60_000;
beforeAll(async () => {
  cloud = await startCloud({ now: () => clock, bootMs: BOOT });
});
afterAll(() => cloud.stop());
beforeEach(async () => {
  clock = Date.parse("2026-01-02T03:04:05Z");
  cloud.reset();
  [id = ""] = idsOf(await create(cloud, plainSpec(), { at: clock }));
});

const status = () => cloud.instances()[0]?.status;
const send = (path: string, method: Method, body?: unknown) =>
  call(cloud, `${HERE}${path}`, { method, at: clock, ...(body === undefined ? {} : { body }) });
const act = (action: string, body: object = {}) => send(`/instances/${id}:${action}`, "PUT", body);
const boot = () => {
  clock += BOOT;
};

const reinstall = (change: object = {}) => ({
  instanceSpec: {
    az: "cn-east-tz1a",
    imageType: "standard",
    osTypeId: "os-c-normal1-centos-75",
    sysRaidTypeId: "raid-c-normal1-system-raid0",
    dataRaidTypeId: "raid-c-normal1-data-raid10",
    keepData: "yes",
    password: "Tr9!kW7#",
    ...change,
  },
});

describe("an instance", () => {
  it("goes from creating to running, stops, starts, restarts, is reinstalled and deleted", async () => {
    const steps: [
      () => Promise<{ status: number; result?: unknown }>,
      string,
      string | undefined,
    ][] = [
      [() => act("stopInstance"), "stopping", "stopped"],
      [() => act("startInstance"), "starting", "running"],
      [() => act("restartInstance"), "restarting", "running"],
      [() => act("stopInstance"), "stopping", "stopped"],
      [() => act("reinstallInstance", reinstall()), "reinstalling", "running"],
      [() => send(`/instances/${id}`, "DELETE"), "deleting", undefined],
    ];
    expect(status()).toBe("creating");
    boot();
    expect(status()).toBe("running");
    for (const [step, through, end] of steps) {
      expect(await step()).toMatchObject({ status: 200, result: { success: true } });
      expect(status()).toBe(through);
      boot();
      expect(status()).toBe(end);
    }
    expect((await send(`/instances/${id}`, "GET")).status).toBe(404);
  });

  it.each([
    [
      "creating",
      [
        "startInstance",
        "stopInstance",
        "restartInstance",
        "reinstallInstance",
        "resetPassword",
        "delete",
      ],
    ],
    ["running", ["startInstance", "reinstallInstance", "resetPassword"]],
    ["stopped", ["stopInstance", "restartInstance"]],
    [
      "error",
      ["startInstance", "stopInstance", "restartInstance", "reinstallInstance", "resetPassword"],
    ],
    [
      "deleting",
      [
        "startInstance",
        "stopInstance",
        "restartInstance",
        "reinstallInstance",
        "resetPassword",
        "delete",
      ],
    ],
  ])("while %s refuses %j and changes nothing", async (state, refused) => {
    cloud.amend(id, { status: state });
    const bodies: Record<string, object> = {
      reinstallInstance: reinstall(),
      resetPassword: { password: "Tr9!kW7#" },
    };
    for (const action of refused) {
      const reply =
        action === "delete"
          ? await send(`/instances/${id}`, "DELETE")
          : await act(action, bodies[action]);
      expect([action, reply.error?.status]).toEqual([action, "FAILED_PRECONDITION"]);
      expect(status()).toBe(state);
    }
  });

  it("gives back what it took when it is gone", async () => {
    boot();
    const used = cloud.world.subnets[0]?.availableIpCount ?? 0;
    await send(`/instances/${id}`, "DELETE");
    boot();
    expect(cloud.instances()).toEqual([]);
    expect(cloud.world.subnets[0]?.availableIpCount).toBe(used + 1);
    expect(cloud.world.stock[0]?.available).toBe(30);
  });

  it("gives back its elastic IP and the bandwidth", async () => {
    const before = structuredClone(cloud.world.elasticIpStock);
    const internet = {
      internetChargeMode: "postpaid_by_duration",
      lineType: "ct",
      bandwidth: 10,
      extraUplinkBandwidth: 5,
    };
    [id = ""] = idsOf(
      await create(cloud, { ...plainSpec(), enableInternet: "yes", ...internet }, { at: clock }),
    );
    expect(cloud.world.elasticIpStock).not.toEqual(before);
    boot();
    await send(`/instances/${id}`, "DELETE");
    boot();
    expect(cloud.instances()).toHaveLength(1);
    expect(cloud.world.elasticIpStock).toEqual(before);
    expect((await send("/elasticIps", "GET")).result).toMatchObject({ totalCount: 0 });
  });

  it("that is prepaid cannot be deleted before it expires", async () => {
    const charge = { chargeMode: "prepaid_by_duration", chargeUnit: "month", chargeDuration: 1 };
    [id = ""] = idsOf(await create(cloud, { ...plainSpec(), charge }, { at: clock }));
    boot();
    expect((await send(`/instances/${id}`, "DELETE")).error).toMatchObject({
      status: "FAILED_PRECONDITION",
    });
    clock = Date.parse("2026-02-02T16:00:00Z");
    expect((await send(`/instances/${id}`, "DELETE")).status).toBe(200);
  });

  it("in debt can only be deleted", async () => {
    const charge = cloud.instances()[0]?.charge;
    if (!charge) throw new Error("There is no server.");
    cloud.amend(id, { status: "running", charge: { ...charge, chargeStatus: "arrear" } });
    expect((await act("stopInstance")).error).toMatchObject({ status: "FAILED_PRECONDITION" });
    expect((await send(`/instances/${id}`, "DELETE")).status).toBe(200);
  });

  it("is acted on once per client token", async () => {
    boot();
    const first = await act("stopInstance", { clientToken: "tok-1" });
    const again = await act("stopInstance", { clientToken: "tok-1" });
    expect(again.result).toEqual(first.result);
    expect((await act("stopInstance", { clientToken: "tok-2" })).status).toBe(400);
  });

  it("takes a new name and description, without a client token", async () => {
    const path = `/instances/${id}:modifyInstance`;
    expect((await send(path, "POST", { name: "web-02", description: "新" })).result).toEqual({
      name: "web-02",
      description: "新",
    });
    expect((await send(path, "POST", { description: "" })).result).toEqual({
      name: "web-02",
      description: "",
    });
    for (const [body, field] of [
      [{ clientToken: "t" }, "clientToken"],
      [{ name: "1" }, "name"],
      [{ description: "x".repeat(257) }, "description"],
    ] as const) {
      expect((await send(path, "POST", body)).error?.message).toContain(field);
    }
  });

  it("takes a new password only when it is stopped and the password is good", async () => {
    cloud.amend(id, { status: "stopped" });
    expect((await act("resetPassword", { password: "Tr9!kW7#" })).result).toEqual({
      success: true,
    });
    expect((await act("resetPassword", { password: "weak" })).error?.message).toContain("password");
    expect((await act("resetPassword")).error?.message).toContain("password");
    expect((await act("stopInstance", { force: true })).error?.message).toContain("force");
  });

  it.each([
    [{ keepData: "perhaps" }, "keepData"],
    [{ keepData: undefined }, "keepData"],
    [{ password: undefined }, "password"],
    [{ az: "cn-east-tz1b" }, "az"],
    [{ osTypeId: "os-s2-normal-centos-75" }, "osTypeId"],
    [{ dataRaidTypeId: "raid-c-normal1-data-raid0" }, "dataRaidTypeId"],
    [{ keypairId: "keypair-x" }, "keypairId"],
    [{ deviceType: "edcps.c.normal1" }, "deviceType"],
    [{ hostname: "-" }, "hostname"],
    [{ imageType: "custom" }, "imageType"],
  ])("is not reinstalled with %o", async (change, field) => {
    cloud.amend(id, { status: "stopped" });
    expect((await act("reinstallInstance", reinstall(change))).error?.message).toContain(
      `instanceSpec.${field}`,
    );
    expect(status()).toBe("stopped");
  });

  it("is unknown in another region", async () => {
    const reply = await call(cloud, `/regions/cn-north-by1/instances/${id}`, { at: clock });
    expect(reply.error).toMatchObject({ code: 404, status: "NOT_FOUND" });
  });
});

describe("networks and key pairs", () => {
  it("can be made, and an order can use them", async () => {
    const vpc = await send("/vpcs", "PUT", { vpcSpec: { cidr: "192.168.0.0/16", name: "新网络" } });
    const vpcId = String(vpc.result?.["vpcId"]);
    const subnetSpec = { az: "cn-east-tz1b", vpcId, cidr: "192.168.1.0/28", name: "新子网" };
    const subnet = await send("/subnets", "PUT", { subnetSpec });
    const keypair = await send("/keypairs", "PUT", { name: "fresh" });
    expect(keypair.result?.["privateKey"]).toContain("PRIVATE KEY");
    const order = {
      ...plainSpec(),
      az: "cn-east-tz1b",
      subnetId: subnet.result?.["subnetId"],
      keypairId: keypair.result?.["keypairId"],
    };
    expect((await create(cloud, order, { at: clock })).status).toBe(200);
    expect(cloud.instances()[1]).toMatchObject({ vpcName: "新网络", privateIp: "192.168.1.2" });
    const shown = await send(`/keypairs/${String(keypair.result?.["keypairId"])}`, "GET");
    expect(shown.result?.["keypair"]).not.toHaveProperty("privateKey");
    expect((await send("/subnets", "PUT", { subnetSpec })).error).toMatchObject({
      status: "FAILED_PRECONDITION",
    });
    const outside = { ...subnetSpec, cidr: "10.0.0.0/24" };
    expect((await send("/subnets", "PUT", { subnetSpec: outside })).error?.message).toContain(
      "subnetSpec.cidr",
    );
  });

  it("are limited and named", async () => {
    const body = { name: "imported", publicKey: "ssh-ed25519 AAAA" };
    expect((await send("/keypairs:import", "PUT", body)).result).toMatchObject({
      name: "imported",
    });
    expect((await send("/keypairs:import", "PUT", body)).error).toMatchObject({
      code: 409,
      status: "ALREADY_EXISTS",
    });
    for (let made = 2; made < 10; made += 1) {
      expect(
        (await send("/vpcs", "PUT", { vpcSpec: { cidr: "10.9.0.0/16", name: `net-${made}` } }))
          .status,
      ).toBe(200);
    }
    const more = await send("/vpcs", "PUT", { vpcSpec: { cidr: "10.9.0.0/16", name: "more" } });
    expect(more.error).toMatchObject({ code: 429, status: "QUOTA_EXCEEDED" });
  });
});
