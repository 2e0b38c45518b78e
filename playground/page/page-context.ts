import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { PersonAct } from "../control/person-acts.ts";
import type { WorldAct } from "../control/world-acts.ts";
import type { Workspace } from "../control/sections.ts";
import type { Strings } from "./strings.ts";

/** What nearly every part of the page needs. */
export interface Page {
  readonly workspace: Workspace;
  readonly strings: Strings;
  /** Does something as the person of this window. A refusal is shown by the page itself and answers undefined. */
  readonly act: (given: PersonAct) => Promise<unknown>;
  /** Does something to the worlds behind it, in the same way. */
  readonly change: (given: WorldAct) => Promise<unknown>;
  /** Shows a conversation. */
  readonly open: (placeId: string) => void;
}

export const PageContext = createContext<Page | undefined>(undefined);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error("This part of the page stands outside of it.");
  return page;
}
