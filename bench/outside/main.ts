import { worstCaseWorld } from "../../playground/edcps/worst-case-world.ts";
import { demoWorld } from "../../playground/edcps/world.ts";
import { startStubCloud } from "./cloud.ts";
import {
  approveClick,
  channels,
  choice,
  command,
  createLine,
  homeOpened,
  ordered,
  orderIdIn,
  submission,
  type View,
} from "./gestures.ts";
import { sendAll, sender, timings, type Sender, type Sent, type Timings } from "./load.ts";
import { startStubSlack, type Call } from "./slack.ts";

/**
 * Everything outside of the program under measure, in one process: Slack and the cloud, which answer it, and the people,
 * who send it gestures. It does what it is asked by its parent, one message for each question and one for each answer.
 */

/** Regions enough for openings of which each asks for lists that nobody has asked for before. */
const MANY_REGIONS = 2_000;
const SLOW_MS = 6_000;
const manyRegions = () =>
  worstCaseWorld({ regions: MANY_REGIONS, deviceTypes: 5, subnets: 5, vpcs: 1, keypairs: 1 });

const slack = await startStubSlack();
const [cloud, fast, slow] = await Promise.all([
  startStubCloud(demoWorld()),
  startStubCloud(manyRegions()),
  startStubCloud(manyRegions(), SLOW_MS),
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
    fastCloudUrl: fast.url,
    slowCloudUrl: slow.url,
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
  approve: ({ url, people, orderIds }: To & { orderIds: readonly string[] }): Promise<Sent> =>
    sendAll(
      url,
      orderIds.map((id) => ({ body: approveClick(id, 1) })),
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

  /** Openings of the form, each for a region of its own. Each is done when Slack has the form. */
  open: ({ url, people, regions }: To & { regions: readonly number[] }): Promise<Sent> =>
    sendAll(
      url,
      regions.map((region) => {
        const trigger = `open.${(gestures += 1)}`;
        const code = `cn-worst-${String(region).padStart(4, "0")}`;
        return {
          body: command(`create region=${code} az=${code}a`, trigger),
          until: () => slack.heard(`views.open ${trigger}`),
        };
      }),
      people,
    ),

  /** Ends when the results of all these orders were posted. */
  async told(orderIds: readonly string[]): Promise<void> {
    await Promise.all(orderIds.map((id) => slack.heard(`post ${channels.asked} ${id}`)));
  },

  /** People who order, approve, wait for their servers and look at their orders, one thing after the other. */
  async live({
    url,
    people,
    seconds,
    orders = Infinity,
  }: To & { seconds: number; orders?: number }): Promise<Timings & { readonly orders: number }> {
    const slackSide = sender(url, people);
    const took: number[] = [];
    let begun = 0;
    const until = performance.now() + seconds * 1_000;
    const person = async (): Promise<void> => {
      while (performance.now() < until && begun < orders) {
        begun += 1;
        await orderOnce(slackSide, took);
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
