import { expect } from "vitest";

/** Like `expect`, but looks again until it is so: a page needs its time, and a busy machine more of it. */
export const eventually = <T>(probe: () => T | Promise<T>) =>
  expect.poll(probe, { timeout: 15_000, interval: 50 });
