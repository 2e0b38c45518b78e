import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { types } from "@slack/bolt";
import { listOrders, type ListPorts, type WantedPage } from "../workflow/list-orders.ts";
import type { Drawings, Log } from "../workflow/ports.ts";
import { sentenceFor } from "./gesture.ts";
import { homeTrouble, homeView } from "./home-view.ts";
import { pageSize } from "./order-list.ts";
import { textsFor, type Reader } from "./reader.ts";

export interface HomePorts extends ListPorts {
  readonly client: WebClient;
  readonly drawings: Drawings;
  readonly log: Log;
}

/** Whose home tab is drawn, and in answer to what. */
export interface HomeGesture {
  readonly by: { readonly userId: string; readonly teamId: string };
  readonly reader: Reader;
  /** The tab as it stood when the gesture was made; undefined while there is none, or it is not known. */
  readonly view?: { readonly hash?: string | undefined } | undefined;
  /** When the gesture was made, by Slack's clock. */
  readonly turn: string;
}

/**
 * Publishes somebody's home tab as things are now. Of two gestures the later one stays: see Drawings. Throws what Slack
 * says when it does not take the view; that orders cannot be had is said in the view.
 */
export async function drawHome(
  ports: HomePorts,
  gesture: HomeGesture,
  wanted: WantedPage = { scope: "mine" },
): Promise<void> {
  const { by, turn } = gesture;
  const hash = gesture.view?.hash;
  const { drawings } = ports;
  if (!(await otherwise(ports, drawings.claim(tabOf(by), turn), true))) return;
  const view = await drawn(ports, gesture, wanted);
  try {
    await publish(ports, gesture, view, hash);
  } catch (error) {
    const isConflict = error instanceof WebAPIPlatformError && error.data.error === "hash_conflict";
    if (!isConflict || hash === undefined) throw error;
    // Somebody drew in between: an older gesture, over which this one goes, or a newer one, which stays.
    const newest = await otherwise(ports, drawings.newest(tabOf(by)), undefined);
    if (newest === undefined || newest.turn <= turn) await publish(ports, gesture, view);
  }
}

/** Draws the newest page anew for whoever looked at their home tab within the hour: what they did was done elsewhere. */
export async function drawOpenHome(
  ports: HomePorts,
  who: Pick<HomeGesture, "by" | "reader">,
): Promise<void> {
  const newest = await otherwise(ports, ports.drawings.newest(tabOf(who.by)), undefined);
  if (newest) await drawHome(ports, { ...who, turn: newest.turn });
}

const tabOf = ({ userId }: HomeGesture["by"]): string => `home:${userId}`;

/** The other processes' knowledge is a help, not a condition. */
const otherwise = <T>({ log }: HomePorts, asked: Promise<T>, value: T): Promise<T> =>
  asked.catch((error: unknown) => {
    log.debug({ error: String(error) }, "Other processes could not be asked about a home tab.");
    return value;
  });

async function drawn(
  ports: HomePorts,
  { by, reader }: HomeGesture,
  wanted: WantedPage,
): Promise<types.HomeView> {
  try {
    const [page, waiting] = await Promise.all([
      listOrders(ports, by, wanted, pageSize[wanted.scope]),
      wanted.scope === "waiting"
        ? undefined
        : listOrders(ports, by, { scope: "waiting" }, pageSize.waiting),
    ]);
    const list = { page, wanted, reader: by.userId };
    const at = ports.clock().toISOString();
    return homeView({ list, ...(waiting ? { waiting } : {}), at }, await textsFor(reader));
  } catch (error) {
    const which = sentenceFor(error, ports.log);
    const texts = await textsFor(reader);
    return homeTrouble(texts[which], wanted, texts);
  }
}

const publish = (
  { client }: HomePorts,
  { by }: HomeGesture,
  view: types.HomeView,
  hash?: string,
): Promise<unknown> =>
  client.views.publish({ user_id: by.userId, view, ...(hash ? { hash } : {}) });
