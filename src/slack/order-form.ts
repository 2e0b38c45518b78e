import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from "@slack/web-api";
import {
  firstAnswers,
  layOut,
  wantedLists,
  type Answers,
  type FormAbilities,
  type Layout,
} from "../order/form.ts";
import type { Catalogue, Log } from "../workflow/ports.ts";
import { loadLists, type Loading } from "./form-lists.ts";
import { formView, type FormOrigin } from "./form-view.ts";

export interface OrderFormPorts {
  readonly client: WebClient;
  readonly catalogue: Catalogue;
  readonly has: FormAbilities;
  readonly log: Log;
}

/** A view as it stands on somebody's screen. */
interface Shown {
  readonly viewId: string;
  readonly hash: string | undefined;
}

/** How long the first drawing waits for lists: long enough for a warm catalogue, too short to be felt. */
const FIRST_DRAWING_WAITS_MS = 150;

const MOST_TRIES = 4;

/** Most forms that are being filled at once; above it the oldest is left as it is. */
const MOST_FORMS = 2_000;

export interface OrderForm {
  /** Opens the form on the screen of whoever made the gesture. Ends when it is open; its lists come by themselves. */
  open(triggerId: string, origin: FormOrigin): Promise<void>;
  /** Draws the form again for the answers it now holds. A later call for the same view overtakes an earlier one. */
  redraw(
    view: { id: string; hash: string | undefined },
    answers: Answers,
    origin: FormOrigin,
  ): Promise<void>;
  /** Ends when no form is being filled any more. */
  idle(): Promise<void>;
}

/**
 * The life of open forms: skeleton first, lists as they come.
 *
 * Every drawing names the view's hash that it builds on, so that two drawings never overtake each other unseen. When
 * somebody chooses again while lists are still coming, the older filling stops: the newest choice owns the view.
 */
export function orderForm(ports: OrderFormPorts): OrderForm {
  const { client, catalogue, has, log } = ports;
  const owners = new Map<string, symbol>();
  const filling = new Set<Promise<void>>();

  const own = (viewId: string): (() => boolean) => {
    const me = Symbol(viewId);
    owners.delete(viewId);
    owners.set(viewId, me);
    for (const oldest of owners.keys()) {
      if (owners.size <= MOST_FORMS) break;
      owners.delete(oldest);
    }
    return () => owners.get(viewId) === me;
  };

  /** Draws again at each arrival until every list came or failed, or somebody chose anew. */
  const fill = async (
    shown: Shown,
    answers: Answers,
    origin: FormOrigin,
    loading: Loading,
    isMine: () => boolean,
  ): Promise<void> => {
    let { hash } = shown;
    while (loading.pending()) {
      await loading.next();
      if (!isMine()) return;
      hash = await insist(() =>
        update(
          client,
          { viewId: shown.viewId, hash },
          formView(drawing(answers, loading, has), origin, has),
        ),
      );
    }
    if (isMine()) owners.delete(shown.viewId);
  };

  const keepFilling = (work: Promise<void>): void => {
    const tracked = work
      .catch((error: unknown) => {
        log.warn({ error: String(error) }, "A form could not be filled further.");
      })
      .finally(() => filling.delete(tracked));
    filling.add(tracked);
  };

  return {
    async open(triggerId, origin) {
      const loading = loadLists(catalogue, log);
      const answers = firstAnswers(has);
      const layout = await firstDrawing(answers, loading, has);
      const { view } = await client.views.open({
        trigger_id: triggerId,
        view: formView(layout, origin, has),
      });
      if (!view?.id || !loading.pending()) return;
      keepFilling(
        fill({ viewId: view.id, hash: view.hash }, answers, origin, loading, own(view.id)),
      );
    },

    async redraw(view, answers, origin) {
      const isMine = own(view.id);
      const loading = loadLists(catalogue, log);
      const layout = await firstDrawing(answers, loading, has);
      if (!isMine()) return;
      const hash = await insist(() =>
        update(client, { viewId: view.id, hash: view.hash }, formView(layout, origin, has)),
      );
      if (loading.pending())
        keepFilling(fill({ viewId: view.id, hash }, answers, origin, loading, isMine));
      else if (isMine()) owners.delete(view.id);
    },

    async idle() {
      await Promise.all(filling);
    },
  };
}

/** The form with what is there, and everything that it still wants on its way. */
function drawing(answers: Answers, loading: Loading, has: FormAbilities): Layout {
  // What has only one choice is chosen, which may make the form want further lists, which may be there already.
  for (;;) {
    const layout = layOut(answers, loading.lists, has);
    const before = loading.lists.size;
    loading.want(wantedLists(layout.answers, has));
    if (loading.lists.size === before) return layout;
  }
}

async function firstDrawing(
  answers: Answers,
  loading: Loading,
  has: FormAbilities,
): Promise<Layout> {
  const deadline = Date.now() + FIRST_DRAWING_WAITS_MS;
  let layout = drawing(answers, loading, has);
  while (loading.pending() && Date.now() < deadline) {
    await Promise.race([
      loading.next(),
      new Promise((resolve) => setTimeout(resolve, deadline - Date.now())),
    ]);
    layout = drawing(answers, loading, has);
  }
  return layout;
}

/** A form must not stay at "Loading…" because Slack was busy for a moment. */
async function insist<T>(draw: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await draw();
    } catch (error) {
      if (tries === MOST_TRIES) throw error;
      const seconds = error instanceof WebAPIRateLimitedError ? error.retryAfter : tries;
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    }
  }
}

/**
 * Draws over the view that was seen. Somebody drew in between: then this drawing is the newer one (an older filling has
 * stopped by then), and it is drawn over whatever stands there. A view that was closed is left alone.
 */
async function update(
  client: WebClient,
  { viewId, hash }: Shown,
  view: ReturnType<typeof formView>,
): Promise<string | undefined> {
  try {
    const { view: drawn } = await client.views.update({
      view_id: viewId,
      view,
      ...(hash ? { hash } : {}),
    });
    return drawn?.hash;
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError)) throw error;
    if (error.data.error === "hash_conflict")
      return update(client, { viewId, hash: undefined }, view);
    if (error.data.error === "not_found") return undefined;
    throw error;
  }
}
