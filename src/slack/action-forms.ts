import {
  reduced,
  reducibleIn,
  reducibleValue,
  type ReduciblePath,
  type Reductions,
} from "../order/changes.ts";
import type { Asking } from "../order/asking.ts";
import type { Refusal } from "../order/decision.ts";
import { checkInstanceSpec, type Limits } from "../order/instance-spec.ts";
import type { Order } from "../order/order.ts";
import { actOnOrder, considerAction } from "../workflow/act-on-order.ts";
import { refuse, type ButtonPorts } from "./buttons.ts";
import { context, plain, quote, section, sentenceView, type Block, type View } from "./blocks.ts";
import { showModal, type Click } from "./click.ts";
import { drawnOrder, noOrder, type DrawnOrder } from "./drawn-order.ts";
import type { ElementState, ViewPayload } from "./payloads.ts";
import { textsFor, type Reader } from "./reader.ts";
import type { SubmitAnswer } from "./submission.ts";
import type { Texts } from "./texts.ts";

const MOST_REASON = 500;

/** What somebody filled in: what to do, or what is wrong by the input's block. */
type Filled =
  | { readonly ok: true; readonly asking: Asking }
  | { readonly ok: false; readonly errors: Record<string, string> };

/** A modal that asks for what an action needs beside a click. */
interface ActionForm {
  readonly words: "deny" | "propose" | "breakGlass";
  readonly action: Asking["action"];
  readonly blocks: (order: Order, texts: Texts) => readonly Block[];
  readonly read: (
    answer: (block: string) => string,
    order: Order,
    surroundings: { readonly texts: Texts; readonly limits: Limits },
  ) => Filled;
  /** What is shown in its place once it is done; undefined: it closes. */
  readonly done?: (order: Order, texts: Texts) => string;
}

/** By callback id, which is the action id of the button that opens it. */
export const actionForms = {
  order_deny: {
    words: "deny",
    action: "deny",
    blocks: (_, { actionForms: { deny } }) => [reasonInput(deny.reason)],
    read(answer, _, { texts }) {
      const reason = readReason(answer("reason"), texts);
      return reason.ok ? { ok: true, asking: { action: "deny", reason: reason.text } } : reason;
    },
  },
  order_propose: {
    words: "propose",
    action: "propose",
    blocks: (order, texts) => [
      section(texts.cost(order)),
      context(texts.actionForms.propose.intro),
      ...reducibleIn(order.spec).map((path) => numberInput(order, path, texts)),
      reasonInput(texts.actionForms.propose.reason, true),
    ],
    read: readReductions,
    done: (order, texts) => texts.proposalSent(order),
  },
  order_break_glass: {
    words: "breakGlass",
    action: "break-glass",
    blocks: (order, texts) => [
      section(texts.actionForms.breakGlass.warning),
      section(texts.costNow(order)),
      quote(order.justification),
      reasonInput(texts.actionForms.breakGlass.reason),
    ],
    read(answer, _, { texts }) {
      const reason = readReason(answer("reason"), texts);
      return reason.ok
        ? { ok: true, asking: { action: "break-glass", reason: reason.text } }
        : reason;
    },
    done: (_, texts) => texts.actionForms.breakGlass.done,
  },
} as const satisfies Record<string, ActionForm>;
export type ActionFormId = keyof typeof actionForms;

const reasonInput = (label: string, optional = false): Block => ({
  type: "input",
  block_id: "reason",
  label: plain(label),
  optional,
  element: {
    type: "plain_text_input",
    action_id: "reason",
    multiline: true,
    max_length: MOST_REASON,
  },
});

const numberInput = (order: Order, path: ReduciblePath, texts: Texts): Block => {
  const value = reducibleValue(order.spec, path) ?? 0;
  return {
    type: "input",
    block_id: path,
    label: plain(texts.form[path].label),
    hint: plain(texts.askedNumber(order, path)),
    element: {
      type: "number_input",
      action_id: path,
      is_decimal_allowed: false,
      initial_value: String(value),
    },
  };
};

function readReason(
  text: string,
  { problem }: Texts,
): { ok: true; text: string } | { ok: false; errors: Record<string, string> } {
  if (text !== "" && text.length <= MOST_REASON) return { ok: true, text };
  const reason =
    text === ""
      ? problem({ field: "reason", rule: "required" })
      : problem({ field: "reason", rule: "length", max: MOST_REASON });
  return { ok: false, errors: { reason } };
}

/** The smaller order has to be one that could be bought: what the contract says of it stands at its own number. */
function readReductions(
  answer: (block: string) => string,
  { spec }: Order,
  { texts, limits }: { texts: Texts; limits: Limits },
): Filled {
  const paths = reducibleIn(spec);
  const errors: Record<string, string> = {};
  const reductions: { -readonly [P in keyof Reductions]: Reductions[P] } = {};
  for (const path of paths) {
    const [typed, max] = [answer(path), reducibleValue(spec, path) ?? 0];
    const number = /^[0-9]{1,9}$/.test(typed) ? Number(typed) : 0;
    if (number < 1 || number > max)
      errors[path] = texts.problem({ field: path, rule: "range", min: 1, max });
    else reductions[path] = number;
  }
  const reason = answer("reason");
  if (reason.length > MOST_REASON)
    errors["reason"] = texts.problem({ field: "reason", rule: "length", max: MOST_REASON });
  const smaller = reduced(spec, reductions);
  const [first = "reason"] = paths;
  if (Object.keys(errors).length === 0 && !smaller)
    errors[first] = texts.refusal({ reason: "not-smaller" });
  const checked = checkInstanceSpec(smaller ?? spec, limits);
  for (const problem of checked.ok || !smaller ? [] : checked.problems) {
    const own = paths.find((path) => path === problem.field);
    const sentence = texts.problem(problem);
    errors[own ?? first] ??= own ? sentence : `${labelOf(problem.field, texts)}: ${sentence}`;
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    asking: { action: "propose", reductions, ...(reason === "" ? {} : { reason }) },
  };
}

const labelOf = (field: string, { form }: Texts): string => {
  const known: Readonly<Record<string, { readonly label: string }>> = form;
  return Object.hasOwn(known, field) ? (known[field]?.label ?? field) : field;
};

export const actionFormView = (
  id: ActionFormId,
  order: Order,
  about: DrawnOrder,
  texts: Texts,
): View => {
  const form: ActionForm = actionForms[id];
  const { title, submit } = texts.actionForms[form.words];
  return {
    type: "modal",
    callback_id: id,
    private_metadata: JSON.stringify(about),
    title: plain(title, 24),
    submit: plain(submit, 24),
    close: plain(texts.cancel, 24),
    blocks: [section(texts.cardSummary(order)), ...form.blocks(order, texts)],
  };
};

/** Opens the form for whoever may, on a card that shows what is; what it decides is decided when it is submitted. */
export async function openActionForm(
  ports: ButtonPorts,
  id: ActionFormId,
  click: Click,
): Promise<void> {
  const action = actionForms[id].action;
  const outcome = await considerAction(ports, { ...click.order, action, by: click.by });
  if (!outcome.ok) return refuse(ports, click, outcome.refusal);
  await showModal(
    ports.client,
    click,
    actionFormView(id, outcome.order, click.order, await textsFor(click.reader)),
  );
}

/** The form was sent. Undefined: done, the form closes. A refusal is shown in its place. */
export async function submitActionForm(
  ports: ButtonPorts,
  id: ActionFormId,
  view: ViewPayload,
  by: Click["by"],
  reader: Reader,
): Promise<SubmitAnswer | undefined> {
  const form: ActionForm = actionForms[id];
  const asked = { ...drawnFor(view), by };
  const texts = await textsFor(reader);
  const say = (sentence: string): SubmitAnswer => ({
    response_action: "update",
    view: sentenceView(texts.actionForms[form.words].title, sentence, texts),
  });
  const refused = async (refusal: Refusal): Promise<SubmitAnswer> => {
    if (refusal.reason !== "unknown-order") await ports.queue.repair(asked.orderId);
    return say(texts.refusal(refusal));
  };
  // What is wrong with an answer is told to whoever may give one.
  const considered = await considerAction(ports, { ...asked, action: form.action });
  if (!considered.ok) return refused(considered.refusal);
  const filled = form.read((block) => typedInto(view, block), considered.order, {
    texts,
    limits: ports.policy().limits,
  });
  if (!filled.ok) return { response_action: "errors", errors: filled.errors };
  const outcome = await actOnOrder(ports, { ...filled.asking, ...asked });
  if (!outcome.ok) return refused(outcome.refusal);
  if (form.done) return say(form.done(outcome.order, texts));
  return view.previous_view_id ? say(texts.detailsStand(outcome.order)) : undefined;
}

/** Which order in which version. Not which message: what went through the client is no place to draw over. */
function drawnFor({ private_metadata: text }: ViewPayload): DrawnOrder {
  try {
    return drawnOrder.parse(JSON.parse(text));
  } catch {
    return noOrder;
  }
}

function typedInto({ state }: ViewPayload, block: string): string {
  const inputs: Record<string, ElementState> | undefined = state.values[block];
  return inputs?.[block]?.value?.trim() ?? "";
}
