import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from "@slack/web-api";
import type { Answers, FormAbilities } from "../order/form-fields.ts";
import { formPrice } from "../order/form-price.ts";
import { layOut, readAnswers, wantedLists, type Layout } from "../order/form.ts";
import type { PriceBook } from "../order/price-book.ts";
import type { Catalogue, Clock, Drawings, Log } from "../workflow/ports.ts";
import { loadLists, type Loading } from "./form-lists.ts";
import type { View } from "./blocks.ts";
import { showModal, type Opening } from "./click.ts";
import { formView, type FormOrigin } from "./form-view.ts";

export interface OrderFormPorts {
  readonly client: WebClient;
  readonly catalogue: Catalogue;
  readonly drawings: Drawings;
  readonly prices: PriceBook | undefined;
  readonly has: () => FormAbilities;
  readonly clock: Clock;
  readonly log: Log;
}

/** A view as it stands on somebody's screen. */
interface Shown {
  readonly viewId: string;
  readonly hash: string | undefined;
}

/** A form in which somebody chose. */
export interface ChosenIn {
  readonly id: string;
  readonly hash: string | undefined;
  /** When, by Slack's clock (`action_ts`): deliveries overtake each other, choices do not. */
  readonly turn: string;
}

/**
 * How long a choice waits for lists before it is drawn: too short to be felt, and mostly long enough to draw it once. An
 * opening waits for nothing: it must come within Slack's 3 seconds, however slow the cloud is.
 */
const FIRST_DRAWING_WAITS_MS = 150;

const MOST_TRIES = 4;

/** How many forms are remembered; above it the oldest is forgotten, and is left as it is when it is still being filled. */
const MOST_FORMS = 2_000;

export interface OrderForm {
  /** Opens the form on the screen of whoever made the gesture. Ends when it is open; its lists come by themselves. */
  open(gesture: Opening, origin: FormOrigin): Promise<void>;
  /** Draws the form again for the answers it now holds. A newer turn of the same view overtakes an older one. */
  redraw(view: ChosenIn, answers: Answers, origin: FormOrigin): Promise<void>;
  /** Ends when no form is being filled any more. */
  idle(): Promise<void>;
}

/**
 * The life of open forms: skeleton first, lists as they come.
 *
 * Every drawing names the view's hash that it builds on, so that two drawings never overtake each other unseen. When
 * somebody chooses again while lists are still coming, the older filling stops: the newest choice owns the view. Which
 * one that is, and the hash of what was drawn last, is known to every process, for each may get the next choice.
 */
export function orderForm(ports: OrderFormPorts): OrderForm {
  const { client, catalogue, prices, clock, log } = ports;
  /** The newest choice that came to this process, by view: an older one may come later. */
  const owners = new Map<string, string>();
  const filling = new Set<Promise<void>>();

  const own = (viewId: string, turn: string): (() => boolean) => {
    const other = owners.get(viewId);
    if (other !== undefined && other > turn) return () => false;
    owners.delete(viewId);
    owners.set(viewId, turn);
    for (const oldest of owners.keys()) {
      if (owners.size <= MOST_FORMS) break;
      owners.delete(oldest);
    }
    return () => owners.get(viewId) === turn;
  };

  /** The other processes' knowledge is a help, not a condition: without it the view's hash still keeps the order. */
  const shared = async <T>(ask: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await ask;
    } catch (error) {
      log.debug({ error: String(error) }, "Other processes could not be asked about a form.");
      return otherwise;
    }
  };

  /** A newer choice in the same form is known, to whichever process it came. */
  const isOvertaken = async (viewId: string, turn: string): Promise<boolean> =>
    ((await shared(ports.drawings.newest(viewId), undefined))?.turn ?? "") > turn;

  const viewOf = ({ layout }: Drawing, { origin, has }: OpenForm): View =>
    formView(layout, {
      origin,
      has,
      ...formPrice(layout.answers, has, prices, clock().toISOString()),
    });

  /** Draws again at each arrival until every list came or failed and was drawn, or somebody chose anew. */
  const fill = async (shown: Shown, first: Drawing, form: Filling): Promise<void> => {
    const { loading, isMine, turn } = form;
    let { hash } = shown;
    let { arrivals } = first;
    await shared(ports.drawings.drew(shown.viewId, turn, hash ?? ""), undefined);
    while (loading.pending() || loading.arrivals() > arrivals) {
      if (loading.arrivals() === arrivals) await loading.next();
      // Whoever chose anew may have done so at another process, which draws over this one's list, and cannot draw back
      // what was chosen: Slack keeps the answer that an older drawing put there.
      if (!isMine() || (await isOvertaken(shown.viewId, turn))) return;
      const drawing = draw(form);
      ({ arrivals } = drawing);
      const view = viewOf(drawing, form);
      const updated = await insist(() => update(client, { viewId: shown.viewId, hash }, view));
      if (!updated.ok) return; // closed, or somebody else draws it now
      ({ hash } = updated);
      await shared(ports.drawings.drew(shown.viewId, turn, hash ?? ""), undefined);
    }
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
    async open(gesture, origin) {
      const has = ports.has();
      const answers = readAnswers(() => undefined, has, origin.kept);
      const form = { answers, origin, has, loading: loadLists(catalogue, log) };
      const first = await drawWhatIsAtHand(form);
      const { id: viewId, hash } = await showModal(client, gesture, viewOf(first, form));
      if (!viewId) throw new Error("Slack opened the form without naming it.");
      const isMine = own(viewId, OPENING);
      keepFilling(fill({ viewId, hash }, first, { ...form, isMine, turn: OPENING }));
    },

    async redraw({ id: viewId, hash, turn }, answers, origin) {
      const isMine = own(viewId, turn);
      const loading = loadLists(catalogue, log);
      const form = { answers, origin, has: ports.has(), loading, isMine, turn };
      const claim = shared(ports.drawings.claim(viewId, turn), true);
      const first = await drawWhatComesAtOnce(form);
      if (!(await claim)) return;
      const view = viewOf(first, form);
      let isConflict = false;
      const updated = await insist(async (isLast) => {
        if (!isMine()) return overtaken;
        // Somebody drew in between: an older filling, over which this choice goes, or a newer choice, which stays.
        const newest = isConflict
          ? await shared(ports.drawings.newest(viewId), undefined)
          : undefined;
        if (newest && newest.turn > turn) return overtaken;
        const base = isConflict && isLast ? undefined : newest?.hash || hash;
        const drawn = await update(client, { viewId, hash: base }, view);
        if (drawn !== overtaken) return drawn;
        isConflict = true;
        throw new DrawnMeanwhile();
      });
      if (updated.ok) keepFilling(fill({ viewId, hash: updated.hash }, first, form));
    },

    async idle() {
      await Promise.all(filling);
    },
  };
}

/** Comes before every choice: `action_ts` is a number of seconds. */
const OPENING = "0";

/** What a form is drawn from, from one choice to the next. */
interface OpenForm {
  readonly answers: Answers;
  readonly origin: FormOrigin;
  /** As it was when the choice was made: what is filled in later belongs to the same form. */
  readonly has: FormAbilities;
  readonly loading: Loading;
}

/** A form on somebody's screen that is being filled. */
interface Filling extends OpenForm {
  readonly turn: string;
  /** Nobody chose anew since. */
  readonly isMine: () => boolean;
}

interface Drawing {
  readonly layout: Layout;
  /** How many lists had come when it was drawn. */
  readonly arrivals: number;
}

/** The form with what is there, and everything that it still wants on its way. */
function draw({ answers, has, loading }: OpenForm): Drawing {
  const arrivals = loading.arrivals();
  // What has only one choice is chosen, which may make the form want further lists, which may be there already.
  for (;;) {
    const layout = layOut(answers, loading.lists, has);
    const before = loading.lists.size;
    loading.want(wantedLists(layout.answers, has));
    if (loading.lists.size === before) return { layout, arrivals };
  }
}

/** The form with everything that is kept here; one list may make it want another. */
async function drawWhatIsAtHand(form: OpenForm): Promise<Drawing> {
  form.loading.want(wantedLists(form.answers, form.has));
  for (;;) {
    const isMore = await form.loading.atHand();
    const drawing = draw(form);
    if (!isMore || !form.loading.pending()) return drawing;
  }
}

async function drawWhatComesAtOnce(form: OpenForm): Promise<Drawing> {
  const deadline = Date.now() + FIRST_DRAWING_WAITS_MS;
  let drawing = await drawWhatIsAtHand(form);
  while (form.loading.pending() && Date.now() < deadline) {
    await Promise.race([
      form.loading.next(),
      new Promise((resolve) => setTimeout(resolve, deadline - Date.now())),
    ]);
    drawing = await drawWhatIsAtHand(form);
  }
  return drawing;
}

/** The view was drawn by somebody else since; the next try builds on that. */
class DrawnMeanwhile extends Error {}
const DRAWN_MEANWHILE_MS = 50;

/** A form must not stay at "Loading…" because Slack was busy for a moment, or somebody else drew it in the same one. */
async function insist(draw: (isLast: boolean) => Promise<Updated>): Promise<Updated> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await draw(tries + 1 >= MOST_TRIES);
    } catch (error) {
      if (tries === MOST_TRIES) {
        if (error instanceof DrawnMeanwhile) return overtaken;
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseAfter(error, tries)));
    }
  }
}

function pauseAfter(error: unknown, tries: number): number {
  if (error instanceof DrawnMeanwhile) return DRAWN_MEANWHILE_MS * tries;
  return (error instanceof WebAPIRateLimitedError ? error.retryAfter : tries) * 1_000;
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
