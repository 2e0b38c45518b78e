import { asText } from "../../slack/json.ts";
import { usePage } from "../page-context.ts";
import { useSurface } from "../surface-context.ts";
import { controlProps, heldBy, type FieldProps } from "./field.ts";
import { localTime, unixOf } from "./local-time.ts";
import { useGesture } from "./use-gesture.tsx";

/** Dates and times, with the browser's own pickers. */
export function PickerElement(field: FieldProps) {
  const surface = useSurface();
  const { workspace } = usePage();
  const { choose, dialog } = useGesture(field.element, field.blockId);
  const held = heldBy(surface, field);
  const { tz } = workspace.me;
  const kinds = {
    datepicker: { type: "date", value: asText(held["selected_date"]) ?? "" },
    timepicker: { type: "time", value: asText(held["selected_time"]) ?? "" },
    datetimepicker: {
      type: "datetime-local",
      value:
        typeof held["selected_date_time"] === "number"
          ? localTime(held["selected_date_time"], tz)
          : "",
    },
  } as const;
  const kind = field.element["type"] as keyof typeof kinds;
  return (
    <>
      <input
        {...controlProps(surface, field)}
        class="text-field picker"
        type={kinds[kind].type}
        value={kinds[kind].value}
        onChange={({ currentTarget: { value } }) => {
          const given =
            kind === "datetimepicker" && value !== "" ? String(unixOf(value, tz)) : value;
          void choose(given === "" ? null : given);
        }}
      />
      {dialog}
    </>
  );
}
