import { describe, expect, it } from "vitest";
import { checkInstanceSpec } from "../../../playground/edcps/check-instance-spec.ts";
import { Refusal } from "../../../playground/edcps/envelope.ts";
import { ACCEPTED, type Change, REFUSED, REFUSED_IN_PLAIN } from "./instance-spec-cases.ts";
import { fullSpec, plainSpec } from "./signed-client.ts";

/** What the pretend cloud says to an order: "ok", or the error's name and message. */
function verdict(base: Change, change: Change): string {
  const spec = Object.fromEntries(
    Object.entries({ ...base, ...change }).filter(([, value]) => value !== undefined),
  );
  try {
    // The JSON round trip makes sure that a row says something that can be sent.
    checkInstanceSpec(JSON.parse(JSON.stringify({ instanceSpec: spec })), 5);
    return "ok";
  } catch (error) {
    if (error instanceof Refusal) return `${error.status} ${error.message}`;
    throw error;
  }
}

describe("the specification of an order", () => {
  it.each(ACCEPTED)("is accepted: %s", (_what, base, change) => {
    expect(verdict(base, change)).toBe("ok");
  });

  it.each(REFUSED)("is refused: %s", (_what, change, pattern) => {
    expect(verdict(fullSpec(), change)).toMatch(
      new RegExp(`^\\w+ The field instanceSpec\\S* .*\\.$`),
    );
    expect(verdict(fullSpec(), change)).toMatch(new RegExp(pattern));
  });

  it.each(REFUSED_IN_PLAIN)("is refused in the plain order: %s", (_what, change, pattern) => {
    expect(verdict(plainSpec(), change)).toMatch(new RegExp(pattern));
  });

  it("is an object", () => {
    for (const instanceSpec of [null, [], "x", 1]) {
      expect(() => checkInstanceSpec({ instanceSpec }, 5)).toThrow(
        "The field instanceSpec must be an object.",
      );
    }
  });
});
