import { asList, isFields } from "../../slack/json.ts";
import { useSurface } from "../surface-context.ts";
import { TextObject } from "../text/mrkdwn-text.tsx";
import { controlProps, entriesOf, entryOf, heldBy, type FieldProps } from "./field.ts";
import { useChosen } from "./use-chosen.ts";

/** Checkboxes and radio buttons. */
export function ChoiceList(field: FieldProps) {
  const surface = useSurface();
  const { element, blockId } = field;
  const isRadio = element["type"] === "radio_buttons";
  const state = heldBy(surface, field);
  const held = isRadio
    ? entriesOf([state["selected_option"]])
    : entriesOf(state["selected_options"]);
  const { entries, choose, dialog } = useChosen(element, blockId, held, (values) =>
    isRadio ? (values[0] ?? null) : values,
  );
  const { id, autofocus, "aria-required": isRequired, ...group } = controlProps(surface, field);
  return (
    <div
      class="choices"
      role={isRadio ? "radiogroup" : "group"}
      {...group}
      {...(isRadio ? { "aria-required": isRequired } : { "aria-invalid": undefined })}
    >
      {asList(element["options"])
        .filter(isFields)
        .map((option, index) => {
          const entry = entryOf(option);
          if (!entry) return null;
          const { value } = entry;
          const others = entries.filter((each) => each.value !== value);
          return (
            <label class="choice" key={value}>
              <input
                type={isRadio ? "radio" : "checkbox"}
                name={id}
                id={index === 0 ? id : undefined}
                autofocus={autofocus && index === 0}
                aria-invalid={isRadio ? undefined : field.isInvalid}
                checked={others.length < entries.length}
                onChange={({ currentTarget: { checked } }) =>
                  choose(isRadio ? [entry] : checked ? [...others, entry] : others)
                }
              />
              <span>
                <TextObject text={option["text"]} />
                {option["description"] !== undefined && (
                  <span class="choice-description">
                    <TextObject text={option["description"]} />
                  </span>
                )}
              </span>
            </label>
          );
        })}
      {dialog}
    </div>
  );
}
