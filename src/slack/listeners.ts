import type { App } from "@slack/bolt";
import { groupsOf, permission } from "../order/policy.ts";
import { fieldIds, fields, type FieldId } from "../order/form-fields.ts";
import { choicesOf, listsFor } from "../order/form.ts";
import type { SubmissionPorts } from "./submission.ts";
import { submitOrder, formError } from "./submission.ts";
import {
  clickAction,
  clickAgain,
  clickDetails,
  clickEdit,
  clickMissing,
  type ButtonPorts,
} from "./buttons.ts";
import { readClick, type Click } from "./click.ts";
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
  redrawAfterClick,
  redrawOpenHome,
  registerLists,
  type ListClickPorts,
} from "./list-clicks.ts";
import {
  actionPayload,
  commandPayload,
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

/**
 * Every way in from Slack, and what it leads to. In each: do what was asked, durably, then acknowledge; when it could
 * not be done, acknowledge with a sentence that says so. A click that can be answered in no way is left
 * unacknowledged, so that Slack itself shows that it failed.
 */
export function registerListeners(app: App, ports: ListenerPorts): void {
  const readerFor = ({ userId }: Click["by"]): Reader =>
    readerOf(ports.people, userId, ports.policy().language);
  /** A form says in which language it was opened; nobody has to be asked. */
  const readerOfForm = (view: ViewPayload | undefined, by: Click["by"]): Reader => {
    const origin = view && originOf(view);
    return origin ? readerIn(origin.language) : readerFor(by);
  };

  app.command(COMMAND, async ({ body, ack }) => {
    const {
      team_id: teamId,
      user_id: userId,
      channel_id: channel,
      trigger_id: triggerId,
      text,
    } = commandPayload.parse(body);
    const by = { userId, teamId };
    const reader = readerFor(by);
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

  const clicks: Record<string, (click: Click) => Promise<void>> = {
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
    ...Object.fromEntries(
      actionFormIds.map((id) => [id, (click: Click) => openActionForm(ports, id, click)]),
    ),
  };
  for (const [actionId, handle] of Object.entries(clicks)) {
    app.action({ type: "block_actions", action_id: actionId }, async ({ body, ack }) => {
      const payload = actionPayload.parse(body);
      const by = personOf(payload);
      const reader = readerFor(by);
      const handled = await inTime(handle(readClick(payload, by, reader)), ports.log, reader);
      if (handled.ok || (await arrives(ports.reply(payload.response_url, handled.sentence))))
        await ack();
      await redrawAfterClick(ports, payload, by, reader);
    });
  }

  registerLists(app, ports, readerFor);

  app.action({ type: "block_actions", callback_id: ORDER_FORM }, async ({ body, ack }) => {
    await ack(); // nothing is kept: the answers stay in the form, which is only drawn again
    const has = ports.has();
    const redrawing = [...fieldIds.filter((id) => isTold(id, has)), RELOAD];
    const { view, actions } = actionPayload.parse(body);
    const origin = view && originOf(view);
    const [choice] = actions;
    if (!view || !origin || !choice || !redrawing.includes(choice.action_id)) return;
    const answers = answersIn(view, has, origin.kept);
    const kept = keptFrom(view, origin.kept, answers, has);
    await ports.form.redraw({ id: view.id, hash: view.hash, turn: choice.action_ts }, answers, {
      ...origin,
      kept,
    });
  });

  for (const id of fieldIds.filter((field) => fields[field].control === "list")) {
    app.options<"block_suggestion">(
      { type: "block_suggestion", action_id: id },
      async ({ body, ack }) => {
        const payload = suggestionPayload.parse(body);
        const { view, value } = payload;
        const by = personOf(payload);
        const reader = readerOfForm(view, by);
        const found = view ? choicesFor(ports, id, view, by) : Promise.resolve([]);
        const handled = await inTime(found, ports.log, reader);
        const matches = search(handled.ok ? handled.value : [], value);
        await ack({ options: matches.map(inWords(id, reader.textsByNow())).map(option) });
      },
    );
  }

  app.view(ORDER_FORM, async ({ body, ack }) => {
    const payload = submissionPayload.parse(body);
    const by = personOf(payload);
    const reader = readerOfForm(payload.view, by);
    const submitted = textsFor(reader).then((texts) => submitOrder(ports, payload.view, by, texts));
    const handled = await inTime(submitted, ports.log, reader);
    await ack(handled.ok ? handled.value : formError(payload.view, handled.sentence));
    await redrawOpenHome(ports, by, readerFor(by));
  });

  for (const id of actionFormIds)
    app.view(id, async ({ body, ack }) => {
      const payload = submissionPayload.parse(body);
      const by = personOf(payload);
      const reader = readerFor(by);
      const submitted = submitActionForm(ports, id, payload.view, by, reader);
      const handled = await inTime(submitted, ports.log, reader);
      if (!handled.ok) await ack(formError(payload.view, handled.sentence));
      else if (handled.value) await ack(handled.value);
      else await ack();
      await redrawOpenHome(ports, by, reader);
    });
}

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
