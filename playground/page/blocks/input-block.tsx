import { asFields, asText, type Fields } from "../../slack/json.ts";
import { ElementOf } from "../fields/element-of.tsx";
import { inputIdOf } from "../fields/field.ts";
import { Icon } from "../icon.tsx";
import { usePage } from "../page-context.ts";
import { useSurface } from "../surface-context.ts";
import { TextObject } from "../text/mrkdwn-text.tsx";

/** These hold several controls: their label is a legend. */
const GROUPS = new Set(["checkboxes", "radio_buttons"]);

export function InputBlock({ block }: { block: Fields }) {
  const { strings } = usePage();
  const surface = useSurface();
  const blockId = asText(block["block_id"]) ?? "";
  const element = asFields(block["element"]);
  const isOptional = block["optional"] === true;
  const error = surface.errors[blockId];
  const hint = block["hint"];
  const id = inputIdOf(surface, blockId, asText(element["action_id"]) ?? "");
  const described = [error !== undefined && `${id}-error`, hint !== undefined && `${id}-hint`]
    .filter(Boolean)
    .join(" ");
  const isGroup = GROUPS.has(String(element["type"]));
  const label = (
    <>
      <TextObject text={block["label"]} />
      {isOptional && <span class="optional"> {strings.optional}</span>}
    </>
  );
  return (
    <div class="block-input" data-invalid={error !== undefined}>
      {isGroup ? (
        <span class="field-label" id={`${id}-label`}>
          {label}
        </span>
      ) : (
        <label class="field-label" id={`${id}-label`} for={id}>
          {label}
        </label>
      )}
      <ElementOf
        element={element}
        blockId={blockId}
        label={asText(asFields(block["label"])["text"]) ?? ""}
        labelId={`${id}-label`}
        describedBy={described === "" ? undefined : described}
        isInvalid={error !== undefined}
        isRequired={!isOptional}
      />
      {error !== undefined && (
        <p class="field-error" id={`${id}-error`}>
          <Icon name="warning" />
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p class="field-hint" id={`${id}-hint`}>
          <TextObject text={hint} />
        </p>
      )}
    </div>
  );
}
