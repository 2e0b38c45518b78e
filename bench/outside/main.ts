import { setTimeout as after } from "node:timers/promises";
import { demoWorld, type CloudWorld } from "../../playground/edcps/world.ts";
import { startStubCloud } from "./cloud.ts";
import {
  approveClick,
  blocksFor,
  channels,
  choice,
  command,
  createLine,
  homeOpened,
  ordered,
  orderIdIn,
  submission,
  type Card,
  type View,
} from "./gestures.ts";
import { sendAll, sender, timings, type Sender, type Sent, type Timings } from "./load.ts";
import { startStubSlack, type Call } from "./slack.ts";

/**
 * Everything outside of the program under measure, in one process: Slack and the cloud, which answer it, and the people,
 * who send it gestures. It does what it is asked by its parent, one message for each question and one for each answer.
 */

const BETWEEN_OPENINGS_MS = 100;

/** As few as an account has: one to warm up in, and one for each opening of a round. */
const REGIONS = 10;

function regionNamed(index: number): string {
  if (index >= REGIONS)
    throw new Error(`The wide cloud has ${REGIONS} regions, none of number ${index}.`);
  return `${ordered.regionId}${index}`;
}

/** The playground's first region with all that is in it, so many times under other names. */
function alikeRegions(): CloudWorld {
  const copies = (entry: object): readonly object[] =>
    Array.from({ length: REGIONS }, (_, index) =>
      JSON.parse(JSON.stringify(entry).replaceAll("tz1", `tz1${index}`)),
    );
  const inAll = (entry: object): readonly object[] =>
    "region" in entry ? (entry.region === ordered.regionId ? copies(entry) : []) : [entry];
  const { limits, ...lists } = demoWorld();
  const copied = Object.entries(lists).map(([name, list]) => [name, list.flatMap(inAll)]);
  return { limits, ...(Object.fromEntries(copied) as Omit<CloudWorld, "limits">) };
}

const slack = await startStubSlack();
const [cloud, wideCloud] = await Promise.all([
  startStubCloud(demoWorld()),
  startStubCloud(alikeRegions()),
]);

/** Where gestures go, and how many people make them at once. */
interface To {
  readonly url: string;
  readonly people: number;
}

let gestures = 0;
let forms: readonly View[] = [];
let drawn = "";

/** The form as it stands when it asks for everything that an order needs. */
async function filledForm(opening: Promise<Call>): Promise<View> {
  let view = viewIn(await opening);
  while (!Object.keys(ordered).every((field) => asksFor(view, field)))
    view = { ...viewIn(await slack.heard(`views.update ${view.id}`)), id: view.id };
  return view;
}

/** Ends when every list of a form has come. */
async function filled(opening: Call): Promise<void> {
  let view = viewIn(opening);
  while (view.blocks.some(({ block_id: id }) => id?.endsWith(":loading")))
    view = viewIn(await slack.heard(`views.update ${view.id}`));
}

const asksFor = ({ blocks }: View, field: string): boolean =>
  blocks.some(({ type, block_id: id }) => type === "input" && id?.split(":", 1)[0] === field);

const viewIn = ({ arguments: given, answer }: Call): View => ({
  ...(JSON.parse(given.get("view") ?? "{}") as View),
  ...(answer["view"] as Pick<View, "id" | "hash">),
});

const asks = {
  places: () => ({
    slackUrl: slack.apiUrl,
    cloudUrl: cloud.url,
    wideCloudUrl: wideCloud.url,
  }),

  /** The same slash command, so many times. */
  command: ({
    url,
    people,
    text,
    count,
    userId,
  }: To & { text: string; count: number; userId?: string }): Promise<Sent> =>
    sendAll(
      url,
      Array.from({ length: count }, () => ({ body: command(text, undefined, userId) })),
      people,
    ),

  /** Somebody opens their home tab, so many times. Each is done when Slack has the tab. */
  openHome: ({ url, count, userId }: To & { count: number; userId: string }): Promise<Sent> =>
    sendAll(
      url,
      Array.from({ length: count }, () => ({
        body: homeOpened(userId, (gestures += 1)),
        until: () => slack.heard(`views.publish ${userId}`),
      })),
      1,
    ),

  /** One click on each of these orders. */
  approve: ({
    url,
    people,
    orderIds,
    card,
  }: To & { orderIds: readonly string[]; card: Card }): Promise<Sent> =>
    sendAll(
      url,
      orderIds.map((id) => ({ body: approveClick(id, 1, blocksFor(id, card)) })),
      people,
    ),

  /** Opens forms, filled in, for `choose`. */
  async openForms({ url, people }: To): Promise<void> {
    const triggers = Array.from({ length: people }, () => `form.${(gestures += 1)}`);
    const calls = triggers.map((trigger) => slack.heard(`views.open ${trigger}`));
    await sendAll(
      url,
      triggers.map((trigger) => ({ body: command(createLine("web-01"), trigger) })),
      people,
    );
    forms = await Promise.all(calls.map(filledForm));
  },

  /** Choices of a device type in open forms. Each is done when Slack has the form as it is drawn then. */
  choose: ({ url, people, count }: To & { count: number }): Promise<Sent> =>
    sendAll(
      url,
      Array.from({ length: count }, (_, index) => {
        const form = forms[index % forms.length];
        if (!form) throw new Error("No form is open.");
        const turn = (gestures += 1);
        // Of its own, so that no two choices meet in one form.
        const view = { ...form, id: `${form.id}C${turn}` };
        const type = index % 2 === 0 ? "edcps.s2.normal" : "edcps.c.normal1";
        return {
          body: choice(view, "deviceType", type, turn),
          until: async () => {
            drawn = (await slack.heard(`views.update ${view.id}`)).arguments.get("view") ?? "";
          },
        };
      }),
      people,
    ),

  /** The view that was drawn last, as JSON. */
  drawn: () => drawn,

  /**
   * Opens the form for one of the wide cloud's regions (0 to 9) after the other, each time until Slack has the form, while
   * the cloud needs so long for each answer. A form is filled before the next one is opened, unless the cloud is slow:
   * then all are filled in the end, when it is fast again.
   */
  async open({
    url,
    regions,
    cloudMs,
  }: {
    url: string;
    regions: readonly number[];
    cloudMs: number;
  }): Promise<Timings> {
    const slackSide = sender(url, 1);
    const took: number[] = [];
    const filling: Promise<void>[] = [];
    wideCloud.needs(cloudMs);
    const began = performance.now();
    for (const region of regions.map(regionNamed)) {
      const trigger = `open.${(gestures += 1)}`;
      const body = command(`create region=${region} az=${region}a`, trigger);
      await after(BETWEEN_OPENINGS_MS); // else only the side that waits for nothing would find the program just at work
      const before = performance.now();
      const [call] = await Promise.all([
        slack.heard(`views.open ${trigger}`),
        slackSide.send(body),
      ]);
      took.push(performance.now() - before);
      filling.push(filled(call));
      if (cloudMs === 0) await filling.at(-1);
    }
    const ms = performance.now() - began;
    wideCloud.needs(0);
    await Promise.all(filling);
    await slackSide.close();
    return timings(took, ms);
  },

  /** Ends when the results of all these orders were posted. */
  async told(orderIds: readonly string[]): Promise<void> {
    await Promise.all(orderIds.map((id) => slack.heard(`post ${channels.asked} ${id}`)));
  },

  /**
   * People who order, approve, wait for their servers and look at their orders, one thing after the other. Each begins an
   * order every `everyMs` at most, one person after the other.
   */
  async live({
    url,
    people,
    seconds,
    orders = Infinity,
    everyMs = 0,
  }: To & {
    seconds: number;
    orders?: number;
    everyMs?: number;
  }): Promise<Timings & { readonly orders: number }> {
    const slackSide = sender(url, people);
    const took: number[] = [];
    let begun = 0;
    const until = performance.now() + seconds * 1_000;
    const person = async (_: unknown, index: number): Promise<void> => {
      await after((everyMs * index) / people);
      while (performance.now() < until && begun < orders) {
        const next = performance.now() + everyMs;
        begun += 1;
        await orderOnce(slackSide, took);
        await after(Math.max(0, next - performance.now()));
      }
    };
    const began = performance.now();
    await Promise.all(Array.from({ length: people }, person));
    const ms = performance.now() - began;
    await slackSide.close();
    return { ...timings(took, ms), orders: begun };
  },
};

/** One order from the command to the server, through every gesture that people make on the way. */
async function orderOnce(slackSide: Sender, took: number[]): Promise<void> {
  const timed = async (body: string): Promise<string> => {
    const began = performance.now();
    const text = await slackSide.send(body);
    took.push(performance.now() - began);
    return text;
  };
  const trigger = `live.${(gestures += 1)}`;
  const opened = slack.heard(`views.open ${trigger}`);
  await timed(command(createLine(`web-${gestures}`), trigger));
  const answer = await timed(submission(await filledForm(opened)));
  const orderId = orderIdIn(answer);
  if (!answer.includes('"update"') || orderId === undefined)
    throw new Error(`The form was not taken: ${answer}`);
  const card = await slack.heard(`post ${channels.approvals} ${orderId}`);
  await timed(approveClick(orderId, 1, JSON.parse(card.arguments.get("blocks") ?? "[]")));
  await slack.heard(`post ${channels.asked} ${orderId}`);
  await timed(command("orders"));
  await timed(command("help"));
}

export type Asks = typeof asks;

process.on("message", ({ id, ask, given }: { id: number; ask: keyof Asks; given: never }) => {
  void Promise.try(() => asks[ask](given) as unknown).then(
    (value) => process.send?.({ id, value }),
    (error: unknown) =>
      process.send?.({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
process.once("disconnect", () => process.exit());
