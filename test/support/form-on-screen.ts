import { clientProblems } from "../../playground/slack/client-checks.ts";
import { carryValues, placedElements, type Values } from "../../playground/slack/element-state.ts";
import { normalizeBlocks } from "../../playground/slack/normalize-blocks.ts";
import type { View as ShownView } from "../../playground/slack/views.ts";
import {
  fields,
  type Answers,
  type FieldId,
  type FormAbilities,
} from "../../src/order/form-fields.ts";
import {
  choicesOf,
  layOut,
  readAnswers,
  type Kept,
  type LoadedLists,
} from "../../src/order/form.ts";
import type { FormPrice } from "../../src/order/form-price.ts";
import type { Language } from "../../src/order/language.ts";
import { answersIn, keptFrom, originOf } from "../../src/slack/form-answers.ts";
import { formView, search, type FormOrigin } from "../../src/slack/form-view.ts";
import type { ViewPayload } from "../../src/slack/payloads.ts";

interface Options {
  readonly lists: LoadedLists;
  readonly has: FormAbilities;
  readonly language?: Language;
  /** Answers that were given beforehand. */
  readonly beforehand?: Kept;
  /** Where the form came from, instead of that and the language. */
  readonly origin?: FormOrigin;
  readonly price?: FormPrice["price"];
  /** Every view that is drawn is shown to it. */
  readonly drawn?: (view: unknown) => void;
}

/** A person before the form: what they choose and type goes into the state as Slack keeps it, and the form is drawn anew. */
export interface FormOnScreen {
  /** Chooses, ticks or types, as the field wants it. False: the form does not ask for this field now. */
  answer(field: FieldId, answer: string): boolean;
  /** What stands in a field, or undefined when the form does not ask for it now. */
  held(field: FieldId): string | undefined;
  /** Chooses and types all of it, from top to bottom, and again where a later choice emptied an earlier one. */
  fillIn(answers: Answers, inOrder: readonly FieldId[]): void;
  /** Lists that came since, or went. */
  show(lists: LoadedLists): void;
  /** The view as the bot gets it. */
  payload(): ViewPayload;
  /** What Slack's own client finds wrong before it sends. */
  clientProblems(): ReturnType<typeof clientProblems>;
}

/** As deep as answers hang on one another: region, zone, type, what is made for the type; and once more for good measure. */
const MOST_PASSES = 6;

const valueOf = (state: Values[string][string] | undefined): string => {
  const option = state?.["selected_option"] as { value: string } | null | undefined;
  const options = state?.["selected_options"] as readonly { value: string }[] | undefined;
  return (
    option?.value ??
    options?.map(({ value }) => value).join(",") ??
    (state?.["value"] as string | null | undefined) ??
    ""
  );
};

export function formOnScreen({
  lists: given,
  has,
  language = "en",
  beforehand = {},
  origin = { channel: "C0ASKED", language, kept: beforehand },
  price = "open",
  drawn = () => undefined,
}: Options): FormOnScreen {
  let lists = given;
  let blocks: ReturnType<typeof normalizeBlocks> = [];
  let metadata = "";
  let values: Values = {};

  const draw = (answers: Answers, origin: FormOrigin): void => {
    const view = formView(layOut(answers, lists, has), { origin, has, price });
    drawn(view);
    blocks = normalizeBlocks(view.blocks);
    metadata = view.private_metadata ?? "";
    values = carryValues(blocks, values);
  };
  const payload = (): ViewPayload => ({
    id: "V1",
    private_metadata: metadata,
    blocks,
    state: { values },
  });
  const redraw = (): void => {
    const view = payload();
    const origin = originOf(view);
    if (!origin) throw new Error(`The form lost where it came from: ${metadata}`);
    const answers = answersIn(view, has, origin.kept);
    draw(answers, { ...origin, kept: keptFrom(view, origin.kept, answers, has) });
  };
  const find = (field: FieldId) =>
    placedElements(blocks).find(({ actionId }) => actionId === field);

  const choicesNow = (field: FieldId) => {
    const choices = choicesOf(field, answersIn(payload(), has), lists);
    return typeof choices === "object" ? choices : [];
  };
  const option = (field: FieldId, wanted: string): { value: string } | undefined => {
    const element = find(field)?.element;
    const offered =
      element?.["type"] === "external_select"
        ? search(choicesNow(field), wanted)
        : ((element?.["options"] ?? []) as readonly { value: string }[]);
    const found = offered.find(({ value }) => value === wanted);
    return found && { value: found.value };
  };
  const isChosen = (field: FieldId): boolean =>
    ["list", "choice", "checkboxes"].includes(fields[field].control);
  const offers = (field: FieldId, wanted: string): boolean =>
    !isChosen(field) ||
    wanted
      .split(",")
      .filter(Boolean)
      .every((one) => option(field, one) !== undefined);
  const stateFor = (field: FieldId, type: unknown, answer: string): Values[string][string] => {
    if (!isChosen(field)) return { type, value: answer === "" ? null : answer };
    if (!offers(field, answer)) throw new Error(`${field} does not offer ${answer}.`);
    const chosen = answer
      .split(",")
      .filter(Boolean)
      .map((one) => option(field, one));
    return fields[field].control === "checkboxes"
      ? { type, selected_options: chosen }
      : { type, selected_option: chosen[0] ?? null };
  };

  const screen: FormOnScreen = {
    answer(field, answer) {
      const placed = find(field);
      if (!placed) return false;
      const { block, blockId, element } = placed;
      values = {
        ...values,
        [blockId]: { [field]: stateFor(field, element["type"], answer) },
      };
      if (block["dispatch_action"] === true) redraw();
      return true;
    },
    held(field) {
      const placed = find(field);
      return placed && valueOf(values[placed.blockId]?.[field]);
    },
    fillIn(answers, inOrder) {
      for (let pass = 0; pass < MOST_PASSES; pass += 1) {
        for (const field of inOrder) {
          const wanted = answers[field] ?? "";
          const stands = screen.held(field);
          if (stands === undefined || stands === wanted || !offers(field, wanted)) continue;
          screen.answer(field, wanted);
        }
      }
    },
    show(newer) {
      lists = newer;
      redraw();
    },
    payload,
    clientProblems: () => clientProblems(payload() as unknown as ShownView),
  };

  draw(
    readAnswers(() => undefined, has, origin.kept),
    origin,
  );
  return screen;
}
