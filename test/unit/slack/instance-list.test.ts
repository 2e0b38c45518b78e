import { describe, expect, it } from "vitest";
import { languages } from "../../../src/order/language.ts";
import type { Instance } from "../../../src/order/catalogue.ts";
import {
  instanceList,
  listInstances,
  readWantedServers,
  type InstancePorts,
  type WantedServers,
} from "../../../src/slack/instance-list.ts";
import type { Message } from "../../../src/slack/order-card.ts";
import { readerIn } from "../../../src/slack/reader.ts";
import { textsIn } from "../../../src/slack/texts.ts";
import { aPerson, aPolicy } from "../../support/a-policy.ts";
import { alice, dave } from "../../support/an-order.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import { expectGoodMessage, hostileTexts } from "../../support/slack-judge.ts";
import { knownPeople, memoryCloud, standingClock } from "../../support/workflow-ports.ts";

const { en } = textsIn;

const server = (number: number, changes: Partial<Instance> = {}): Instance => ({
  instanceId: `i-${number}`,
  name: `web-${number}`,
  region: "r-1",
  az: "r-1a",
  deviceType: "d",
  status: "running",
  privateIp: "10.0.0.1",
  publicIp: "",
  createTime: "",
  ...changes,
});
const servers = (count: number): Instance[] =>
  Array.from({ length: count }, (_, index) => server(index + 1));

const idsIn = ({ blocks }: Message): string[] =>
  [...JSON.stringify(blocks).matchAll(/• `(i-\d+)`/g)].map(([, id]) => id ?? "");
const wayIn = ({ blocks }: Message, name: "next" | "previous"): WantedServers | undefined => {
  const elements = blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
  const found = elements.find(({ action_id: action }) => action === `instances_${name}`);
  return found && "value" in found ? readWantedServers(found.value) : undefined;
};

describe("a list of servers", () => {
  it("goes by their names, as people count", () => {
    const shown = instanceList(servers(11).toReversed(), { region: "r-1" }, en);
    expect(idsIn(shown)).toEqual(servers(11).map(({ instanceId }) => instanceId));
    expect(wayIn(shown, "next")).toBeUndefined();
  });

  it("leads from page to page and back, and shows each server once", () => {
    const all = servers(30);
    const pages: string[][] = [];
    let wanted: WantedServers | undefined = { region: "r-1" };
    let last: Message | undefined;
    while (wanted && pages.length < 9) {
      last = instanceList(all, wanted, en);
      pages.push(idsIn(last));
      wanted = wayIn(last, "next");
    }
    expect(pages.map(({ length }) => length)).toEqual([12, 12, 6]);
    expect(pages.flat()).toEqual(all.map(({ instanceId }) => instanceId));
    const back = last && wayIn(last, "previous");
    expect(back && idsIn(instanceList(all, back, en))).toEqual(pages[1]);
    expect(JSON.stringify(last?.blocks)).toContain("25 to 30 of 30");
  });

  it("goes on with the same server when others came before it, and from the first when it is gone", () => {
    const next = wayIn(instanceList(servers(30), { region: "r-1" }, en), "next");
    if (!next) throw new Error("There is no next page.");
    const grown = [...servers(30), server(0)];
    expect(idsIn(instanceList(grown, next, en))[0]).toBe("i-13");
    const shrunk = servers(30).filter(({ instanceId }) => instanceId !== "i-13");
    expect(idsIn(instanceList(shrunk, next, en))[0]).toBe("i-1");
  });

  it("says how many are in which state, and shows those of one", () => {
    const all = [...servers(3), server(4, { status: "error" }), server(5, { status: "" })];
    const whole = instanceList(all, { region: "r-1" }, en);
    expect(JSON.stringify(whole.blocks)).toContain(
      "By state: running 3 · error 1 · state not given 1.",
    );
    const broken = instanceList(all, { region: "r-1", state: "error" }, en);
    expect(idsIn(broken)).toEqual(["i-4"]);
    expect(broken.text).toBe("1 server in r-1");
  });

  it("keeps to its state on the next page", () => {
    const all = [...servers(30), server(99, { status: "error" })];
    const next = wayIn(instanceList(all, { region: "r-1", state: "running" }, en), "next");
    expect(next).toEqual({ region: "r-1", state: "running", begin: "i-13" });
  });

  it("says which state was meant, or that no server is in it", () => {
    expect(instanceList(servers(1), { region: "r-1", state: "runing" }, en).text).toContain(
      "Perhaps `running`?",
    );
    expect(instanceList(servers(1), { region: "r-1", state: "xyzzy" }, en).text).toBe(
      "There are no servers in r-1 whose state is `xyzzy`.",
    );
    expect(instanceList([], { region: "r-1", state: "xyzzy" }, en).text).toBe(
      "There are no servers in r-1.",
    );
  });

  it.each(Object.entries(hostileTexts))("full of %s is a message that Slack takes", (_, text) => {
    const all = Array.from({ length: 13 }, (_each, index) =>
      server(index, { name: text, status: text, privateIp: text, instanceId: `${text}${index}` }),
    );
    for (const language of languages)
      for (const state of [undefined, text])
        expectGoodMessage(
          instanceList(
            all,
            { region: "r-1", ...(state === undefined ? {} : { state }) },
            textsIn[language],
          ),
          { orderId: "", ids: [] },
        );
  });
});

describe("what a button of a list of servers carries", () => {
  it.each([undefined, "", "{}", "null", '{"region":1}', '{"region":"r","more":1}', "K7M4Q9:1"])(
    "is nothing when it is %j",
    (value) => {
      expect(readWantedServers(value)).toBeUndefined();
    },
  );
});

describe("/edcps instances", () => {
  const ask = async (asked: string | WantedServers, by: typeof alice | typeof dave = alice) => {
    const cloud = memoryCloud();
    cloud.has(server(1, { region: "r-1" }), server(2, { region: "r-1", status: "error" }));
    const clock = standingClock();
    const orders = memoryOrders(clock);
    const ports: InstancePorts = {
      cloud,
      orders,
      clock,
      people: knownPeople(aPerson(dave, { standing: "guest" })),
      policy: () => aPolicy(),
      catalogue: {
        regions: async () => ({
          items: ["r-1", "r-22"].map((region) => ({ region, regionName: "", azs: [] })),
        }),
      } as Partial<InstancePorts["catalogue"]> as InstancePorts["catalogue"],
    };
    const shown = await listInstances(ports, by, readerIn("en"), asked);
    return { ...shown, looks: cloud.looks(), trail: orders.trail() };
  };

  it("lists those of a region, or of a state there", async () => {
    expect(idsIn(await ask("r-1"))).toEqual(["i-1", "i-2"]);
    expect(idsIn(await ask(" r-1   error "))).toEqual(["i-2"]);
  });

  it("asks for a region when none is named, or none that there is, and says which was meant", async () => {
    expect((await ask("")).text).toBe(
      "Name one of these regions: `/edcps instances r-1`, `/edcps instances r-22`",
    );
    const slip = await ask("r-2");
    expect(slip.text).toMatch(/^`r-2` is neither a region .* Perhaps `r-1`\?\nName one/);
    expect(slip.looks).toBe(0);
  });

  it("looks a region up that came back from a button, too", async () => {
    const forged = await ask({ region: "../../r-1" });
    expect(forged.text).toContain("Name one of these regions");
    expect(forged.looks).toBe(0);
  });

  it("is for whoever may order", async () => {
    const refused = await ask("r-1", dave);
    expect(refused.text).toBe(en.refusal({ reason: "guest" }));
    expect(refused.looks).toBe(0);
    expect(refused.trail).toMatchObject([{ action: "view", refusal: "guest", ...dave }]);
    expect((await ask("r-1")).trail).toEqual([]);
  });
});
