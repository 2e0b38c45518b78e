import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from "@slack/web-api";
import { type Answers, type FormAbilities } from "../order/form-fields.ts";
import { firstAnswers, layOut, wantedLists, type Layout } from "../order/form.ts";
import type { Catalogue, Log } from "../workflow/ports.ts";
import { loadLists, type Loading } from "./form-lists.ts";
import type { View } from "./blocks.ts";
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

  /** Draws again at each arrival until every list came or failed and was drawn, or somebody chose anew. */
  const fill = async (shown: Shown, first: Drawing, form: OpenForm): Promise<void> => {
    const { loading, isMine } = form;
    let { hash } = shown;
    let { arrivals } = first;
    while (loading.pending() || loading.arrivals() > arrivals) {
      if (loading.arrivals() === arrivals) await loading.next();
      if (!isMine()) return;
      const drawing = draw(form, has);
      ({ arrivals } = drawing);
      const view = formView(drawing.layout, form.origin, has);
      const updated = await insist(() => update(client, { viewId: shown.viewId, hash }, view));
      if (!updated.ok) return; // closed, or somebody else draws it now
      ({ hash } = updated);
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
      const first = await drawWhatComesAtOnce({ answers, loading }, has);
      const opened = await client.views.open({
        trigger_id: triggerId,
        view: formView(first.layout, origin, has),
      });
      const { id: viewId, hash } = opened.view ?? {};
      if (!viewId) throw new Error("Slack opened the form without naming it.");
      keepFilling(fill({ viewId, hash }, first, { answers, origin, loading, isMine: own(viewId) }));
    },

    async redraw({ id: viewId, hash }, answers, origin) {
      const form = { answers, origin, loading: loadLists(catalogue, log), isMine: own(viewId) };
      const first = await drawWhatComesAtOnce(form, has);
      const view = formView(first.layout, origin, has);
      const updated = await insist(async () => {
        if (!form.isMine()) return overtaken;
        const drawn = await update(client, { viewId, hash }, view);
        // An older filling drew in between; this choice is newer than what it drew.
        return drawn === overtaken && form.isMine()
          ? update(client, { viewId, hash: undefined }, view)
          : drawn;
      });
      if (updated.ok) keepFilling(fill({ viewId, hash: updated.hash }, first, form));
    },

    async idle() {
      await Promise.all(filling);
    },
  };
}

/** A form on somebody's screen that is being filled. */
interface OpenForm {
  readonly answers: Answers;
  readonly origin: FormOrigin;
  readonly loading: Loading;
  /** Nobody chose anew since. */
  readonly isMine: () => boolean;
}

interface Drawing {
  readonly layout: Layout;
  /** How many lists had come when it was drawn. */
  readonly arrivals: number;
}

/** The form with what is there, and everything that it still wants on its way. */
function draw(
  { answers, loading }: Pick<OpenForm, "answers" | "loading">,
  has: FormAbilities,
): Drawing {
  const arrivals = loading.arrivals();
  // What has only one choice is chosen, which may make the form want further lists, which may be there already.
  for (;;) {
    const layout = layOut(answers, loading.lists, has);
    const before = loading.lists.size;
    loading.want(wantedLists(layout.answers, has));
    if (loading.lists.size === before) return { layout, arrivals };
  }
}

async function drawWhatComesAtOnce(
  form: Pick<OpenForm, "answers" | "loading">,
  has: FormAbilities,
): Promise<Drawing> {
  const deadline = Date.now() + FIRST_DRAWING_WAITS_MS;
  let drawing = draw(form, has);
  while (form.loading.pending() && Date.now() < deadline) {
    await Promise.race([
      form.loading.next(),
      new Promise((resolve) => setTimeout(resolve, deadline - Date.now())),
    ]);
    drawing = draw(form, has);
  }
  return drawing;
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

type Updated = { readonly ok: true; readonly hash: string | undefined } | { readonly ok: false };

const overtaken: Updated = { ok: false };
const closed: Updated = { ok: false };

/** Draws over the view that was seen, unless somebody drew in between or it was closed. */
async function update(client: WebClient, { viewId, hash }: Shown, view: View): Promise<Updated> {
  try {
    const { view: drawn } = await client.views.update({
      view_id: viewId,
      view,
      ...(hash ? { hash } : {}),
    });
    return { ok: true, hash: drawn?.hash };
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError)) throw error;
    if (error.data.error === "hash_conflict") return overtaken;
    if (error.data.error === "not_found") return closed;
    throw error;
  }
}
