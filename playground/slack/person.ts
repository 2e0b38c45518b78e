/** A person at the client: every gesture the real client allows, and none that it does not. */
import { acknowledgeCommand } from "./acknowledge-command.ts";
import { closeForm, submitForm, type Submitted } from "./forms.ts";
import { chooseIn, typeInto, type Typing } from "./fill-in.ts";
import { clickOn, gesturesAt, type GesturesAt, type Spot } from "./gestures-at.ts";
import { dispatchAction, send, type Delivered, type Gesture } from "./interact.ts";
import type { DeliveryTricks } from "./deliver.ts";
import { ephemeralsOf, findMessage, postAsPerson, type Message } from "./messages.ts";
import { offeredOptions, searchOptions, type Option } from "./options.ts";
import { appHomeOpened, commandFields, escapeText } from "./payloads.ts";
import { dmIdOf, findChannel, findPerson, openDm } from "./places.ts";
import { sendEvent } from "./send-event.ts";
import type { SlackState } from "./state.ts";
import {
  ephemeralSurface,
  findElement,
  messageSurface,
  viewSurface,
  type Surface,
  type Which,
} from "./surfaces.ts";
import { homeOf, topView, type View } from "./views.ts";
import { waitFor } from "./wait-for.ts";
import type { WorldChannel } from "./world.ts";

/** A modal as its owner sees it, with what is shown under the inputs. */
export interface RenderedView extends View {
  errors: Record<string, string>;
  trouble?: string;
}

export interface MessageGesture extends Gesture {
  /** The message as this client still shows it, when it was changed since: a click on an old card. */
  shown?: Message;
}

export interface Person {
  readonly id: string;
  command(channelId: string, text: string, how?: DeliveryTricks): Promise<Delivered>;
  /** A button or an overflow menu (with `option`) on a message; the stored value is sent. */
  click(channelId: string, ts: string, actionId: string, how?: MessageGesture): Promise<Delivered>;
  /** A forged button: any action and value, whether the message has it or not. */
  clickRaw(
    channelId: string,
    ts: string,
    actionId: string,
    value: string,
    how?: Gesture,
  ): Promise<Delivered>;
  /** In the open modal, or on the Home tab when no modal is open. */
  clickInView(actionId: string, how?: Gesture): Promise<Delivered>;
  clickHome(actionId: string, how?: Gesture): Promise<Delivered>;
  clickEphemeral(index: number, actionId: string, how?: Gesture): Promise<Delivered>;
  view(): RenderedView | undefined;
  /** The whole stack, bottom first. */
  views(): RenderedView[];
  waitForView(predicate?: (view: RenderedView) => boolean, ms?: number): Promise<RenderedView>;
  /** What a menu in the open modal (or on the Home tab) offers now, groups flattened. */
  options(actionId: string, which?: Which): Option[];
  search(actionId: string, query: string, which?: Which): Promise<Option[]>;
  choose(
    actionId: string,
    valueOrText: string | readonly string[] | null,
    how?: Gesture,
  ): Promise<Delivered | undefined>;
  type(actionId: string, text: string, how?: Typing): Promise<Delivered | undefined>;
  chooseInMessage(
    channelId: string,
    ts: string,
    actionId: string,
    valueOrText: string | readonly string[] | null,
    how?: Gesture,
  ): Promise<Delivered | undefined>;
  submit(how?: DeliveryTricks): Promise<Submitted>;
  /** Cancel; with `all`, the X that closes every view of the stack. */
  close(how?: { all?: boolean }): Promise<void>;
  openHome(how?: DeliveryTricks): Promise<Delivered>;
  /** The app's Messages tab, of which the app is told by the same event. */
  openMessages(how?: DeliveryTricks): Promise<Delivered>;
  /** The same gestures wherever there are blocks, for a client that draws every place alike. */
  at(spot: Spot): GesturesAt;
  /** Writes a message, as a person; no event goes to the app, which has no scope for it. */
  say(channelId: string, text: string, threadTs?: string): Message;
  readonly seen: string[];
}

/** Where the person can write. */
function channelOf(state: SlackState, userId: string, channelId: string): WorldChannel {
  if (channelId === dmIdOf(userId)) return openDm(state, userId);
  const channel = findChannel(state, channelId);
  if (!channel?.members.includes(userId))
    throw new Error(`${userId} is not in a channel ${channelId} and cannot write there.`);
  if (channel.archived) throw new Error(`${channelId} is archived: nobody can write there.`);
  return channel;
}

/** Where the person can look: full members also see the public channels they are not in. */
function seenMessage(
  state: SlackState,
  userId: string,
  channelId: string,
  ts: string,
  how: MessageGesture,
): Message {
  const person = findPerson(state, userId);
  const channel = findChannel(state, channelId);
  const mayPreview =
    channel?.kind === "public" && person?.teamId === state.world.team.id && !person.isRestricted;
  if (!channel || !(mayPreview || channel.members.includes(userId)))
    throw new Error(`${userId} cannot see the channel ${channelId}.`);
  const message = how.shown ?? findMessage(state, channelId, ts);
  if (!message) throw new Error(`There is no message ${ts} in ${channelId}.`);
  return message;
}

export function makePerson(state: SlackState, userId: string): Person {
  if (!findPerson(state, userId))
    throw new Error(`There is nobody with the id ${userId} in this workspace.`);

  const rendered = (id: string): RenderedView[] => {
    const shown = state.views.get(id);
    return shown
      ? [
          {
            ...structuredClone(shown.view),
            errors: { ...shown.errors },
            ...(shown.trouble !== undefined && { trouble: shown.trouble }),
          },
        ]
      : [];
  };
  const views = (): RenderedView[] => (state.stacks.get(userId) ?? []).flatMap(rendered);
  const view = (): RenderedView | undefined => views().at(-1);

  const homeSurface = (): Surface => {
    const shown = homeOf(state, userId);
    if (!shown) throw new Error(`${userId} has neither a modal open nor a Home tab.`);
    return viewSurface(state, shown);
  };
  const viewSurfaceNow = (): Surface => {
    const shown = topView(state, userId);
    return shown ? viewSurface(state, shown) : homeSurface();
  };
  const onMessage = (channelId: string, ts: string, how: MessageGesture = {}): Surface =>
    messageSurface(state, userId, channelId, seenMessage(state, userId, channelId, ts, how));

  const surfaceAt = (spot: Spot): Surface => {
    switch (spot.in) {
      case "view":
        return viewSurfaceNow();
      case "home":
        return homeSurface();
      case "message":
        return onMessage(spot.channel, spot.ts, spot.shown ? { shown: spot.shown } : {});
      case "ephemeral": {
        const found = ephemeralsOf(state, userId).find(({ ts }) => ts === spot.ts);
        if (!found) throw new Error(`${userId} sees no ephemeral message ${spot.ts}.`);
        return ephemeralSurface(state, found);
      }
    }
  };

  /** Told to the app only when it subscribes to it. */
  const openTab = async (tab: "home" | "messages", how: DeliveryTricks): Promise<Delivered> => {
    if (findPerson(state, userId)?.deleted)
      throw new Error(`${userId} is deactivated: their client is logged out.`);
    openDm(state, userId);
    return state.world.app.botEvents.includes("app_home_opened")
      ? sendEvent(state, appHomeOpened(state, userId, tab), how)
      : { ok: true, status: 0, body: undefined, ms: 0 };
  };

  return {
    id: userId,
    async command(channelId, text, how = {}) {
      if (!/^\/\S/.test(text)) throw new Error(`A slash command starts with a slash: "${text}".`);
      channelOf(state, userId, channelId);
      const payload = commandFields(state, userId, channelId, text);
      return send(
        state,
        userId,
        { type: "command", payload },
        how,
        String(payload["command"]),
        (body) => acknowledgeCommand(state, payload, body),
      );
    },
    async click(channelId, ts, actionId, how = {}) {
      return clickOn(state, onMessage(channelId, ts, how), actionId, how);
    },
    async clickRaw(channelId, ts, actionId, value, how = {}) {
      const message = findMessage(state, channelId, ts) ?? {
        type: "message" as const,
        text: "",
        user: state.world.app.botUserId,
        ts,
        team: state.world.team.id,
      };
      const surface = messageSurface(state, userId, channelId, message);
      const element = {
        type: "button",
        text: { type: "plain_text", text: actionId, emoji: true },
        value,
      };
      return dispatchAction(
        state,
        surface,
        { block: {}, blockId: how.block ?? "forged", actionId, element },
        {},
        how,
      );
    },
    clickInView: async (actionId, how = {}) => clickOn(state, viewSurfaceNow(), actionId, how),
    clickHome: async (actionId, how = {}) => clickOn(state, homeSurface(), actionId, how),
    async clickEphemeral(index, actionId, how = {}) {
      const ephemeral = ephemeralsOf(state, userId).at(index);
      if (!ephemeral) throw new Error(`${userId} sees no ephemeral message number ${index}.`);
      return clickOn(state, ephemeralSurface(state, ephemeral), actionId, how);
    },
    view,
    views,
    async waitForView(predicate = () => true, ms = 5000) {
      return waitFor(
        state,
        () => {
          const shown = view();
          return shown && predicate(shown) ? shown : undefined;
        },
        ms,
        () => `the modal that ${userId} should see (now: ${JSON.stringify(view()?.title ?? null)})`,
      );
    },
    options(actionId, which) {
      const surface = viewSurfaceNow();
      return structuredClone(offeredOptions(state, surface, findElement(surface, actionId, which)));
    },
    async search(actionId, query, which) {
      const surface = viewSurfaceNow();
      return searchOptions(state, surface, findElement(surface, actionId, which), query);
    },
    choose: async (actionId, wanted, how = {}) =>
      chooseIn(state, viewSurfaceNow, actionId, wanted, how),
    type: async (actionId, text, how = {}) => typeInto(state, viewSurfaceNow, actionId, text, how),
    chooseInMessage: async (channelId, ts, actionId, wanted, how = {}) =>
      chooseIn(state, () => onMessage(channelId, ts), actionId, wanted, how),
    submit: async (how = {}) => submitForm(state, userId, how),
    close: async ({ all = false } = {}) => closeForm(state, userId, all),
    async openHome(how = {}) {
      if (!state.world.app.homeTabEnabled) throw new Error("The app has no Home tab.");
      return openTab("home", how);
    },
    openMessages: async (how = {}) => openTab("messages", how),
    at: (spot) => gesturesAt(state, () => surfaceAt(spot)),
    say(channelId, text, threadTs) {
      return postAsPerson(
        state,
        channelOf(state, userId, channelId).id,
        userId,
        escapeText(text),
        threadTs,
      );
    },
    get seen() {
      return state.seen.get(userId) ?? [];
    },
  };
}
