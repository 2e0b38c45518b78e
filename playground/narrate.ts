import type { Ephemeral, Message } from "./slack/messages.ts";
import type { World } from "./start-world.ts";

/** Prints what people would see in Slack, line by line, as it happens. */
export function narrate(world: World, print: (line: string) => void): void {
  const names = new Map([
    ...world.slack.people().map(({ id, name }) => [id, name] as const),
    [world.slack.botUserId, "edcps"] as const,
  ]);
  const nameOf = (id: string): string => names.get(id) ?? id;
  const placeOf = (channelId: string): string => {
    const name = world.slack.channels().find(({ id }) => id === channelId)?.name;
    return name ? `#${name}` : "direct message";
  };
  const readable = (text: string): string =>
    text
      .replace(/<@([A-Z0-9]+)>/g, (_, id: string) => `@${nameOf(id)}`)
      .replace(/<#([A-Z0-9]+)(\|[^>]*)?>/g, (_, id: string) => placeOf(id))
      .replace(/<!date\^[^|>]*\|([^>]*)>/g, "$1")
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&");

  const say = (place: string, who: string, text: string): void =>
    print(`${place.padEnd(16)} ${who}: ${readable(text)}`);
  const { events } = world.slack;
  events.on(
    "message",
    ({
      change,
      channel,
      message,
    }: {
      change: "posted" | "updated" | "deleted";
      channel: string;
      message: Message;
    }) => {
      if (change !== "deleted")
        say(
          placeOf(channel),
          `${nameOf(message.user)}${change === "updated" ? " (card redrawn)" : ""}`,
          message.text,
        );
    },
  );
  events.on("ephemeral", ({ change, ephemeral }: { change: string; ephemeral: Ephemeral }) => {
    if (change === "shown")
      say(placeOf(ephemeral.channel), `edcps, to ${nameOf(ephemeral.user)} alone`, ephemeral.text);
  });
}
