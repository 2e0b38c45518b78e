import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Order } from "../../../src/order/order.ts";
import { fillOrderForm } from "../../../playground/fill-order-form.ts";
import type { Fields } from "../../../playground/slack/json.ts";
import { startWorld, type World } from "../../../playground/start-world.ts";
import {
  everyWayIn,
  packedLike,
  payloadOf,
  wayCalled,
  type WayIn,
} from "../../support/every-way-in.ts";
import {
  ALICE,
  APPROVALS,
  approve,
  BOB,
  card,
  cards,
  CAROL,
  MALLORY,
  OPS,
  order,
  purchasesOf,
  result,
} from "../../support/order-story.ts";
import { standingOf, storedOrders } from "../../support/standing.ts";
import { until } from "../../support/until.ts";
import {
  interaction,
  send,
  signed,
  wiretap,
  type RawAnswer,
  type Wiretap,
} from "../../support/wiretap.ts";

/** What comes back through somebody's client may have been changed there, although Slack signed it. */
let world: World;
let tap: Wiretap;
let redis: Redis;
let ways: readonly WayIn[];
let soldOut: { readonly deviceType: string } | undefined;
beforeAll(async () => {
  world = await startWorld();
  tap = await wiretap(world.eventsUrl);
  world.slack.deliverTo(tap.url);
  redis = new Redis(world.redis.url).on("error", () => undefined); // one test kills it
  await world.start();
  ways = await everyWayIn(world, tap);
  soldOut = world.cloud.world.deviceTypes.find(
    ({ isSoldOut, region }) => isSoldOut && region === "cn-east-tz1",
  );
});
afterAll(async () => {
  redis.disconnect();
  await tap.stop();
  await world.stop();
});

const post = (payload: unknown): Promise<RawAnswer> =>
  send(world.eventsUrl, signed(world.slack.signingSecret, interaction(payload)));
const stored = async (id: string): Promise<Order> =>
  JSON.parse((await storedOrders(redis))[id] ?? "null") as Order;

/** Nothing came of it: no order, no purchase, no message that others see. */
async function changesNothing<T>(work: () => Promise<T>): Promise<T> {
  const before = await standingOf(world, redis);
  const done = await work();
  expect(await standingOf(world, redis)).toEqual(before);
  return done;
}

interface View extends Fields {
  id: string;
  private_metadata: string;
  state: { values: Record<string, Record<string, Fields>> };
}

let forms = 0;
/** A good form of Alice's, never sent before, changed on its way. */
function sentWith(change: (view: View) => void, by = ALICE): Promise<RawAnswer> {
  const payload = structuredClone(payloadOf(wayCalled(ways, "the order form"))) as Fields & {
    view: View;
    user: Fields;
  };
  forms += 1;
  payload.view.id = `VTAMPERED${forms}`;
  payload.user["id"] = by;
  change(payload.view);
  return post(payload);
}

const answer =
  (field: string, state: Fields) =>
  ({ state: { values } }: View): void => {
    const question = Object.keys(values).find((id) => id.split(":")[0] === field);
    values[question ?? field] = { [field]: state };
  };
const choice = (field: string, value: unknown) =>
  answer(field, { type: "static_select", selected_option: { value } });
const typed = (field: string, value: unknown) => answer(field, { type: "plain_text_input", value });
const metadata =
  (text: string) =>
  (view: View): void => {
    view.private_metadata = text;
  };
const origin = (changed: object): string =>
  JSON.stringify({ channel: OPS, language: "en", kept: {}, ...changed });

describe("an order form with an answer that nobody was offered", () => {
  it.each<[string, (view: View) => void]>([
    ["a region that does not exist", choice("regionId", "cn-nowhere-1")],
    ["another region than the rest was chosen in", choice("regionId", "cn-north-by1")],
    ["a zone of another region", choice("az", "cn-north-by1a")],
    ["a type that is sold out", (view) => choice("deviceType", soldOut?.deviceType)(view)],
    ["a type that nobody sells", choice("deviceType", "edcps.c.normal999")],
    ["a type like a pattern", choice("deviceType", "*")],
    ["an operating system of another type", choice("osTypeId", "os-of-another-type")],
    ["a subnet of another zone", choice("subnetId", "subnet-by1a-001")],
    ["a way to pay that is not offered", choice("charge.chargeMode", "postpaid_by_usage")],
    ["a way to pay that does not exist", choice("charge.chargeMode", "free_of_charge")],
    ["more servers than the policy lets anybody order", typed("count", "6")],
    ["no servers", typed("count", "0")],
    ["servers to give back", typed("count", "-1")],
    ["half a server", typed("count", "1.5")],
    ["a number in another writing", typed("count", "0x2")],
    ["a number with an exponent", typed("count", "1e1")],
    ["a name that is too long", typed("name", "a".repeat(33))],
    ["a name with markup", typed("name", "<!channel>")],
    ["a reason that is too long", typed("justification", "a".repeat(3_001))],
    [
      "a line that is not there without a public network",
      (view) => {
        choice("enableInternet", "yes")(view);
        choice("lineType", "none")(view);
      },
    ],
    ["a text where a choice stands", answer("regionId", { value: "cn-nowhere-1" })],
    [
      "a list where a choice stands",
      answer("regionId", { selected_options: [{ value: "a" }, { value: "b" }] }),
    ],
    [
      "a section that does not exist",
      answer("sections", {
        selected_options: [{ value: "nonsense" }, { value: "secondInterface" }],
      }),
    ],
  ])("is not taken: %s", async (_, change) => {
    const { status, body } = await changesNothing(() => sentWith(change));
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ response_action: "errors" });
  });

  it.each<[string, (view: View) => void]>([
    ["a number where a text stands", typed("name", 7)],
    ["an object where a choice stands", choice("regionId", { $ne: null })],
    ["a list where a question stands", (view) => void (view.state.values = [] as never)],
    ["no answers", (view) => void (view.state.values = null as never)],
  ])("is refused before anybody looks at it: %s", async (_, change) => {
    expect((await changesNothing(() => sentWith(change))).status).toBe(500);
  });
});

describe("an order form that says that it was opened elsewhere", () => {
  it.each([
    ["nowhere", ""],
    ["in no JSON", "{"],
    ["in nothing", "null"],
    ["in a list", "[]"],
    ["in a channel that is no id", origin({ channel: "#general" })],
    ["in a ping", origin({ channel: "<!channel>" })],
    ["in a channel that ends a line", origin({ channel: "C0OPS0001\n" })],
    ["in an object", origin({ channel: { $gt: "" } })],
    ["in no language", origin({ language: "__proto__" })],
    ["in a prototype", '{"__proto__":{"channel":"C0OPS0001","language":"en"}}'],
  ])("%s, is not taken", async (_, text) => {
    const { body } = await changesNothing(() => sentWith(metadata(text)));
    expect(JSON.parse(body)).toMatchObject({ response_action: "errors" });
  });

  it("is ordered by whoever Slack says sent it, with what stands in its questions, whatever it carries beside them", async () => {
    const carried = {
      userId: ALICE,
      requester: { userId: ALICE, teamId: "T0ACME001" },
      rule: "small",
      status: "approved",
      approvals: [{ userId: BOB }],
      kept: { count: "5", name: "kept-name", "charge.chargeMode": "prepaid_by_duration" },
    };
    const { body } = await sentWith((view) => {
      typed("name", "carried-along")(view);
      metadata(origin(carried))(view);
    }, MALLORY);
    const id = /order \*?([A-Z0-9]{6})/i.exec(body)?.[1] ?? "";
    expect(await stored(id)).toMatchObject({
      status: "pending",
      requester: { userId: MALLORY },
      spec: { count: 1, name: "carried-along", charge: { chargeMode: "postpaid_by_duration" } },
      approvals: [],
    });
    await card(world, id);
    expect(purchasesOf(world, "carried-along")).toEqual([]);
  });

  it("is told of its end there, or to its requester, and nowhere it has no business", async () => {
    const { body } = await sentWith((view) => {
      typed("name", "told-elsewhere")(view);
      metadata(origin({ channel: "G0SECRET1" }))(view); // the bot is not in it
    });
    const id = /order \*?([A-Z0-9]{6})/i.exec(body)?.[1] ?? "";
    await approve(world, id);
    await until("the requester is told", () =>
      world.slack.dm(ALICE).find(({ text }) => text.includes(id)),
    );
    expect(world.slack.messages("G0SECRET1")).toEqual([]);
  });
});

describe("a form of a denial that was changed on its way", () => {
  const denial = (about: unknown, by: string, reason = "No."): Promise<RawAnswer> => {
    const payload = structuredClone(
      payloadOf(wayCalled(ways, "the form of a denial")),
    ) as Fields & {
      view: View;
      user: Fields;
    };
    payload.user["id"] = by;
    payload.view.private_metadata = typeof about === "string" ? about : JSON.stringify(about);
    payload.view.state = {
      values: { reason: { reason: { type: "plain_text_input", value: reason } } },
    };
    return post(payload);
  };

  it.each([MALLORY, ALICE, "U0GUEST01", "U0FOREIGN", "U0NOBODY1", "U0BOTUSR1"])(
    "denies nothing for whoever may not deny, however it came to be: %s",
    async (who) => {
      const id = await order(world);
      await card(world, id);
      const { status, body } = await changesNothing(() => denial({ orderId: id, version: 1 }, who));
      expect(status).toBe(200);
      expect(JSON.parse(body)).toHaveProperty("response_action");
      expect((await stored(id)).status).toBe("pending");
    },
  );

  it("decides nothing about a version that is not the order's, nor about what is no order", async () => {
    const id = await order(world);
    await card(world, id);
    for (const about of [
      { orderId: id, version: 2 },
      { orderId: id, version: 0 },
      { orderId: id, version: "1" },
      { orderId: id, version: 1.5 },
      { orderId: id },
      { orderId: `${id}:1`, version: 1 },
      { orderId: "ZZZZZZ", version: 1 },
      { orderId: "__proto__", version: 1 },
      { orderId: `../${id}`, version: 1 },
      { orderId: [id], version: 1 },
      "",
      "null",
      "{",
    ]) {
      const { status } = await changesNothing(() => denial(about, BOB));
      expect(status).toBe(200);
    }
    expect((await stored(id)).status).toBe("pending");
  });

  it("draws nothing over a message that is not the order's card", async () => {
    const [id, other] = [await order(world), await order(world)];
    const victim = await card(world, other);
    await approve(world, id);
    await result(world, id);
    const about = {
      orderId: id,
      version: 1,
      message: { channel: APPROVALS, ts: victim.ts, ephemeral: false },
    };
    await changesNothing(() => denial(about, BOB));
    expect(cards(world, other).map(({ ts }) => ts)).toEqual([victim.ts]);
  });
});

describe("the id of somebody else's order", () => {
  const buttons = [
    "order_approve",
    "order_deny",
    "order_cancel",
    "order_retry",
    "order_details",
    "order_again",
  ];
  const strangers = [MALLORY, "U0GUEST01"];

  it("opens, shows and changes nothing for a stranger, whatever button carries it", async () => {
    const id = await order(world, { justification: "A secret plan." });
    const { ts } = await card(world, id);
    await changesNothing(async () => {
      for (const who of strangers) {
        world.slack.invite(APPROVALS, who);
        for (const button of buttons) {
          await world.slack.as(who).clickRaw(APPROVALS, ts, button, `${id}:1`);
          expect([button, world.slack.as(who).views()]).toEqual([button, []]);
        }
      }
    });
    world.slack.kick(APPROVALS, "U0GUEST01");
  });

  it.each(["order", "cancel"])(
    "tells a stranger nothing and changes nothing when typed: %s",
    async (word) => {
      const id = await order(world, { justification: "A secret plan." });
      await card(world, id);
      for (const typedId of [id, id.toLowerCase(), `${id.slice(0, 3)}-${id.slice(3)}`]) {
        const answered = await changesNothing(() =>
          world.slack.as(MALLORY).command(OPS, `/edcps ${word} ${typedId}`),
        );
        expect(JSON.stringify(answered.body)).toContain("Only the requester");
        expect(JSON.stringify(answered.body)).not.toContain("secret plan");
      }
    },
  );

  it("in a value that nobody drew is no order's", async () => {
    const id = await order(world);
    const { ts } = await card(world, id);
    for (const value of [
      "",
      id,
      `${id}:`,
      `${id}:0`,
      `${id}:-1`,
      `${id}:1e0`,
      `${id}:01`,
      `${id}:1:1`,
      ` ${id}:1`,
      `${id}:1\n`,
      `${id.toLowerCase()}:1`,
      `${id}\u0000:1`,
      `*:1`,
      `__proto__:1`,
      `{edcps}:order:${id}:1`,
      "9".repeat(2_000),
    ])
      await changesNothing(() =>
        world.slack.as(CAROL).clickRaw(APPROVALS, ts, "order_approve", value),
      );
    expect((await stored(id)).status).toBe("pending");
  });
});

describe("whoever a request says they are beside what Slack says", () => {
  it("counts for nothing: the person of the request does", async () => {
    const id = await order(world);
    const { ts } = await card(world, id);
    await changesNothing(() =>
      world.slack.as(MALLORY).clickRaw(APPROVALS, ts, "order_approve", `${id}:1`, {
        patch: (payload) => ({
          ...payload,
          user_id: BOB,
          by: { userId: BOB },
          enterprise_user: { id: BOB },
          actions: (payload["actions"] as Fields[]).map((action) => ({
            ...action,
            user: { id: BOB },
            selected_user: BOB,
          })),
        }),
      }),
    );
    const command = payloadOf(wayCalled(ways, "a command"));
    const twice = packedLike(wayCalled(ways, "a command"), { ...command, user_id: MALLORY });
    await changesNothing(() =>
      send(
        world.eventsUrl,
        signed(
          world.slack.signingSecret,
          `${twice.body.replace(/text=[^&]*/, `text=cancel+${id}`)}&user_id=${ALICE}`,
        ),
      ),
    );
    expect((await stored(id)).status).toBe("pending");
  });

  it.each(["U0FOREIGN", "U0BOB0001"])(
    "is of the workspace that Slack names for them, also in a shared channel: %s",
    async (who) => {
      const id = await order(world);
      const { ts } = await card(world, id);
      await changesNothing(() =>
        world.slack.as(BOB).clickRaw(APPROVALS, ts, "order_approve", `${id}:1`, {
          patch: (payload) => ({
            ...payload,
            user: { ...(payload["user"] as Fields), id: who, team_id: "T0OTHER01" },
          }),
        }),
      );
      expect((await stored(id)).status).toBe("pending");
    },
  );
});

describe("a response URL that leads elsewhere", () => {
  it("is not used, not even when nothing else can answer the click", async () => {
    const heard: string[] = [];
    const elsewhere = createServer((request, response) => {
      heard.push(request.url ?? "");
      response.end();
    });
    await new Promise<void>((resolve) => {
      elsewhere.listen(0, "127.0.0.1", resolve);
    });
    const { port } = elsewhere.address() as AddressInfo;
    const id = await order(world);
    await card(world, id);
    const payload = structuredClone(payloadOf(wayCalled(ways, "a click on a card"))) as Fields & {
      actions: Fields[];
    };
    payload.actions = [{ ...payload.actions[0], action_id: "order_approve", value: `${id}:1` }];
    await world.redis.kill();
    try {
      const slackUrl = new URL(world.slack.url);
      const answers = await Promise.all(
        [
          `http://127.0.0.1:${port}/stolen`,
          `http://localhost:${port}/stolen`,
          `${slackUrl.protocol}//${slackUrl.host}@127.0.0.1:${port}/stolen`,
          `http://127.0.0.1:${port}/stolen#${slackUrl.host}`,
          `http://[::ffff:127.0.0.1]:${port}/stolen`,
          `http:\\\\127.0.0.1:${port}\\stolen`,
          "file:///etc/passwd",
          "gopher://127.0.0.1:6379/_FLUSHALL",
          "javascript:alert(1)",
        ].map((url) => post({ ...payload, response_url: url })),
      );
      // Nobody could be told, so Slack is not told that all is well either.
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
      expect(heard).toEqual([]);
      expect(world.bot().output().includes("stolen")).toBe(false);
    } finally {
      elsewhere.close();
      await world.redis.restart();
    }
    await until(
      "readiness is well",
      async () => (await fetch(`${world.bot().adminUrl}/readyz`)).status === 200,
      20_000,
    );
    expect((await stored(id)).status).toBe("pending");
    await fillOrderFormOfNobody();
  });

  /** The bot still opens forms and takes them. */
  async function fillOrderFormOfNobody(): Promise<void> {
    const alice = world.slack.as(ALICE);
    await alice.command(OPS, "/edcps create");
    await fillOrderForm(alice);
    await alice.close();
  }
});
