import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hashOf } from "../../playground/edcps/ledger.ts";
import { fillOrderForm } from "../../playground/fill-order-form.ts";
import { startWorld, type World } from "../../playground/start-world.ts";
import { answerTo, asking, asks, errorOf, notes, questionId } from "../support/form-story.ts";
import {
  ALICE,
  APPROVALS,
  approve,
  BOB,
  card,
  CAROL,
  OPS,
  order,
  purchasesOf,
  result,
} from "../support/order-story.ts";
import { until } from "../support/until.ts";

const PASSWORD = "Tr4vel-Gn0me!x9";
/** Longer than one of Slack's inputs, so that it goes on in a second one. */
const SCRIPT = `#!/bin/bash\n${"echo zebra-crossing-4711\n".repeat(150)}`;
const VOUCHER = Buffer.from(
  JSON.stringify({ activity: { activityType: "spring", activityIdentifier: "sale-1" } }),
).toString("base64");

const EVERYTHING = {
  regionId: "cn-east-tz1",
  az: "cn-east-tz1a",
  deviceType: "edcps.c.normal1",
  osTypeId: "os-c-normal1-ubuntu-1804",
  sysRaidTypeId: "raid-c-normal1-system-raid1",
  dataRaidTypeId: "raid-c-normal1-data-raid10",
  subnetId: "subnet-tz1a-001",
  count: "1",
  "charge.chargeMode": "prepaid_by_duration",
  "charge.chargeUnit": "month",
  "charge.chargeDuration": "3",
  "charge.autoRenew": "true",
  enableInternet: "yes",
  lineType: "ct",
  bandwidth: "50",
  internetChargeMode: "prepaid_by_duration",
  keypairId: "keypair-ops",
  sections: "network,access,secondInterface,advanced",
  privateIp: "10.0.1.77",
  aliasIps: "10.0.1.16/28\n10.200.1.0/28 scidr-tz1a-001",
  extraUplinkBandwidth: "10",
  bandwidthPackageId: "bwp-tz1-ct",
  extensionSubnetId: "subnet-tz1a-119",
  extensionPrivateIp: "10.0.119.88",
  extensionAliasIps: "10.0.119.32/28",
  extensionEnableInternet: "yes",
  extensionLineType: "ct",
  extensionBandwidth: "20",
  extensionExtraUplinkBandwidth: "5",
  extensionInternetChargeMode: "prepaid_by_duration",
  extensionBandwidthPackageId: "bwp-tz1-ct",
  password: PASSWORD,
  userData: SCRIPT.slice(0, 3_000),
  "userData.2": SCRIPT.slice(3_000),
  hostname: "app-01.acme",
  description: "Spring sale, shop & search",
  resourceTags: "team=ops\nenv=prod",
  "charge.buyScenario": VOUCHER,
  justification: "Everything that can be asked for.",
};

const WHAT_IS_BOUGHT = {
  az: "cn-east-tz1a",
  deviceType: "edcps.c.normal1",
  hostname: "app-01.acme",
  imageType: "standard",
  osTypeId: "os-c-normal1-ubuntu-1804",
  sysRaidTypeId: "raid-c-normal1-system-raid1",
  dataRaidTypeId: "raid-c-normal1-data-raid10",
  subnetId: "subnet-tz1a-001",
  enableInternet: "yes",
  internetChargeMode: "prepaid_by_duration",
  bandwidthPackageId: "bwp-tz1-ct",
  networkType: "vpc",
  privateIp: "10.0.1.77",
  aliasIps: [{ cidr: "10.0.1.16/28" }, { cidr: "10.200.1.0/28", id: "scidr-tz1a-001" }],
  lineType: "ct",
  bandwidth: 50,
  extraUplinkBandwidth: 10,
  description: "Spring sale, shop & search",
  password: "[redacted]",
  count: 1,
  userData: "[redacted]",
  keypairId: "keypair-ops",
  charge: {
    chargeMode: "prepaid_by_duration",
    chargeUnit: "month",
    chargeDuration: 3,
    autoRenew: true,
    buyScenario: VOUCHER,
  },
  interfaceMode: "dual",
  extensionSubnetId: "subnet-tz1a-119",
  extensionPrivateIp: "10.0.119.88",
  extensionAliasIps: [{ cidr: "10.0.119.32/28" }],
  extensionEnableInternet: "yes",
  extensionLineType: "ct",
  extensionBandwidth: 20,
  extensionExtraUplinkBandwidth: 5,
  extensionInternetChargeMode: "prepaid_by_duration",
  extensionBandwidthPackageId: "bwp-tz1-ct",
  resourceTags: [
    { key: "team", value: "ops" },
    { key: "env", value: "prod" },
  ],
};

describe.each(["http", "socket"] as const)("the whole order form over %s", (mode) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ mode, env: { LOG_LEVEL: "trace" } });
    await world.start();
  });
  afterAll(() => world.stop());
  beforeEach(({ onTestFinished }) => {
    onTestFinished(async () => {
      const alice = world.slack.as(ALICE);
      if (alice.view()) await alice.close({ all: true });
      expect(world.slack.complaints).toEqual([]);
      expect(world.cloud.violations).toEqual([]);
    });
  });

  /** All that the bot said to anybody but the cloud. */
  const said = (): string =>
    world.bot().output() +
    JSON.stringify(
      world.slack.traffic.map((entry) =>
        entry.kind === "delivery" ? entry.body : { args: entry.args, answer: entry.answer },
      ),
    );

  it("asks for every field, and buys exactly what was answered; secrets go to the cloud alone", async () => {
    const id = await order(world, { ...EVERYTHING, name: "all-fields" });
    const asked = await card(world, id);
    const shown = JSON.stringify(asked.blocks);
    for (const words of [
      "app-01.acme",
      "10.0.1.77",
      "10.200.1.0/28 scidr-tz1a-001",
      "10.0.119.88",
      "team=ops, env=prod",
      "renews by itself",
      "About ¥17,370 charged at once",
      "Everything that can be asked for.",
    ])
      expect(shown).toContain(words);

    await approve(world, id, BOB);
    await card(world, id, ({ blocks }) => JSON.stringify(blocks).includes("1 of 2"));
    await approve(world, id, CAROL);
    await result(world, id);
    const [purchase, ...more] = purchasesOf(world, "all-fields");
    expect(more).toEqual([]);
    expect(purchase?.region).toBe("cn-east-tz1");
    expect(purchase?.body["instanceSpec"]).toEqual({ ...WHAT_IS_BOUGHT, name: "all-fields" });
    expect(purchase?.secretHashes).toEqual({
      password: hashOf(PASSWORD),
      userData: hashOf(Buffer.from(SCRIPT).toString("base64")),
    });
    for (const secret of [PASSWORD, "zebra-crossing", Buffer.from(SCRIPT).toString("base64")])
      expect(said()).not.toContain(secret);
  });

  it("says what is wrong with a line of a list on the question that it was typed into, and keeps the rest", async () => {
    const alice = world.slack.as(ALICE);
    await alice.command(OPS, "/edcps create");
    await fillOrderForm(alice, {
      ...EVERYTHING,
      name: "two-wrong",
      privateIp: "10.0.2.1",
      resourceTags: "team=ops\nprod",
      extensionAliasIps: "10.0.119.32/28\n10.0.119.64/33",
    });
    const { sent } = await alice.submit();
    expect(sent).toBe(true);
    const view = alice.view();
    expect(Object.keys(view?.errors ?? {})).toHaveLength(2);
    expect(errorOf(view, "resourceTags")).toBe("Line 2: Write each tag as key=value, one a line.");
    expect(errorOf(view, "extensionAliasIps")).toContain("Line 2: ");
    // Where addresses lie is looked at once the answers themselves are well.
    await alice.type("resourceTags", "team=ops");
    await alice.type("extensionAliasIps", "10.0.119.32/28");
    await alice.submit();
    expect(errorOf(alice.view(), "privateIp")).toContain("10.0.1.0/24");
  });

  it("keeps what was typed in a section that is closed, but no secret", async () => {
    const alice = world.slack.as(ALICE);
    await alice.command(OPS, "/edcps create");
    await fillOrderForm(alice, {
      sections: "access,advanced",
      hostname: "kept-01",
      password: PASSWORD,
    });
    await alice.choose("sections", []);
    await alice.waitForView((view) => !asks(view, "hostname") && !asks(view, "password"));
    await alice.choose("sections", ["access", "advanced"]);
    const again = await alice.waitForView(
      (view) => asks(view, "hostname") && asks(view, "password"),
    );
    expect(answerTo(again, "hostname")).toBe("kept-01");
    expect(answerTo(again, "password")).toBeUndefined();
    expect(said()).not.toContain(PASSWORD);
  });

  describe("opened by one line", () => {
    it("holds what was typed, and can be sent once the rest is chosen", async () => {
      const alice = world.slack.as(ALICE);
      const line =
        'region=cn-east-tz1 az=cn-east-tz1a type=edcps.c.normal1 os=os-c-normal1-centos-75 raid=raid-c-normal1-system-raid1 subnet=subnet-tz1a-119 name=by-line count=2 hostname=shop tags="team=ops;env=prod" why="Shop & search, “spring” sale"';
      const opened = await alice.command(OPS, `/edcps create ${line}`);
      expect(opened.body).toBeUndefined();
      await asking(alice, "dataRaidTypeId");
      await alice.choose("dataRaidTypeId", "raid-c-normal1-data-raid0");
      const view = await asking(alice, "subnetId");
      expect(answerTo(view, "subnetId")).toBe("subnet-tz1a-119");
      expect(answerTo(view, "justification")).toBe("Shop & search, “spring” sale");
      expect(answerTo(view, "sections")).toBe("advanced");
      expect(await alice.submit()).toMatchObject({ sent: true, missing: [] });
      expect(alice.view()?.errors).toEqual({});
      const asked = await until("the card", () =>
        world.slack
          .messages(APPROVALS)
          .find(({ blocks }) => JSON.stringify(blocks).includes("by-line")),
      );
      const id = /Order ([A-Z0-9]{6})/.exec(asked.text)?.[1] ?? "";
      await approve(world, id);
      await result(world, id);
      expect(purchasesOf(world, "by-line")[0]?.body["instanceSpec"]).toMatchObject({
        osTypeId: "os-c-normal1-centos-75",
        subnetId: "subnet-tz1a-119",
        count: 2,
        hostname: "shop",
        resourceTags: [
          { key: "team", value: "ops" },
          { key: "env", value: "prod" },
        ],
      });
    });

    it("is answered with the nearest key and the line put right, and does not open", async () => {
      const alice = world.slack.as(ALICE);
      const answered = await alice.command(
        OPS,
        "/edcps create regoin=cn-east-tz1 cuont=2 charge=prepayed",
      );
      const { text } = answered.body as { text: string };
      expect(text).toContain("`regoin` is no key that this command knows. Perhaps `region`?");
      expect(text).toContain("Perhaps `count`?");
      expect(text).toContain("Perhaps `prepaid`?");
      expect(text).toContain("/edcps create region=cn-east-tz1 count=2 charge=prepaid");
      expect(alice.view()).toBeUndefined();
    });

    it("names a type that is not offered, and the nearest that is", async () => {
      const alice = world.slack.as(ALICE);
      await alice.command(
        OPS,
        "/edcps create region=cn-east-tz1 az=cn-east-tz1a type=edcps.c.normal9 name=near-01",
      );
      const view = await asking(alice, "deviceType");
      expect(answerTo(view, "deviceType")).toBeUndefined();
      expect(notes(view).join("\n")).toMatch(
        /“edcps\.c\.normal9” is not offered here\. The nearest is `edcps\.c\.normal1`/,
      );
      expect(answerTo(view, "name")).toBe("near-01");
    });

    it("takes no secret, and leaves it nowhere", async () => {
      const alice = world.slack.as(ALICE);
      for (const typed of ["password=Hunter2-Snowman7", 'pasword: "Hunter2-Snowman7"']) {
        const answered = await alice.command(OPS, `/edcps create region=cn-east-tz1 ${typed}`);
        expect(JSON.stringify(answered.body)).toContain("must not be typed into a command");
      }
      expect(alice.view()).toBeUndefined();
      expect(said()).not.toContain("Hunter2");
    });
  });

  describe("ordering again", () => {
    it("opens the form with everything that was bought but the secrets, and buys the same", async () => {
      const id = await order(world, {
        name: "again-01",
        sections: "access,secondInterface,advanced",
        password: PASSWORD,
        hostname: "again",
        extensionSubnetId: "subnet-tz1a-002",
      });
      await approve(world, id);
      await result(world, id);
      const done = await card(world, id, ({ blocks }) =>
        JSON.stringify(blocks).includes("order_again"),
      );

      const alice = world.slack.as(ALICE);
      await alice.click(APPROVALS, done.ts, "order_again");
      const view = await asking(alice, "extensionSubnetId");
      expect(answerTo(view, "sections")).toBe("secondInterface,advanced");
      expect(answerTo(view, "justification")).toBe("The build farm needs one more machine.");
      await alice.type("name", "again-02");
      expect(await alice.submit()).toMatchObject({ sent: true, missing: [] });
      expect(alice.view()?.errors).toEqual({});
      const asked = await until("the second card", () =>
        world.slack
          .messages(APPROVALS)
          .find(({ blocks }) => JSON.stringify(blocks).includes("again-02")),
      );
      const again = /Order ([A-Z0-9]{6})/.exec(asked.text)?.[1] ?? "";
      await approve(world, again);
      const bodies = await until("both purchases", () => {
        const [first, second] = ["again-01", "again-02"].map(
          (name) => purchasesOf(world, name)[0]?.body["instanceSpec"],
        );
        return first && second ? { first, second } : undefined;
      });
      const { password: _secret, ...withoutSecret } = bodies.first as Record<string, unknown>;
      expect(bodies.second).toEqual({ ...withoutSecret, name: "again-02" });
    });

    it("lets somebody else say what it is for", async () => {
      const id = await order(world, { name: "again-03" });
      await card(world, id); // an order that is over before it has a card never gets one
      await world.slack.as(ALICE).command(OPS, `/edcps cancel ${id}`);
      const done = await card(world, id, ({ blocks }) =>
        JSON.stringify(blocks).includes("order_again"),
      );
      const bob = world.slack.as(BOB);
      await bob.click(APPROVALS, done.ts, "order_again");
      const view = await asking(bob, "subnetId");
      expect(answerTo(view, "name")).toBe("again-03");
      expect(answerTo(view, "justification")).toBeUndefined();
      expect(questionId(view, "deviceType")).toBe("deviceType:cn-east-tz1/cn-east-tz1a");
      await bob.close();
    });
  });
});
