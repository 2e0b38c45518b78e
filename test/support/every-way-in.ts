import { fillOrderForm } from "../../playground/fill-order-form.ts";
import type { Fields } from "../../playground/slack/json.ts";
import type { World } from "../../playground/start-world.ts";
import { ALICE, APPROVALS, BOB, card, OPS, order } from "./order-story.ts";
import { until } from "./until.ts";
import type { RawRequest, Wiretap } from "./wiretap.ts";

/** One genuine request of each kind that Slack sends, by name, as it came. */
export interface WayIn {
  readonly name: string;
  readonly request: RawRequest;
}

/** Makes every kind of gesture once, as the people who may, and keeps what Slack sent for it. Places one order. */
export async function everyWayIn(world: World, tap: Wiretap): Promise<readonly WayIn[]> {
  const ways: WayIn[] = [];
  const keep = (name: string): void => {
    const request = tap.heard.at(-1);
    if (!request) throw new Error(`Slack sent nothing for: ${name}`);
    ways.push({ name, request });
  };
  const alice = world.slack.as(ALICE);
  const bob = world.slack.as(BOB);

  await alice.command(OPS, "/edcps help");
  keep("a command");
  await alice.command(OPS, "/edcps create name=every-way");
  keep("a command that opens the form");
  await alice.waitForView(({ blocks }) => JSON.stringify(blocks).includes('"regionId"'));
  await alice.choose("regionId", "cn-east-tz1");
  keep("a choice in the form");
  await fillOrderForm(alice, {
    name: "every-way",
    sections: "access",
    password: "Tr4vel-Gn0me!x9",
  });
  await alice.search("subnetId", "119");
  keep("a search in a list");
  await alice.submit();
  keep("the order form");
  await alice.close();
  await alice.openHome();
  keep("an event");
  await until("the home tab", () => world.slack.home(ALICE));
  await alice.clickHome("order_new");
  keep("a click in the home tab");
  await alice.waitForView();
  await alice.close();

  const id = await order(world, { name: "to-decide" });
  const { ts } = await card(world, id);
  await bob.click(APPROVALS, ts, "order_deny");
  keep("a click on a card");
  await bob.waitForView();
  await bob.type("reason", "Not this month.");
  await bob.submit();
  keep("the form of a denial");

  const larger = await order(world, { name: "to-make-smaller", count: "2" });
  await bob.click(APPROVALS, (await card(world, larger)).ts, "order_propose");
  await bob.waitForView();
  await bob.type("count", "1");
  await bob.submit();
  keep("the form of a smaller order");
  await bob.close();
  return ways;
}

export function wayCalled(ways: readonly WayIn[], name: string): RawRequest {
  const way = ways.find((one) => one.name === name);
  if (!way) throw new Error(`There is no way in called ${name}.`);
  return way.request;
}

/** What Slack packed into a request: the fields of a command, or the JSON of anything else. */
export function payloadOf({ body, headers }: RawRequest): Fields {
  const text = String(body);
  if (headers["content-type"] === "application/json") return JSON.parse(text) as Fields;
  const form = Object.fromEntries(new URLSearchParams(text));
  return form["payload"] === undefined ? form : (JSON.parse(form["payload"]) as Fields);
}

/** The same request with another payload, packed in the same way. */
export function packedLike(
  { headers, body }: RawRequest,
  payload: unknown,
): { type: string; body: string } {
  const type = String(headers["content-type"]);
  if (type === "application/json") return { type, body: JSON.stringify(payload) };
  const packed = new URLSearchParams();
  if (new URLSearchParams(String(body)).has("payload"))
    packed.set("payload", JSON.stringify(payload));
  else
    for (const [name, value] of Object.entries(payload as Fields)) packed.set(name, asField(value));
  return { type, body: packed.toString() };
}

const asField = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "");
