import { useCallback, useState } from "preact/hooks";

export interface Address {
  /** Who this window is. */
  readonly as: string;
  /** The conversation that it shows. */
  readonly in: string;
}

/** Kept in the address bar, so that two windows can be two people and a reload changes nothing. */
export function useAddress(first: Address): [Address, (next: Partial<Address>) => void] {
  const [address, setAddress] = useState<Address>(() => {
    const asked = new URLSearchParams(location.search);
    return { as: asked.get("as") ?? first.as, in: asked.get("in") ?? first.in };
  });
  const goTo = useCallback((next: Partial<Address>) => {
    setAddress((now) => {
      const then = { ...now, ...next };
      history.replaceState(null, "", `?${new URLSearchParams({ ...then }).toString()}`);
      return then;
    });
  }, []);
  return [address, goTo];
}
