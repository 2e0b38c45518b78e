import { asText, type Fields } from "../../slack/json.ts";
import { useSurface } from "../surface-context.ts";
import { controlProps, heldBy, placeholderOf, type FieldProps } from "./field.ts";
import { useTyped } from "./use-typed.ts";

/** The simulator says what is no number or no address, as Slack's client does; the browser's own checks stay out of it. */
const MODES = {
  number_input: "decimal",
  email_text_input: "email",
  url_text_input: "url",
  plain_text_input: "text",
} as const;

export function TextElement(field: FieldProps) {
  const surface = useSurface();
  const { element } = field;
  const { text, onType, send } = useTyped(field, asText(heldBy(surface, field)["value"]) ?? "");
  const common = {
    ...controlProps(surface, field),
    class: "text-field",
    value: text,
    placeholder: placeholderOf(element),
    maxLength: mostOf(element),
    autocomplete: "off",
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) =>
      onType(currentTarget.value),
    onBlur: () => void send(),
  };
  if (element["type"] === "plain_text_input" && element["multiline"] === true)
    return <textarea {...common} rows={4} />;
  return (
    <input
      {...common}
      type="text"
      inputMode={MODES[element["type"] as keyof typeof MODES]}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !event.isComposing) void send({ enter: true });
      }}
    />
  );
}

const mostOf = ({ max_length: most }: Fields): number | undefined =>
  typeof most === "number" ? most : undefined;
