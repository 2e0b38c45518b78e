import { servers } from "./steps.ts";

/** What the slash command answers. Whatever is quoted comes escaped; `code` comes with its backticks. */
export const command = {
  help: [
    "`/edcps create [key=value …]` opens the form to order servers, filled in with what you type",
    "`/edcps orders [mine|waiting|all] [state]` lists orders: yours, those that wait for you, or all that you may see",
    "`/edcps order &lt;id&gt;` shows one order with its history",
    "`/edcps cancel &lt;id&gt;` takes an order back while nothing was bought",
    "`/edcps instances [region] [state]` lists the servers that exist",
    "`/edcps policy explain &lt;id&gt;|key=value … [member id]` says which rule decides, who may approve, and why not",
    "`/edcps help` shows this",
    'For example: `/edcps create region=cn-east-tz1 count=2 name=web charge=prepaid unit=month duration=3 why="spring sale"`',
  ],
  unknown: (word: string, nearest: string | undefined) =>
    `${word} is not something that this command knows.${nearest ? ` Perhaps ${nearest}?` : ""}`,
  cancelled: (id: string, rest: string) => `Order ${id} is cancelled. ${rest}`,
  nameARegion: (commands: readonly string[]) => `Name one of these regions: ${commands.join(", ")}`,
  noServers: (region: string) => `There are no servers in ${region}.`,
  servers: (count: number, region: string) => `${servers(count)} in ${region}`,
  server: (id: string, name: string, status: string | undefined, ip: string | undefined) =>
    `• ${id} ${name}: ${status ?? "state not given"}${ip ? `, ${ip}` : ""}`,
  more: (count: number) => `${count} more are in the JD Cloud console.`,
};

/** What is wrong with a line of `/edcps create`. */
export const line = {
  notOrdered: "The form was not opened, and nothing was ordered:",
  notExplained: "The policy was not asked:",
  unknownKey: (key: string, nearest: string | undefined) =>
    `${key} is no key that this command knows.${nearest ? ` Perhaps ${nearest}?` : ""}`,
  wrongValue: (key: string, value: string, nearest: string | undefined, choices: string) =>
    `${key} cannot be ${value}.${nearest ? ` Perhaps ${nearest}?` : ""} It can be ${choices}.`,
  secretKey: (key: string) =>
    `${key} must not be typed into a command, because Slack keeps commands. Give it in the form.`,
  twice: (key: string) => `${key} stands there twice. Give it once.`,
  noValue: (key: string) => `${key} has no value. Write ${key}, =, and the value behind it.`,
  more: (count: number) => `And ${count} more.`,
  corrected: (code: string) => `Corrected, ready to copy: ${code}`,
  keys: (keys: string) => `Keys: ${keys}. Values with blanks stand in quotes.`,
  listed: (names: readonly string[]) => names.join(", "),
};
