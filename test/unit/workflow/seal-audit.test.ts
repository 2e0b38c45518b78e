import { describe, expect, it } from "vitest";
import { StoreUnavailable, type Notary } from "../../../src/workflow/ports.ts";
import { sealAudit } from "../../../src/workflow/seal-audit.ts";
import { keptLog } from "../../support/workflow-ports.ts";

/** A notary that has so many batches of work. */
function notaryWith(batches: number): Notary & { readonly sealed: () => number } {
  let sealed = 0;
  return {
    sealed: () => sealed,
    async seal() {
      if (sealed === batches) return undefined;
      sealed += 1;
      return { id: `${sealed}-0`, seq: sealed * 500, hash: `hash ${sealed}` };
    },
  };
}

describe("sealing the audit trail", () => {
  it("seals batch after batch, and logs how far it came", async () => {
    const [notary, log] = [notaryWith(3), keptLog()];
    await sealAudit({ notary, log });
    expect(notary.sealed()).toBe(3);
    expect(log.lines).toMatchObject([
      { level: "info", facts: { id: "3-0", seq: 1_500, hash: "hash 3" } },
    ]);
  });

  it("logs nothing when there was nothing to seal", async () => {
    const log = keptLog();
    await sealAudit({ notary: notaryWith(0), log });
    expect(log.lines).toEqual([]);
  });

  it("leaves the rest of very much to the next sweep", async () => {
    const [notary, log] = [notaryWith(1_000), keptLog()];
    await sealAudit({ notary, log });
    expect(notary.sealed()).toBe(20);
    expect(log.lines).toHaveLength(1);
    await sealAudit({ notary, log });
    expect(notary.sealed()).toBe(40);
  });

  it("fails with the store", async () => {
    const notary: Notary = { seal: () => Promise.reject(new StoreUnavailable(false)) };
    await expect(sealAudit({ notary, log: keptLog() })).rejects.toBeInstanceOf(StoreUnavailable);
  });
});
