import type { App, ViewSubmitAction } from "@slack/bolt";
import { groupsOf, permission } from "../order/policy.ts";
import { fieldIds, fields, type FieldId } from "../order/form-fields.ts";
import { choicesOf, listsFor } from "../order/form.ts";
import { formError, submitOrder, type SubmissionPorts, type SubmitAnswer } from "./submission.ts";
import {
  clickAction,
  clickAgain,
  clickDetails,
  clickEdit,
  clickMissing,
  type ButtonPorts,
} from "./buttons.ts";
import { readClick, type Click, type OnClick } from "./click.ts";
import { runCommand, type CommandPorts } from "./command.ts";
import { answersIn, keptFrom, originOf } from "./form-answers.ts";
import { listsInTime } from "./form-lists.ts";
import { inWords, isTold, option, ORDER_FORM, RELOAD, search } from "./form-view.ts";
import {
  actionForms,
  openActionForm,
  submitActionForm,
  type ActionFormId,
} from "./action-forms.ts";
import { inTime } from "./gesture.ts";
import {
  listClicks,
  openHome,
  redrawAfterClick,
  redrawOpenHome,
  type ListClickPorts,
} from "./list-clicks.ts";
import {
  actionPayload,
  commandPayload,
  homeOpened,
  personOf,
  submissionPayload,
  suggestionPayload,
  type ViewPayload,
} from "./payloads.ts";
import { readerIn, readerOf, textsFor, type Reader } from "./reader.ts";
import { arrives } from "./reply-privately.ts";

export interface ListenerPorts extends CommandPorts, SubmissionPorts, ButtonPorts, ListClickPorts {}

export const COMMAND = "/edcps";

const actionFormIds = Object.keys(actionForms) as ActionFormId[];

type OnSubmit = (submission: Submission) => Promise<void>;

interface Submission {
  readonly view: ViewPayload;
  readonly by: Click["by"];
  readonly ack: (answer?: SubmitAnswer) => Promise<void>;
}

/**
 * Every way in from Slack, and what it leads to. In each: do what was asked, durably, then acknowledge; when it could
 * not be done, acknowledge with a sentence that says so. A click that can be answered in no way is left
 * unacknowledged, so that Slack itself shows that it failed.
 *
 * One listener for each kind of gesture, and a table behind it: Bolt asks every listener about every gesture.
 */
export function registerListeners(app: App, ports: ListenerPorts): void {
  const clickOn = clicksOn(ports);
  const submissions = submissionsOf(ports);

  app.command(COMMAND, async ({ body, ack }) => {
    const {
      team_id: teamId,
      user_id: userId,
      channel_id: channel,
      trigger_id: triggerId,
      text,
    } = commandPayload.parse(body);
    const by = { userId, teamId };
    const reader = readerFor(ports, by);
    const handled = await inTime(
      runCommand(ports, text, { by, channel, triggerId, reader }),
      ports.log,
      reader,
    );
    if (!handled.ok) await ack({ response_type: "ephemeral", text: handled.sentence });
    else if (handled.value === undefined) await ack();
    else
      await ack({
        response_type: "ephemeral",
        text: handled.value.text,
        ...(handled.value.blocks ? { blocks: [...handled.value.blocks] } : {}),
      });
  });

  app.action({ type: "block_actions" }, async ({ body, ack }) => {
    const payload = actionPayload.parse(body);
    const [action] = payload.actions;
    const isInForm = payload.view?.callback_id === ORDER_FORM;
    const handle = isInForm ? redrawForm(ports) : action && clickOn(action.action_id);
    const by = personOf(payload);
    await handle?.({ payload, by, reader: readerFor(ports, by), ack });
  });

  app.view<ViewSubmitAction>({ type: "view_submission" }, async ({ body, ack }) => {
    const { view, ...payload } = submissionPayload.parse(body);
    await own(submissions, view.callback_id)?.({ view, by: personOf(payload), ack });
  });

  app.options<"block_suggestion">({ type: "block_suggestion" }, async ({ body, ack }) => {
    const { view, value, action_id: actionId, ...payload } = suggestionPayload.parse(body);
    const id = fieldIds.find((field) => field === actionId && fields[field].control === "list");
    if (!id) return;
    const by = personOf(payload);
    const reader = readerOfForm(ports, view, by);
    const found = view ? choicesFor(ports, id, view, by) : Promise.resolve([]);
    const handled = await inTime(found, ports.log, reader);
    const matches = search(handled.ok ? handled.value : [], value);
    await ack({ options: matches.map(inWords(id, reader.textsByNow())).map(option) });
  });

  app.event("app_home_opened", async ({ body }) => {
    const { team_id: teamId, event } = homeOpened.parse(body);
    const by = { userId: event.user, teamId };
    if (event.tab === "home") await openHome(ports, event, by, readerFor(ports, by));
  });
}

/** What stands in a table under a name that came from outside. */
const own = <T>(table: Readonly<Record<string, T>>, name: string | undefined): T | undefined =>
  name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;

const readerFor = ({ people, policy }: ListenerPorts, { userId }: Click["by"]): Reader =>
  readerOf(people, userId, policy().language);

/** A form says in which language it was opened; nobody has to be asked. */
function readerOfForm(
  ports: ListenerPorts,
  view: ViewPayload | undefined,
  by: Click["by"],
): Reader {
  const origin = view && originOf(view);
  return origin ? readerIn(origin.language) : readerFor(ports, by);
}

/** What a button leads to, by its action id. */
function clicksOn(ports: ListenerPorts): (actionId: string) => OnClick | undefined {
  const onOrders: Readonly<Record<string, (click: Click) => Promise<void>>> = {
    order_approve: (click) => clickAction(ports, "approve", click),
    order_cancel: (click) => clickAction(ports, "cancel", click),
    order_retry: (click) => clickAction(ports, "retry", click),
    order_accept: (click) => clickAction(ports, "accept", click),
    order_decline: (click) => clickAction(ports, "decline", click),
    order_withdraw: (click) => clickAction(ports, "withdraw", click),
    order_adopt: (click) => clickAction(ports, "adopt", click),
    order_details: (click) => clickDetails(ports, click),
    order_again: (click) => clickAgain(ports, click),
    order_missing: (click) => clickMissing(ports, click),
    order_edit: (click) => clickEdit(ports, click),
    ...fromIds(actionFormIds, (id) => (click: Click) => openActionForm(ports, id, click)),
  };
  const clickOnOrder =
    (handle: (click: Click) => Promise<void>): OnClick =>
    async ({ payload, by, reader, ack }) => {
      const handled = await inTime(handle(readClick(payload, by, reader)), ports.log, reader);
      if (handled.ok || (await arrives(ports.reply(payload.response_url, handled.sentence))))
        await ack();
      await redrawAfterClick(ports, payload, by, reader);
    };
  const inLists = listClicks(ports);
  return (actionId) => {
    const onOrder = own(onOrders, actionId);
    if (onOrder) return clickOnOrder(onOrder);
    return inLists.find(({ isOf }) => isOf(actionId))?.handle;
  };
}

/** A choice in the order form: it is drawn again for the answers as they are now. */
const redrawForm =
  (ports: ListenerPorts): OnClick =>
  async ({ payload: { view, actions }, ack }) => {
    await ack(); // nothing is kept: the answers stay in the form, which is only drawn again
    const has = ports.has();
    const redrawing = [...fieldIds.filter((id) => isTold(id, has)), RELOAD];
    const origin = view && originOf(view);
    const [choice] = actions;
    if (!view || !origin || !choice || !redrawing.includes(choice.action_id)) return;
    const answers = answersIn(view, has, origin.kept);
    const kept = keptFrom(view, origin.kept, answers, has);
    const { told: _, ...from } = origin; // what was chosen now may cost something else
    await ports.form.redraw({ id: view.id, hash: view.hash, turn: choice.action_ts }, answers, {
      ...from,
      kept,
    });
  };

/** What each form leads to when it is sent, by its callback id. */
function submissionsOf(ports: ListenerPorts): Readonly<Record<string, OnSubmit>> {
  const submitForm: OnSubmit = async ({ view, by, ack }) => {
    const reader = readerOfForm(ports, view, by);
    const submitted = textsFor(reader).then((texts) => submitOrder(ports, view, by, texts));
    const handled = await inTime(submitted, ports.log, reader);
    await ack(handled.ok ? handled.value : formError(view, handled.sentence));
    await redrawOpenHome(ports, by, readerFor(ports, by));
  };
  const submitAction =
    (id: ActionFormId): OnSubmit =>
    async ({ view, by, ack }) => {
      const reader = readerFor(ports, by);
      const submitted = submitActionForm(ports, id, view, by, reader);
      const handled = await inTime(submitted, ports.log, reader);
      if (!handled.ok) await ack(formError(view, handled.sentence));
      else if (handled.value) await ack(handled.value);
      else await ack();
      await redrawOpenHome(ports, by, reader);
    };
  return { [ORDER_FORM]: submitForm, ...fromIds(actionFormIds, submitAction) };
}

const fromIds = <I extends string, T>(ids: readonly I[], make: (id: I) => T): Record<string, T> =>
  Object.fromEntries(ids.map((id) => [id, make(id)]));

/** A suggestion has 3 seconds like everything else; a list that does not come in time is an empty menu. */
const SUGGESTIONS_WITHIN_MS = 2_000;

async function choicesFor(
  ports: ListenerPorts,
  id: FieldId,
  view: ViewPayload,
  by: Click["by"],
): Promise<ReturnType<typeof search>> {
  const [policy, has] = [ports.policy(), ports.has()];
  const person = await ports.people.identify(by, groupsOf(policy));
  if (!permission(policy, person, { action: "open-form" }).ok) return [];
  const answers = answersIn(view, has, originOf(view)?.kept);
  const requests = listsFor(id, answers);
  const lists = await listsInTime(ports.catalogue, ports.log, requests, SUGGESTIONS_WITHIN_MS);
  const choices = choicesOf(id, answers, lists);
  return typeof choices === "object" ? choices.filter(({ soldOut }) => !soldOut) : [];
}
