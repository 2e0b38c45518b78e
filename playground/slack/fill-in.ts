/** Choosing and typing: changes what an element holds, and dispatches block_actions where Slack would. */
import { ELEMENT_STATE, type PlacedElement, type StateRow } from "./element-state.ts";
import { dispatchAction, unanswered, type Delivered, type Gesture } from "./interact.ts";
import { asFields, asList, isFields, type Fields } from "./json.ts";
import { findOption, offeredOptions } from "./options.ts";
import type { SlackState } from "./state.ts";
import { findElement, type Surface } from "./surfaces.ts";

export interface Typing extends Gesture {
  /** Presses Enter afterwards: that is when most text inputs with dispatch_action tell the app. */
  enter?: boolean;
}

const TYPED = new Set(["plain_text_input", "number_input", "email_text_input", "url_text_input"]);

/** What a picker accepts: the client offers nothing else. */
const PICKERS: Readonly<
  Record<string, { fits: RegExp; says: string; toState: (text: string) => unknown }>
> = {
  datepicker: {
    fits: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
    says: "a date like 2026-11-22",
    toState: (text) => text,
  },
  timepicker: {
    fits: /^([01]\d|2[0-3]):[0-5]\d$/,
    says: "a time like 09:30",
    toState: (text) => text,
  },
  datetimepicker: { fits: /^\d{10}$/, says: "ten digits of Unix seconds", toState: Number },
};

function heldBy(surface: Surface, { blockId, actionId }: PlacedElement): Fields {
  return asFields(surface.values[blockId]?.[actionId]);
}

function keep(surface: Surface, placed: PlacedElement, row: StateRow, held: unknown): Fields {
  const { blockId, actionId, element } = placed;
  const before = heldBy(surface, placed);
  const next = { ...before, type: element["type"], [row.key]: held };
  surface.keep({ ...surface.values, [blockId]: { ...surface.values[blockId], [actionId]: next } });
  return { [row.key]: held };
}

/** Inputs stay quiet until the submit, unless their block asks for more. */
const speaks = ({ block }: PlacedElement): boolean =>
  block["type"] !== "input" || block["dispatch_action"] === true;

function rowOf({ actionId, element }: PlacedElement): StateRow {
  const row = ELEMENT_STATE[String(element["type"])];
  if (!row)
    throw new Error(`"${actionId}" is a ${String(element["type"])}: it is clicked, not filled in.`);
  return row;
}

const valueOf = (item: unknown): unknown => (isFields(item) ? item["value"] : item);

/** One change a person makes at a time: each tick of a checkbox and each entry of a multi-select is dispatched on its own. */
function stepsTowards(before: readonly unknown[], after: readonly unknown[]): unknown[][] {
  const steps: unknown[][] = [];
  let now = [...before];
  for (const gone of before) {
    if (after.some((item) => valueOf(item) === valueOf(gone))) continue;
    now = now.filter((item) => valueOf(item) !== valueOf(gone));
    steps.push(now);
  }
  for (const added of after) {
    if (now.some((item) => valueOf(item) === valueOf(added))) continue;
    now = [...now, added];
    steps.push(now);
  }
  return steps;
}

function pickOne(
  state: SlackState,
  surface: Surface,
  placed: PlacedElement,
  row: StateRow,
  wanted: string,
): unknown {
  const picker = PICKERS[String(placed.element["type"])];
  if (picker) {
    if (!picker.fits.test(wanted))
      throw new Error(`"${placed.actionId}" takes ${picker.says}, not "${wanted}".`);
    return picker.toState(wanted);
  }
  const option = findOption(offeredOptions(state, surface, placed), wanted);
  // Elements that hold ids hold them bare; the others hold the whole option.
  return row.key.startsWith("selected_option") ? structuredClone(option) : option.value;
}

function targets(
  state: SlackState,
  surface: Surface,
  placed: PlacedElement,
  wanted: string | readonly string[] | null,
): unknown[] {
  const row = rowOf(placed);
  if (TYPED.has(String(placed.element["type"])))
    throw new Error(`"${placed.actionId}" is typed into, not chosen from.`);
  const names = wanted === null ? [] : typeof wanted === "string" ? [wanted] : wanted;
  if (!row.many && names.length > 1)
    throw new Error(`"${placed.actionId}" holds one choice, not ${names.length}.`);
  const picked = names.map((name) => pickOne(state, surface, placed, row, name));
  if (!row.many) return [picked[0] ?? null];
  const most = placed.element["max_selected_items"];
  if (typeof most === "number" && picked.length > most)
    throw new Error(`"${placed.actionId}" lets a person choose at most ${most}.`);
  return stepsTowards(asList(heldBy(surface, placed)[row.key]), picked);
}

/** `surfaceNow` is asked again before each step: the app may have updated the view meanwhile. */
export async function chooseIn(
  state: SlackState,
  surfaceNow: () => Surface,
  actionId: string,
  wanted: string | readonly string[] | null,
  how: Gesture,
): Promise<Delivered | undefined> {
  const placed = findElement(surfaceNow(), actionId, how);
  const steps = targets(state, surfaceNow(), placed, wanted);
  let delivered: Delivered | undefined;
  for (const held of steps) {
    const current = findElement(surfaceNow(), actionId, { block: placed.blockId });
    const open = unanswered(current.element, how);
    if (open) return open;
    const given = keep(surfaceNow(), current, rowOf(current), held);
    if (speaks(current)) delivered = await dispatchAction(state, surfaceNow(), current, given, how);
  }
  return delivered;
}

function speaksOnTyping({ block, element }: PlacedElement, enter: boolean): boolean {
  if (block["dispatch_action"] !== true) return false;
  const configured = asList(asFields(element["dispatch_action_config"])["trigger_actions_on"]);
  const on = configured.length > 0 ? configured : ["on_enter_pressed"];
  return on.includes("on_character_entered") || (enter && on.includes("on_enter_pressed"));
}

export async function typeInto(
  state: SlackState,
  surfaceNow: () => Surface,
  actionId: string,
  text: string,
  how: Typing,
): Promise<Delivered | undefined> {
  const placed = findElement(surfaceNow(), actionId, how);
  const type = String(placed.element["type"]);
  if (!TYPED.has(type))
    throw new Error(`"${actionId}" is a ${type}: it is chosen from or clicked, not typed into.`);
  const given = keep(surfaceNow(), placed, rowOf(placed), text === "" ? null : text);
  return speaksOnTyping(placed, how.enter === true)
    ? dispatchAction(state, surfaceNow(), placed, given, how)
    : undefined;
}
