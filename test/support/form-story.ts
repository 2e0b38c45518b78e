import type { Person, RenderedView } from "../../playground/slack/person.ts";

/** What stands in an open form, by the names of its fields. */

interface Shown {
  readonly block_id?: string;
  readonly type: string;
  readonly text?: { readonly text: string };
  readonly elements?: readonly { readonly text?: string }[];
  readonly element?: { readonly action_id?: string };
}

const shownBlocks = ({ blocks }: Pick<RenderedView, "blocks">): readonly Shown[] =>
  blocks as unknown as readonly Shown[];

/** A question that can be answered now. */
export const asks = (view: RenderedView | undefined, field: string): boolean =>
  view !== undefined && questionOf(view, field) !== undefined;

const questionOf = (view: RenderedView, field: string): Shown | undefined =>
  shownBlocks(view).find(({ type, element }) => type === "input" && element?.action_id === field);

/** Under which name the field is asked now: it carries the answers that it depends on. */
export const questionId = (view: RenderedView, field: string): string | undefined =>
  questionOf(view, field)?.block_id;

export const asking = (person: Person, field: string, withinMs = 10_000): Promise<RenderedView> =>
  person.waitForView((view) => asks(view, field), withinMs);

/** What the form says beside its questions: sections and small print, top to bottom. */
export const notes = (view: RenderedView): readonly string[] =>
  shownBlocks(view).flatMap(({ type, text, elements = [] }) =>
    type === "section" || type === "context"
      ? [text?.text ?? elements.map((one) => one.text ?? "").join(" ")]
      : [],
  );

export const priceIn = (view: RenderedView | undefined): string =>
  (view ? shownBlocks(view) : []).find(({ block_id }) => block_id === "price")?.text?.text ?? "";

/** What the person has answered, as Slack would send it. */
export function answerTo(view: RenderedView, field: string): string | undefined {
  const held = view.state.values[questionId(view, field) ?? ""]?.[field] as
    | {
        readonly value?: string | null;
        readonly selected_option?: { readonly value: string } | null;
        readonly selected_options?: readonly { readonly value: string }[];
      }
    | undefined;
  return (
    held?.value ??
    held?.selected_option?.value ??
    held?.selected_options?.map(({ value }) => value).join(",")
  );
}

/** What stands under a field after the form was sent. */
export const errorOf = (view: RenderedView | undefined, field: string): string | undefined =>
  view?.errors[questionId(view, field) ?? ""];
