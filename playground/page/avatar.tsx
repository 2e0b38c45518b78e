const HUES = ["a", "b", "c", "d", "e", "f"] as const;

/** Initials on a colour that stays with the person. Says nothing that the name beside it does not say. */
export function Avatar({ id, name, small = false }: { id: string; name: string; small?: boolean }) {
  const sum = Array.from(id).reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => Array.from(word)[0] ?? "")
    .join("")
    .toUpperCase();
  return (
    <span
      class={small ? "avatar avatar-small" : "avatar"}
      data-hue={HUES[sum % HUES.length]}
      aria-hidden="true"
    >
      {initials}
    </span>
  );
}
