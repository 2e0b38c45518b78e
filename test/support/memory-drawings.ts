import { StoreUnavailable, type Drawings } from "../../src/workflow/ports.ts";

export interface MemoryDrawings extends Drawings {
  /** From now on every method throws, until `up`. */
  down(): void;
  up(): void;
}

/** Which drawing of a form is the newest, in memory. Holds to the same contract as the one in Redis: see drawings-contract.ts. */
export function memoryDrawings(): MemoryDrawings {
  const forms = new Map<string, { turn?: string; drawn?: string; hash?: string }>();
  let isDown = false;
  const formOf = async (viewId: string) => {
    await Promise.resolve();
    if (isDown) throw new StoreUnavailable(false);
    const form = forms.get(viewId) ?? {};
    forms.set(viewId, form);
    return form;
  };
  return {
    down: () => (isDown = true),
    up: () => (isDown = false),
    async claim(viewId, turn) {
      const form = await formOf(viewId);
      if (form.turn !== undefined && form.turn > turn) return false;
      form.turn = turn;
      return true;
    },
    async drew(viewId, turn, hash) {
      const form = await formOf(viewId);
      if (form.drawn === undefined || form.drawn <= turn)
        Object.assign(form, { drawn: turn, hash });
    },
    async newest(viewId) {
      const { turn = "", hash = "" } = await formOf(viewId);
      return turn || hash ? { turn, hash } : undefined;
    },
  };
}
