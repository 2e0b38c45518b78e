import type { PrivateRedis } from "../playground/redis.ts";
import { connectRedis } from "../src/store/redis.ts";
import type { Measures, Pair } from "./compare.ts";
import { people } from "./outside/gestures.ts";
import type { Sent } from "./outside/load.ts";
import type { Outside } from "./outside/start-outside.ts";
import type { Program } from "./programs.ts";
import { nobodyListens, storedOrders } from "./stored-orders.ts";

/** What it is measured with. */
interface Finding {
  readonly outside: Outside;
  /** A private one for each side. */
  readonly redis: () => Promise<PrivateRedis>;
  /** How many orders the full store holds, and how often each list is asked for in a round. */
  readonly stored: number;
  readonly count: number;
  /** A bot of its own on this Redis. */
  readonly bot: (options: {
    readonly prefix: string;
    readonly redis: PrivateRedis;
    readonly role: "front";
  }) => Promise<Program & { readonly url: string }>;
}

const PREFIX = "{edcps}";
/** Entries of a list. */
const PAGE = 10;
/**
 * On both sides the newest ones: those that wait and those that were approved in turns, so that a list of every status is
 * put together from both, and either alone fills a page. The full store has all others behind them, in every status.
 */
const NEWEST = 2 * PAGE;

/**
 * How long `/edcps orders` (mine, waiting, all) and the home tab take, up to the answer and to `views.publish`, of a store
 * that is full beside one that holds two pages. One person at a time: it is the wait that is measured.
 */
export async function finding({
  outside,
  redis: startRedis,
  stored,
  count,
  bot: start,
}: Finding): Promise<Pair> {
  const side = async (all: number) => {
    const redis = await startRedis();
    const connection = connectRedis([redis.url], "workers", (error) => {
      throw error;
    });
    const orders = storedOrders(connection, PREFIX);
    await orders.old(all - NEWEST);
    const newest: string[] = [];
    while (newest.length < NEWEST)
      newest.unshift(...(await orders.pending(1)), ...(await orders.approved(1, nobodyListens)));
    const bot = await start({ prefix: PREFIX, redis, role: "front" });
    const asks = { url: bot.url, people: 1, count };
    const list = (text: string, userId: string): Promise<Sent> =>
      outside.ask("command", { ...asks, text, userId });
    const { acknowledged } = await list("orders all", people.approver);
    const found = acknowledged.match(/order_details/g)?.length;
    if (found !== PAGE || !newest.slice(0, PAGE).every((id) => acknowledged.includes(id)))
      throw new Error(`A list shows ${found} orders, and not the ${PAGE} newest.`);
    return {
      async round(): Promise<Measures> {
        const mine = await list("orders", people.requester);
        const waiting = await list("orders waiting", people.approver);
        const ofAll = await list("orders all", people.approver);
        const homes = [
          await outside.ask("openHome", { ...asks, userId: people.requester }),
          await outside.ask("openHome", { ...asks, userId: people.approver }),
        ];
        return {
          "/edcps orders p50 ms": mine.p50Ms,
          "/edcps orders waiting p50 ms": waiting.p50Ms,
          "/edcps orders all p50 ms": ofAll.p50Ms,
          "requester's home p50 ms": homes[0]?.p50Ms ?? NaN,
          "approver's home p50 ms": homes[1]?.p50Ms ?? NaN,
        };
      },
      async stop() {
        connection.disconnect();
        await bot.stop();
        await redis.stop();
      },
    };
  };
  const [full, few] = [await side(stored), await side(NEWEST)];
  return {
    bot: () => full.round(),
    reference: () => few.round(),
    async stop() {
      await full.stop();
      await few.stop();
    },
  };
}
