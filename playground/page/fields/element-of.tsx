import type { ComponentChildren } from "preact";
import { usePage } from "../page-context.ts";
import { ButtonElement } from "./button-element.tsx";
import { ChoiceList } from "./choice-list.tsx";
import type { FieldProps } from "./field.ts";
import { MenuElement } from "./menu-element.tsx";
import { OverflowMenu } from "./overflow-menu.tsx";
import { PickerElement } from "./picker-element.tsx";
import { TextElement } from "./text-element.tsx";

type Drawing = (props: FieldProps) => ComponentChildren;

const MENUS = [
  "static_select",
  "external_select",
  "users_select",
  "conversations_select",
  "channels_select",
];

const DRAWN: ReadonlyMap<string, Drawing> = new Map<string, Drawing>([
  ["button", ButtonElement],
  ["overflow", OverflowMenu],
  ["checkboxes", ChoiceList],
  ["radio_buttons", ChoiceList],
  ...["datepicker", "timepicker", "datetimepicker"].map((type) => [type, PickerElement] as const),
  ...["plain_text_input", "number_input", "email_text_input", "url_text_input"].map(
    (type) => [type, TextElement] as const,
  ),
  ...MENUS.flatMap((type) => [
    [type, MenuElement] as const,
    [`multi_${type}`, MenuElement] as const,
  ]),
]);

export function ElementOf(props: FieldProps) {
  const { strings } = usePage();
  const type = String(props.element["type"]);
  const Drawn = DRAWN.get(type);
  return Drawn ? <Drawn {...props} /> : <span class="muted">{strings.notDrawn(type)}</span>;
}
