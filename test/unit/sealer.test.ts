import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { aesSealer } from "../../src/store/sealer.ts";

const secrets = { password: "Tr4vel-Gn0me!", userData: "IyEvYmluL2Jhc2g=" };

describe("the sealer", () => {
  const key = randomBytes(32);
  const sealer = aesSealer(key);

  it("opens what it sealed, for the same order", () => {
    expect(sealer.open(sealer.seal(secrets, "K7M4Q9"), "K7M4Q9")).toEqual(secrets);
    expect(sealer.open(sealer.seal({}, "K7M4Q9"), "K7M4Q9")).toEqual({});
  });

  it("never seals the same text the same way twice, and shows nothing of it", () => {
    const [first, second] = [sealer.seal(secrets, "A"), sealer.seal(secrets, "A")];
    expect(first).not.toBe(second);
    expect(Buffer.from(first.split(".")[1] ?? "", "base64url").toString("latin1")).not.toContain(
      "Gn0me",
    );
  });

  it("does not open a seal that was copied to another order", () => {
    expect(() => sealer.open(sealer.seal(secrets, "A"), "B")).toThrow("ORDER_ENCRYPTION_KEY");
  });

  it("does not open a seal made with another key, or changed by a single bit", () => {
    const sealed = sealer.seal(secrets, "A");
    expect(() => aesSealer(randomBytes(32)).open(sealed, "A")).toThrow("cannot be opened");
    const body = Buffer.from(sealed.split(".")[1] ?? "", "base64url");
    for (let at = 0; at < body.length; at += 1) {
      const changed = Buffer.from(body);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => sealer.open(`v1.${changed.toString("base64url")}`, "A")).toThrow(
        "cannot be opened",
      );
    }
  });

  it.each(["", "v1", "v1.", "v2.abcd", "v1.AAAA", "nonsense"])(
    "refuses %j with a sentence that holds no secret",
    (text) => {
      expect(() => sealer.open(text, "A")).toThrow(/order A/i);
    },
  );
});
