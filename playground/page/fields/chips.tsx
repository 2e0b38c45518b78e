import { Icon } from "../icon.tsx";
import { usePage } from "../page-context.ts";
import type { Entry } from "./field.ts";

export function Chips({
  entries,
  onRemove,
}: {
  entries: readonly Entry[];
  onRemove: (value: string) => void;
}) {
  const { strings } = usePage();
  if (entries.length === 0) return null;
  return (
    <ul class="chips">
      {entries.map(({ value, text }) => (
        <li key={value} class="chip">
          {text}
          <button type="button" aria-label={strings.remove(text)} onClick={() => onRemove(value)}>
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
