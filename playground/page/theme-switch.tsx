import { useEffect, useState } from "preact/hooks";
import { Icon } from "./icon.tsx";
import { usePage } from "./page-context.ts";

const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];
const KEPT = "theme";

const kept = (): Theme => THEMES.find((theme) => theme === localStorage.getItem(KEPT)) ?? "system";

/** The system's choice unless the visitor makes one of their own. */
export function ThemeSwitch() {
  const { strings } = usePage();
  const [theme, setTheme] = useState<Theme>(kept);
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
    localStorage.setItem(KEPT, theme);
  }, [theme]);
  return (
    <label class="theme-switch">
      <Icon name="theme" />
      <select
        aria-label={strings.theme}
        value={theme}
        onChange={({ currentTarget: { value } }) =>
          setTheme(THEMES.find((each) => each === value) ?? "system")
        }
      >
        {THEMES.map((each) => (
          <option key={each} value={each}>
            {strings.themes[each]}
          </option>
        ))}
      </select>
    </label>
  );
}
