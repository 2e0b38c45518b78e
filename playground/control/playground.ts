import type { World } from "../start-world.ts";
import type { BadDays } from "./bad-days.ts";
import type { BotKeeper } from "./bot-keeper.ts";
import type { Clients } from "./clients.ts";
import type { OlderMessages } from "./older-messages.ts";
import type { TrafficIds } from "./traffic-section.ts";

/** All that an action of a visitor may touch. */
export interface Playground {
  readonly world: World;
  readonly mode: "http" | "socket";
  readonly clients: Clients;
  readonly older: OlderMessages;
  readonly days: BadDays;
  readonly bot: BotKeeper;
  readonly traffic: TrafficIds;
}
