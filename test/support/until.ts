/** Waits for a condition, and says which one when it does not come. */
export async function until<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 15_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > deadline)
      throw new Error(`Waited ${withinMs} ms for this and it did not come: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
