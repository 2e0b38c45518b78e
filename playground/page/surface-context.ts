import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { PersonAct } from "../control/person-acts.ts";
import type { Values } from "../slack/element-state.ts";

export type Spot = Extract<PersonAct, { act: "click" }>["spot"];

/** The place whose blocks are drawn: a modal, the Home tab, a message. */
export interface SurfaceState {
  readonly spot: Spot;
  /** Tells its ids on the page from those of other places. */
  readonly id: string;
  readonly values: Values;
  /** Texts under the inputs, by block. */
  readonly errors: Readonly<Record<string, string>>;
  /** A field was changed: what the client itself said about it is out of date. */
  readonly touched?: (blockId: string) => void;
}

export const SurfaceContext = createContext<SurfaceState | undefined>(undefined);

export function useSurface(): SurfaceState {
  const surface = useContext(SurfaceContext);
  if (!surface) throw new Error("Blocks are drawn on a surface only.");
  return surface;
}
