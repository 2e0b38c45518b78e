import { createHash } from "node:crypto";
import { fieldIds, type Answers, type FieldId, type FormAbilities } from "../order/form-fields.ts";
import { formPrice } from "../order/form-price.ts";
import { layOut, questionId, wantedLists } from "../order/form.ts";
import { asked } from "../order/policy.ts";
import { readForm, type FilledForm, type FormProblem } from "../order/read-form.ts";
import type { ActPorts } from "../workflow/act-on-order.ts";
import { buysAtOnce, type AtOnce } from "../workflow/buys-at-once.ts";
import { editOrder } from "../workflow/edit-order.ts";
import { keepRefusal } from "../workflow/keep-refusal.ts";
import { placeOrder, type PlacePorts } from "../workflow/place-order.ts";
import type { Catalogue } from "../workflow/ports.ts";
import { splitSecrets } from "../workflow/sealed-secrets.ts";
import { sentenceView, type View } from "./blocks.ts";
import { answersIn, keptFrom, originOf } from "./form-answers.ts";
import { listsInTime } from "./form-lists.ts";
import { formView, type FormOrigin } from "./form-view.ts";
import type { ViewPayload } from "./payloads.ts";
import type { Texts } from "./texts.ts";

/** What a modal's submit is answered with; the form stays, with what was typed, unless it is replaced. */
export type SubmitAnswer =
  | { readonly response_action: "errors"; readonly errors: Record<string, string> }
  | { readonly response_action: "update"; readonly view: View };

export interface SubmissionPorts extends PlacePorts, ActPorts {
  readonly catalogue: Catalogue;
  readonly has: () => FormAbilities;
}

/** How long a submit waits for the lists that it is checked against; a warm catalogue needs none of it. */
const LISTS_WITHIN_MS = 1_200;

/**
 * Reads the form, checks everything again on this side, and stores the order, or what it changes of one, before Slack is
 * told that it was taken. A form that would buy at once what cannot be given back is drawn again first, to say so: its
 * button then says "Buy", and buys exactly what stood there.
 */
export async function submitOrder(
  ports: SubmissionPorts,
  view: ViewPayload,
  by: { userId: string; teamId: string },
  texts: Texts,
): Promise<SubmitAnswer> {
  // Its limits and its rules: the order is checked and let in by one policy, even when another one comes meanwhile.
  const [has, policy] = [ports.has(), ports.policy()];
  const answers = answersIn(view, has);
  const origin = originOf(view);
  if (!origin) {
    await keepRefusal(ports, { action: "place", by: { kind: "person", ...by } }, "unknown-form");
    return formError(view, texts.failed);
  }
  const lists = await listsInTime(
    ports.catalogue,
    ports.log,
    wantedLists(answers, has),
    LISTS_WITHIN_MS,
  );
  const read = readForm(answers, lists, has);
  if (!read.ok) return fieldErrors(view, answers, read.problems, texts);
  const byOnePolicy = { ...ports, policy: () => policy };
  const atOnce = await buysAtOnce(byOnePolicy, by, read.form);
  const told = atOnce && fingerprint(atOnce, read.form);
  if (atOnce && told !== origin.told) {
    await keepRefusal(ports, untold({ by, origin, atOnce, form: read.form }), "not-told-yet");
    const layout = layOut(answers, lists, has);
    const tells = formView(layout, {
      origin: { ...origin, kept: keptFrom(view, origin.kept, answers, has), ...(told && { told }) },
      has,
      dialog: texts.confirmSending(atOnce.rule, { ...atOnce, ...read.form }),
      ...formPrice(layout.answers, has, ports.prices, ports.clock().toISOString()),
    });
    return inPlace(tells);
  }
  if (origin.edit) {
    const edited = await editOrder(byOnePolicy, { ...origin.edit, by, form: read.form });
    if ("problems" in edited) return fieldErrors(view, answers, edited.problems, texts);
    if (!edited.ok) return formError(view, texts.refusal(edited.refusal));
    const sentence = texts.edited(edited.before, edited.order);
    return done(texts.editedTitle, sentence, texts);
  }
  const placed = await placeOrder(byOnePolicy, {
    ...read.form,
    by,
    askedIn: origin.channel,
    submission: `${by.teamId}:${view.id}`,
  });
  if (!placed.ok) return formError(view, texts.refusal(placed.refusal));
  const { repeated, order } = placed;
  return done(texts.placedTitle, repeated ? texts.placedBefore(order) : texts.placed(order), texts);
}

/** What the audit trail keeps of a form that was sent before it said what it buys. */
const untold = (sent: {
  readonly by: { userId: string; teamId: string };
  readonly origin: FormOrigin;
  readonly atOnce: AtOnce;
  readonly form: FilledForm;
}): Parameters<typeof keepRefusal>[1] => {
  const { by, atOnce, form } = sent;
  const { edit } = sent.origin;
  return {
    action: edit ? "edit" : "place",
    by: { kind: "person", ...by },
    ...(edit ? { orderId: edit.orderId, shown: edit.version } : {}),
    terms: { asked: asked({ ...form, ...atOnce }), ...atOnce },
  };
};

/** Of everything that is bought and what it costs. Secrets are left out: they cost nothing, and a client sees this. */
const fingerprint = (atOnce: AtOnce, { region, spec }: FilledForm): string => {
  const { open } = splitSecrets(spec);
  return createHash("sha256")
    .update(JSON.stringify([atOnce, region, open]))
    .digest("base64url");
};

/** In place of the form. */
const inPlace = (view: View): SubmitAnswer => ({ response_action: "update", view });
const done = (...said: Parameters<typeof sentenceView>): SubmitAnswer =>
  inPlace(sentenceView(...said));

/** One sentence a field. Slack takes errors only for input blocks that are in the view, so the others go to the nearest one above. */
function fieldErrors(
  view: ViewPayload,
  answers: Answers,
  problems: readonly FormProblem[],
  texts: Texts,
): SubmitAnswer {
  const errors: Record<string, string> = {};
  for (const problem of problems) {
    const { id, entry } = fieldOf(problem.field);
    const block = blockFor(view, answers, id);
    if (!block) continue;
    const sentence = `${entry === undefined ? "" : texts.entry(entry + 1)}${texts.problem(problem)}`;
    const label = id ? texts.form[id].label : problem.field;
    errors[block] ??= block.split(":", 1)[0] === id ? sentence : `${label}: ${sentence}`;
  }
  return { response_action: "errors", errors };
}

/** `resourceTags.3.key` -> the question that it was typed into, and which of its lines. */
function fieldOf(path: string): { id: FieldId | undefined; entry: number | undefined } {
  const parts = path.split(".");
  const id = fieldIds.findLast((name) => path === name || path.startsWith(`${name}.`));
  const entry = Number(parts[1]);
  return { id, entry: id === parts[0] && Number.isInteger(entry) ? entry : undefined };
}

/** An error of the whole form stands at its first question. */
export function formError(view: ViewPayload, sentence: string): SubmitAnswer {
  const first = inputsOf(view)[0];
  return { response_action: "errors", errors: first ? { [first]: sentence } : {} };
}

const inputsOf = (view: ViewPayload): string[] =>
  view.blocks.flatMap(({ type, block_id }) => (type === "input" && block_id ? [block_id] : []));

function blockFor(
  view: ViewPayload,
  answers: Answers,
  field: FieldId | undefined,
): string | undefined {
  const inputs = inputsOf(view);
  if (field === undefined) return inputs[0];
  const before = fieldIds.slice(0, fieldIds.indexOf(field) + 1).toReversed();
  return (
    before
      .map((id) => inputs.find((block) => block === questionId(id, answers)))
      .find((block) => block !== undefined) ?? inputs[0]
  );
}
