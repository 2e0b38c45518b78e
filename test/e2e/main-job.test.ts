import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fillOrderForm } from "../../playground/fill-order-form.ts";
import type { Message } from "../../playground/slack/messages.ts";
import { startWorld, type World } from "../../playground/start-world.ts";
import {
  ALICE,
  APPROVALS,
  approve,
  BOB,
  card,
  CAROL,
  cards,
  MALLORY,
  OPS,
  order,
  purchasesOf,
  result,
  results,
  told,
} from "../support/order-story.ts";
import { until } from "../support/until.ts";

describe.each(["http", "socket"] as const)(
  "over %s, the real program between both worlds",
  (mode) => {
    let world: World;
    beforeAll(async () => {
      world = await startWorld({ mode });
      await world.start();
    });
    afterAll(() => world.stop());
    beforeEach(({ onTestFinished }) => {
      onTestFinished(() => {
        expect(world.slack.complaints).toEqual([]);
        expect(world.cloud.violations).toEqual([]);
      });
    });

    it("goes from the form over one approval to instance ids in the channel", async () => {
      const id = await order(world, { name: "main-job", count: "2" });
      const asked = await card(world, id);
      expect(asked.text).toContain("2 × ");
      expect(JSON.stringify(asked.blocks)).toContain("The build farm needs one more machine.");

      expect(await approve(world, id)).toMatchObject({ ok: true, status: 200 });
      const told = await result(world, id);
      const [purchase, ...more] = purchasesOf(world, "main-job");
      expect(more).toEqual([]);
      expect(purchase?.instanceIds).toHaveLength(2);
      for (const instance of purchase?.instanceIds ?? []) expect(told.text).toContain(instance);
      expect(purchase?.clientToken).toHaveLength(36);
      expect(purchase?.repeats).toBe(0);

      const done = await card(world, id, ({ text }) => text.includes("bought"));
      expect(done.ts).toBe(asked.ts);
      expect(JSON.stringify(done.blocks)).not.toContain("order_approve");
      expect(results(world, id)).toHaveLength(1);
    });

    it("buys what the form said, field for field", async () => {
      const id = await order(world, {
        name: "prepaid-1",
        count: "1",
        "charge.chargeMode": "prepaid_by_duration",
        "charge.chargeUnit": "year",
        "charge.chargeDuration": "2",
        enableInternet: "yes",
        bandwidth: "50",
      });
      const shown = JSON.stringify((await card(world, id)).blocks);
      expect(shown).toContain("cannot be refunded");
      expect(shown).toContain("2 years");
      await approve(world, id, BOB);
      await card(world, id, ({ blocks }) => JSON.stringify(blocks).includes("1 of 2"));
      expect(purchasesOf(world, "prepaid-1")).toEqual([]);
      await approve(world, id, CAROL);
      await result(world, id);
      expect(purchasesOf(world, "prepaid-1")[0]?.body["instanceSpec"]).toMatchObject({
        az: "cn-east-tz1a",
        deviceType: "edcps.c.normal1",
        imageType: "standard",
        networkType: "vpc",
        interfaceMode: "bond",
        enableInternet: "yes",
        bandwidth: 50,
        internetChargeMode: "prepaid_by_duration",
        charge: { chargeMode: "prepaid_by_duration", chargeUnit: "year", chargeDuration: 2 },
      });
    });

    it("tells a wrong answer on its own field and keeps what was typed", async () => {
      const alice = world.slack.as(ALICE);
      await alice.command(OPS, "/edcps create");
      await fillOrderForm(alice, { name: "1-wrong", count: "9" });
      const sent = await alice.submit();
      expect(Object.keys(sent.errors ?? {}).sort()).toEqual(["count", "name"]);
      expect(sent.errors?.["count"]).toContain("at most 5");
      await alice.type("name", "right-1");
      await alice.type("count", "1");
      expect(await alice.submit()).toMatchObject({ sent: true, status: 200 });
      expect(JSON.stringify(alice.view()?.blocks)).toContain("waits for 1 approval");
      await alice.close();
    });

    it("empties what depended on a choice that changed", async () => {
      const alice = world.slack.as(ALICE);
      await alice.command(OPS, "/edcps create");
      await fillOrderForm(alice, { name: "kept-name" });
      await alice.choose("deviceType", "edcps.s2.normal");
      const view = await alice.waitForView(({ blocks }) =>
        JSON.stringify(blocks).includes("osTypeId:cn-east-tz1/edcps.s2.normal"),
      );
      const values = view.state.values as Record<
        string,
        Record<string, { selected_option?: unknown; value?: string }>
      >;
      expect(
        values["osTypeId:cn-east-tz1/edcps.s2.normal"]?.["osTypeId"]?.selected_option,
      ).toBeNull();
      expect(values["name"]?.["name"]?.value).toBe("kept-name");
      const sent = await alice.submit();
      expect(sent).toMatchObject({ sent: false });
      expect(sent.missing).toContain("Operating system");
      await alice.close();
    });

    it("shows a list that came while Slack was slow to draw the form", async () => {
      const alice = world.slack.as(ALICE);
      await alice.command(OPS, "/edcps create");
      world.cloud.faults.set("describeDeviceTypes", { kind: "delay", ms: 250 }, 1);
      world.slack.faults.set("views.update", { delay: 600 }, 1);
      await alice.choose("regionId", "cn-north-by1");
      await alice.waitForView(({ blocks }) => JSON.stringify(blocks).includes("az:cn-north-by1"));
      world.slack.faults.set("views.update", { delay: 600 }, 1);
      await alice.choose("az", "cn-north-by1a");
      await alice.waitForView(({ blocks }) =>
        blocks.some(
          (block) =>
            block["type"] === "input" &&
            block["block_id"] === "deviceType:cn-north-by1/cn-north-by1a",
        ),
      );
      await alice.close();
    });

    it("never shows the options of an older choice, however fast somebody chooses", async () => {
      const alice = world.slack.as(ALICE);
      await alice.command(OPS, "/edcps create");
      await alice.choose("regionId", "cn-north-by1");
      await alice.waitForView(({ blocks }) => JSON.stringify(blocks).includes("az:cn-north-by1"));
      world.cloud.faults.set("describeDeviceTypes", { kind: "delay", ms: 1_200 }, 1);
      await alice.choose("az", "cn-north-by1b");
      await alice.choose("regionId", "cn-east-tz1");
      await alice.waitForView(({ blocks }) => JSON.stringify(blocks).includes("az:cn-east-tz1"));
      const slow = (): boolean =>
        world.cloud.requests.some(
          ({ operation, ms }) => operation === "describeDeviceTypes" && ms >= 1_000,
        );
      await until("the older list has come", slow);
      await alice.choose("az", "cn-east-tz1a");
      const view = await alice.waitForView(({ blocks }) =>
        JSON.stringify(blocks).includes("deviceType:cn-east-tz1/cn-east-tz1a"),
      );
      expect(JSON.stringify(view.blocks)).not.toContain("cn-north-by1b");
      await alice.close();
    });

    it("offers no type that is sold out, and searches lists that are longer than Slack's menus", async () => {
      const alice = world.slack.as(ALICE);
      await alice.command(OPS, "/edcps create");
      await fillOrderForm(alice);
      const soldOut = world.cloud.world.deviceTypes.find(({ isSoldOut }) => isSoldOut);
      expect(soldOut).toBeDefined();
      expect(alice.options("deviceType").map(({ value }) => value)).not.toContain(
        soldOut?.deviceType,
      );
      const all = await alice.search("subnetId", "");
      expect(all).toHaveLength(100);
      const few = await alice.search("subnetId", "119");
      expect(few.map(({ value }) => value)).toEqual(["subnet-tz1a-119"]);
      await alice.close();
    });

    it("denies with a reason that the requester reads, and buys nothing", async () => {
      const id = await order(world, { name: "denied-1" });
      const bob = world.slack.as(BOB);
      await bob.click(APPROVALS, (await card(world, id)).ts, "order_deny");
      await bob.waitForView();
      await bob.type("reason", "Use the <!channel> idle one");
      expect(await bob.submit()).toMatchObject({ sent: true, closed: true });
      const told = await result(world, id);
      expect(told.text).toContain("denied");
      expect(told.text).not.toContain("<!channel>");
      expect(JSON.stringify(told.blocks)).toContain("Use the <!channel> idle one");
      expect(purchasesOf(world, "denied-1")).toEqual([]);
    });

    it.each([
      ["a stranger", MALLORY, "not one of the approvers"],
      ["the requester", ALICE, "not one of the approvers"],
      ["a guest", "U0GUEST01", "Guests may not"],
      ["somebody of another workspace", "U0FOREIGN", "another workspace"],
    ])("lets %s not approve, and says so to them alone", async (_, who, words) => {
      const id = await order(world, { name: "hands-off" });
      world.slack.invite(APPROVALS, who);
      const before = await card(world, id);
      await world.slack.as(who).click(APPROVALS, before.ts, "order_approve");
      expect(await told(world, who, id)).toContain(words);
      expect(buttonsOf(await card(world, id))).toEqual(buttonsOf(before));
      expect(purchasesOf(world, "hands-off")).toEqual([]);
      world.slack.kick(APPROVALS, who);
      await world.slack.as(ALICE).command(OPS, `/edcps cancel ${id}`);
    });

    it("answers a click on an old card privately, and draws the card again", async () => {
      const id = await order(world, {
        name: "stale-1",
        "charge.chargeMode": "prepaid_by_duration",
        "charge.chargeDuration": "1",
      });
      const old = await card(world, id);
      await approve(world, id, BOB);
      await card(world, id, ({ blocks }) => JSON.stringify(blocks).includes("1 of 2"));
      const drawn = world.slack.traffic.length;
      await world.slack.as(CAROL).clickRaw(APPROVALS, old.ts, "order_approve", `${id}:1`);
      expect(await told(world, CAROL, id)).toContain(`<@${BOB}> approved it`);
      await until("the card is drawn again", () =>
        world.slack.traffic
          .slice(drawn)
          .some((entry) => entry.kind === "call" && entry.method === "chat.update"),
      );
      expect(purchasesOf(world, "stale-1")).toEqual([]);
      await approve(world, id, CAROL);
      await result(world, id);
      expect(purchasesOf(world, "stale-1")).toHaveLength(1);

      await world.slack.as(BOB).clickRaw(APPROVALS, old.ts, "order_approve", `${id}:1`);
      expect(await told(world, BOB, id)).toContain("is bought");
    });

    it("does nothing for an order that does not exist, or a value that nobody drew", async () => {
      const id = await order(world, { name: "forged-1" });
      const { ts } = await card(world, id);
      for (const value of ["ZZZZZZ:1", "", "{}", `${id}`, `${id}:1:2`, `${id}:999999999999`]) {
        const heard = world.slack.ephemerals(BOB).length;
        expect(
          await world.slack.as(BOB).clickRaw(APPROVALS, ts, "order_approve", value),
        ).toMatchObject({ ok: true });
        await until("a private answer", () => world.slack.ephemerals(BOB).length > heard);
        expect(world.slack.ephemerals(BOB).at(-1)?.text).toContain("no such order");
      }
      expect(purchasesOf(world, "forged-1")).toEqual([]);
      await world.slack.as(ALICE).command(OPS, `/edcps cancel ${id}`);
    });

    it("places one order for one form, however often it is sent", async () => {
      const alice = world.slack.as(ALICE);
      await alice.command(OPS, "/edcps create");
      await fillOrderForm(alice, { name: "sent-twice" });
      await alice.submit({ twice: true });
      await until("a card", () =>
        world.slack
          .messages(APPROVALS)
          .some(({ blocks }) => JSON.stringify(blocks).includes("sent-twice")),
      );
      await alice.command(OPS, "/edcps orders");
      const listed = await alice.command(OPS, "/edcps orders");
      const id = /\*([A-Z0-9]{6})\*/.exec(JSON.stringify(listed.body))?.[1] ?? "";
      expect(cards(world, id)).toHaveLength(1);
      expect(
        world.slack
          .messages(APPROVALS)
          .filter(({ blocks }) => JSON.stringify(blocks).includes("sent-twice")),
      ).toHaveLength(1);
      await alice.close();
    });

    it("tells the requester alone, and how to invite the bot, where it may not speak", async () => {
      const id = await order(world, { name: "no-entry" }, { where: "C0BUILD01" });
      await approve(world, id);
      const told = await until("a direct message", () =>
        // That the servers run is told alone, too.
        world.slack
          .dm(ALICE)
          .find(({ text, blocks }) => text.includes(id) && /invite/.test(JSON.stringify(blocks))),
      );
      expect(told.text).toContain(purchasesOf(world, "no-entry")[0]?.instanceIds[0]);
      expect(JSON.stringify(told.blocks)).toContain("/invite");
      expect(results(world, id, "C0BUILD01")).toEqual([]);
    });

    it("answers typed commands to the one who typed", async () => {
      const alice = world.slack.as(ALICE);
      const id = await order(world, { name: "typed-1" });
      expect(JSON.stringify((await alice.command(OPS, "/edcps orders")).body)).toContain(id);
      expect(
        JSON.stringify((await alice.command(OPS, `/edcps order ${id.toLowerCase()}`)).body),
      ).toContain("waiting for approval");
      expect(
        JSON.stringify((await world.slack.as(MALLORY).command(OPS, `/edcps order ${id}`)).body),
      ).toContain("Only the requester");
      expect(
        JSON.stringify((await world.slack.as(MALLORY).command(OPS, `/edcps cancel ${id}`)).body),
      ).toContain("Only the requester");
      expect(JSON.stringify((await alice.command(OPS, `/edcps cancel ${id}`)).body)).toContain(
        "is cancelled",
      );
      expect(JSON.stringify((await alice.command(OPS, `/edcps cancel ${id}`)).body)).toContain(
        "was cancelled",
      );
      expect((await result(world, id)).text).toContain("was cancelled");
      expect(
        JSON.stringify((await alice.command(OPS, "/edcps instances cn-east-tz1")).body),
      ).toMatch(/servers in cn-east-tz1/);
      expect(
        JSON.stringify((await alice.command(OPS, "/edcps nonsense <!channel>")).body),
      ).toContain("/edcps help");
      expect(JSON.stringify((await alice.command(OPS, "/edcps")).body)).toContain("/edcps create");
    });
  },
);

const buttonsOf = ({ blocks }: Message): string[] =>
  JSON.stringify(blocks).match(/"value":"[^"]+"/g) ?? [];
