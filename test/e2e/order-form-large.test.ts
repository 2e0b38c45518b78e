import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { worstCaseWorld } from "../../playground/edcps/worst-case-world.ts";
import { fillOrderForm } from "../../playground/fill-order-form.ts";
import type { Person } from "../../playground/slack/person.ts";
import { startWorld, type World } from "../../playground/start-world.ts";
import { answerTo, asking } from "../support/form-story.ts";
import { ALICE, approve, OPS, order, purchasesOf, result } from "../support/order-story.ts";

const [REGION, AZ, TYPE] = ["cn-worst-0001", "cn-worst-0001a", "edcps.worst.type0007"] as const;
const SOLD_OUT = "edcps.worst.type0012";

/** More of everything than a form can show at once, with names that are longer than any label. */
let world: World;
let alice: Person;
beforeAll(async () => {
  const cloud = worstCaseWorld();
  // The list of types does not say so; the stock does.
  const stock = cloud.stock.find(({ deviceType }) => deviceType === SOLD_OUT);
  if (stock) stock.available = 0;
  world = await startWorld({ cloud: { world: cloud } });
  await world.start();
  alice = world.slack.as(ALICE);
});
afterAll(async () => {
  const { complaints } = world.slack;
  const { violations } = world.cloud;
  await world.stop();
  expect(complaints).toEqual([]);
  expect(violations).toEqual([]);
});

const texts = (options: readonly { text: { text: string } }[]): readonly string[] =>
  options.map(({ text }) => text.text);

describe("a cloud with more of everything than a form can show", () => {
  it("is ordered from by searching", async () => {
    const id = await order(world, {
      regionId: REGION,
      az: AZ,
      deviceType: TYPE,
      subnetId: "subnet-worst-4321",
      keypairId: "keypair-worst-0299",
      name: "large-01",
      sections: "secondInterface",
      extensionSubnetId: "subnet-worst-0002",
    });
    await approve(world, id);
    await result(world, id);
    expect(purchasesOf(world, "large-01")[0]?.body["instanceSpec"]).toMatchObject({
      az: AZ,
      deviceType: TYPE,
      subnetId: "subnet-worst-4321",
      keypairId: "keypair-worst-0299",
      extensionSubnetId: "subnet-worst-0002",
    });
  });

  it("says of what was found how much of it is left, as short lists do, and offers nothing that is sold out", async () => {
    await alice.command(OPS, `/edcps create region=${REGION} az=${AZ}`);
    await asking(alice, "deviceType");
    expect(texts(await alice.search("deviceType", "type0007"))).toEqual([
      expect.stringMatching(/ · 1000000 in stock$/),
    ]);
    expect(await alice.search("deviceType", SOLD_OUT)).toEqual([]);
    expect(texts(await alice.search("subnetId", "subnet-worst-4321"))).toEqual([
      expect.stringMatching(/ · 253 addresses free$/),
    ]);
    expect(await alice.search("subnetId", "")).toHaveLength(100);
    expect(await alice.search("subnetId", "no such thing")).toEqual([]);
    await alice.close();
  });

  it("says so in the language of the form", async () => {
    const lilei = world.slack.as("U0LILEI01");
    await lilei.command(OPS, `/edcps create region=${REGION} az=${AZ}`);
    await asking(lilei, "deviceType");
    expect(texts(await lilei.search("deviceType", "type0007"))).toEqual([
      expect.stringMatching(/ · 库存 1000000 台$/),
    ]);
    await lilei.close();
  });

  it("forgets an answer whose place changed, also where it was searched for", async () => {
    await alice.command(OPS, "/edcps create");
    await fillOrderForm(alice, { regionId: REGION, az: AZ, deviceType: TYPE });
    await alice.choose(
      "deviceType",
      (await alice.search("deviceType", "type0008"))[0]?.value ?? "",
    );
    const view = await alice.waitForView((now) =>
      JSON.stringify(now.blocks).includes(`osTypeId:${REGION}/edcps.worst.type0008`),
    );
    expect(answerTo(view, "osTypeId")).toBeUndefined();
    expect(answerTo(view, "subnetId")).toMatch(/^subnet-worst-/);
    await alice.close();
  });
});
