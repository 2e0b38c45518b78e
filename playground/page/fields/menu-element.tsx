import { useCallback, useMemo } from "preact/hooks";
import { ELEMENT_STATE } from "../../slack/element-state.ts";
import { asFields, asList, asText, isFields, type Fields } from "../../slack/json.ts";
import type { Workspace } from "../../control/sections.ts";
import { usePage } from "../page-context.ts";
import { useSurface } from "../surface-context.ts";
import { Combobox } from "./combobox.tsx";
import {
  actionIdOf,
  controlProps,
  entriesOf,
  entryOf,
  heldBy,
  matching,
  placeholderOf,
  type Entry,
  type EntryGroup,
  type FieldProps,
} from "./field.ts";
import { useChosen } from "./use-chosen.ts";

/** What Slack's client asks for when nothing is said. */
const USUAL_LEAST = 3;

/** Every kind of menu: what differs is where its entries come from and how many may be chosen. */
export function MenuElement(field: FieldProps) {
  const surface = useSurface();
  const { act, workspace } = usePage();
  const { element, blockId, isRequired } = field;
  const type = String(element["type"]);
  const isMulti = type.startsWith("multi_");
  const isExternal = type.endsWith("external_select");
  const isStatic = type.endsWith("static_select");
  const action = actionIdOf(element);
  const { spot } = surface;

  const held = useMemo(
    () => chosenEntries(heldBy(surface, field), type, workspace),
    // The surface changes with every section that comes; what is held does not.
    [surface.values, blockId, action, type, workspace],
  );
  const { entries, choose, dialog } = useChosen(element, blockId, held, (values) =>
    isMulti ? values : (values[0] ?? null),
  );
  const groups = useMemo(() => (isStatic ? staticGroups(element) : undefined), [element, isStatic]);
  const ask = useCallback(
    async (query: string): Promise<readonly Entry[]> => {
      const place = { spot, block: blockId, action };
      const found = isExternal
        ? await act({ act: "search", ...place, query })
        : await act({ act: "options", ...place });
      return matching(entriesOf(found), isExternal ? "" : query);
    },
    [act, spot.in, blockId, action, isExternal],
  );
  const least = element["min_query_length"];
  const most = element["max_selected_items"];
  return (
    <>
      <Combobox
        {...controlProps(surface, field)}
        chosen={entries}
        isMulti={isMulti}
        most={typeof most === "number" ? most : undefined}
        mayClear={!isRequired || isMulti}
        placeholder={placeholderOf(element)}
        source={
          groups
            ? { from: "page", groups }
            : {
                from: "server",
                ask,
                least: isExternal ? (typeof least === "number" ? least : USUAL_LEAST) : 0,
              }
        }
        onChoose={choose}
      />
      {dialog}
    </>
  );
}

function staticGroups(element: Fields): EntryGroup[] {
  if (!Array.isArray(element["option_groups"]))
    return [{ label: undefined, entries: entriesOf(element["options"]) }];
  return asList(element["option_groups"])
    .filter(isFields)
    .map((group) => ({
      label: asText(asFields(group["label"])["text"]),
      entries: entriesOf(group["options"]),
    }));
}

/** Menus of people and places hold bare ids. */
function chosenEntries(held: Fields, type: string, { people, channels }: Workspace): Entry[] {
  const row = ELEMENT_STATE[type];
  if (!row) return [];
  const values = row.many ? asList(held[row.key]) : [held[row.key]];
  return values.flatMap((value) => {
    if (typeof value !== "string") return entryOf(value) ?? [];
    return { value, text: people[value] ?? channels[value] ?? value };
  });
}
