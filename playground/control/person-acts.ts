/** What somebody does in the pretend Slack. Every gesture is the simulator's own, so that its rules stay in one place. */
import { z } from "zod";
import type { GesturesAt, Spot } from "../slack/gestures-at.ts";
import type { Person } from "../slack/person.ts";
import { COMMANDS } from "./actors.ts";
import type { Playground } from "./playground.ts";

const spot = z.discriminatedUnion("in", [
  z.strictObject({ in: z.literal("view") }),
  z.strictObject({ in: z.literal("home") }),
  z.strictObject({ in: z.literal("message"), channel: z.string(), ts: z.string() }),
  z.strictObject({ in: z.literal("ephemeral"), channel: z.string(), ts: z.string() }),
]);
const element = { spot, action: z.string(), block: z.string() };
const text = z.string().max(20_000);

export const personAct = z.discriminatedUnion("act", [
  z.strictObject({
    act: z.literal("say"),
    channel: z.string(),
    text,
    thread: z.string().optional(),
  }),
  z.strictObject({ act: z.literal("command"), channel: z.string(), text }),
  z.strictObject({
    act: z.literal("click"),
    ...element,
    value: z.string().optional(),
    option: z.string().optional(),
  }),
  z.strictObject({
    act: z.literal("choose"),
    ...element,
    value: z.union([z.string(), z.array(z.string()), z.null()]),
  }),
  z.strictObject({ act: z.literal("type"), ...element, text, enter: z.boolean().optional() }),
  z.strictObject({ act: z.literal("options"), ...element }),
  z.strictObject({ act: z.literal("search"), ...element, query: text }),
  z.strictObject({ act: z.literal("submit") }),
  z.strictObject({ act: z.literal("close"), all: z.boolean() }),
  z.strictObject({ act: z.literal("open-home") }),
  z.strictObject({ act: z.literal("open-messages") }),
  z.strictObject({ act: z.literal("read"), channel: z.string(), ts: z.string() }),
  z.strictObject({ act: z.literal("dismiss"), ts: z.string() }),
]);

export type PersonAct = z.infer<typeof personAct>;

type PageSpot = z.infer<typeof spot>;

interface Element {
  readonly spot: PageSpot;
  readonly block: string;
  readonly action: string;
}

/** Where the gesture was made, as the page showed it. */
function shownSpot({ older }: Playground, { spot: at, block, action }: Element): Spot {
  const shown =
    at.in === "message" ? older.withElement(at.channel, at.ts, block, action) : undefined;
  return shown && at.in === "message" ? { ...at, shown } : at;
}

/** The mark of a failed gesture stands where it was made. */
function markOf(at: PageSpot, person: Person): string {
  switch (at.in) {
    case "view":
      return person.view()?.id ?? "";
    case "home":
      return "home";
    case "message":
    case "ephemeral":
      return `${at.channel} ${at.ts}`;
  }
}

export async function doAsPerson(
  playground: Playground,
  userId: string,
  given: PersonAct,
): Promise<unknown> {
  const { clients, world } = playground;
  const person = world.slack.as(userId);
  const there = (element: Element): GesturesAt => person.at(shownSpot(playground, element));
  const marked = async <Outcome extends { seen?: string } | undefined>(
    at: PageSpot,
    gesture: (confirm: { confirm: true }) => Promise<Outcome>,
  ): Promise<Outcome> => {
    const place = markOf(at, person);
    clients.mark(userId, place, undefined);
    // The page has asked before it sent this.
    const outcome = await gesture({ confirm: true });
    clients.mark(userId, place, outcome?.seen);
    return outcome;
  };
  switch (given.act) {
    case "say":
      return person.say(given.channel, given.text, given.thread);
    case "command":
      return runCommand(playground, person, given.channel, given.text);
    case "click": {
      const { action, block, option, value } = given;
      return marked(given.spot, (confirm) =>
        there(given).click(action, {
          block,
          ...confirm,
          ...(option !== undefined && { option }),
          ...(value !== undefined && { value }),
        }),
      );
    }
    case "choose":
      return marked(given.spot, (confirm) =>
        there(given).choose(given.action, given.value, { block: given.block, ...confirm }),
      );
    case "type":
      return marked(given.spot, (confirm) =>
        there(given).type(given.action, given.text, {
          block: given.block,
          enter: given.enter ?? false,
          ...confirm,
        }),
      );
    case "options":
      return there(given).options(given.action, { block: given.block });
    case "search":
      return there(given).search(given.action, given.query, { block: given.block });
    case "submit":
      return person.submit();
    case "close":
      await person.close({ all: given.all });
      return undefined;
    case "open-home":
      return person.openHome();
    case "open-messages":
      return person.openMessages();
    case "read":
      return clients.read(userId, given.channel, given.ts);
    case "dismiss":
      return clients.dismiss(userId, given.ts);
  }
}

async function runCommand(
  { clients, world: { slack } }: Playground,
  person: Person,
  channel: string,
  text: string,
): Promise<unknown> {
  const [name = "", ...words] = text.trim().split(/\s+/);
  if (!COMMANDS.some(({ command }) => command === name)) {
    clients.tell(person.id, channel, `\`${name.replaceAll("`", "'")}\` is not a valid command.`);
    return undefined;
  }
  if (name === "/invite") {
    const wanted = (words[0] ?? "").replace(/^@/, "").toLowerCase();
    const guest = slack.people().find((each) => each.name.toLowerCase() === wanted);
    if (!guest) {
      clients.tell(person.id, channel, "Say whom to invite, for example `/invite @edcps`.");
      return undefined;
    }
    slack.invite(channel, guest.id);
    clients.tell(person.id, channel, `<@${guest.id}> is in this channel now.`);
    return undefined;
  }
  const delivered = await person.command(channel, text.trim());
  if (delivered.seen !== undefined) clients.tell(person.id, channel, delivered.seen);
  return delivered;
}
