import type { Actor, Command, Language, Role } from "./sections.ts";
import type { WorldPerson } from "../slack/world.ts";

/** The people of the issue first; the others are there to be refused. */
const ROLES: Readonly<Record<string, Role>> = {
  U0ALICE01: "requester",
  U0BOB0001: "manager",
  U0CAROL01: "manager",
  U0MALLORY: "stranger",
  U0LILEI01: "chinese",
  U0GUEST01: "guest",
  U0FOREIGN: "foreigner",
};

export const languageOf = ({ locale }: WorldPerson): Language =>
  locale.startsWith("zh") ? "zh" : "en";

export function actorsAmong(people: readonly WorldPerson[]): Actor[] {
  return Object.entries(ROLES).flatMap(([id, role]) => {
    const person = people.find((each) => each.id === id);
    return person ? [{ id, role, name: person.realName, language: languageOf(person) }] : [];
  });
}

/** What the composer offers after a slash: the app's own command, and the one of Slack that the bot tells people to use. */
export const COMMANDS: readonly Command[] = [
  {
    command: "/edcps",
    hint: "create [key=value …] | orders | order <id> | cancel <id> | instances [region] | help",
    description: {
      en: "Order JD Cloud bare-metal servers and follow the orders",
      zh: "申请京东云物理服务器并查看订单",
    },
  },
  {
    command: "/invite",
    hint: "@edcps",
    description: { en: "Bring the bot into this channel", zh: "把机器人请进此频道" },
  },
];
