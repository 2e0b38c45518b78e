import type { ComponentChildren } from "preact";

const OPENABLE = /^(https?:\/\/|mailto:|tel:)/i;

/** Leads away from the page, in a tab of its own, and only to addresses that cannot run anything. */
export function SafeLink({ url, children }: { url: string; children: ComponentChildren }) {
  if (!OPENABLE.test(url)) return <>{children}</>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}
