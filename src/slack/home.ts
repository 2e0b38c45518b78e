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
  readonly view?: { readonly id: string; readonly hash?: string | undefined } | undefined;
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
  const { view: shown, turn } = gesture;
  if (shown && !(await claim(ports, shown.id, turn))) return;
  const view = await drawn(ports, gesture, wanted);
  try {
    await publish(ports, gesture, view, shown?.hash);
  } catch (error) {
    const isConflict = error instanceof WebAPIPlatformError && error.data.error === "hash_conflict";
    if (!isConflict || !shown) throw error;
    // Somebody drew in between: an older gesture, over which this one goes, or a newer one, which stays.
    const newest = await ports.drawings.newest(shown.id).catch(() => undefined);
    if (newest === undefined || newest.turn <= turn) await publish(ports, gesture, view);
  }
}

/** The other processes' knowledge is a help, not a condition. */
const claim = ({ drawings, log }: HomePorts, viewId: string, turn: string): Promise<boolean> =>
  drawings.claim(viewId, turn).catch((error: unknown) => {
    log.debug({ error: String(error) }, "Other processes could not be asked about a home tab.");
    return true;
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
