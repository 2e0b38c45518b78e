import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adminServer, type AdminServer } from "../../../src/admin/admin-server.ts";
import { metricsRegistry } from "../../../src/admin/metrics.ts";

const READ_AT = new Date("2026-03-01T09:00:00.500Z");
const warnings: string[] = [];
const reasons = new Map<string, string>();
let server: AdminServer;
let url: string;
let countsFail = false;

beforeEach(async () => {
  const metrics = metricsRegistry({
    queueCounts: async () =>
      countsFail ? Promise.reject(new Error("down")) : { purchases: { waiting: 2, active: 1 } },
    ready: async () => reasons.size === 0,
    policy: { warnings: () => warnings, since: () => READ_AT },
  });
  server = adminServer({
    host: "127.0.0.1",
    port: 0,
    metrics,
    reasons: async () => [...reasons.values()],
    warnings: async () => warnings,
  });
  url = `http://127.0.0.1:${await server.start()}`;
});
afterEach(() => server.stop());

describe("the admin server", () => {
  it("answers that it lives, whatever else is wrong", async () => {
    reasons.set("x", "Something is wrong.");
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    reasons.delete("x");
  });

  it("is ready, and is not while there are reasons, which it names", async () => {
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    reasons.set("x", "Something is wrong.");
    reasons.set("x", "Something is still wrong.");
    const answer = await fetch(`${url}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({
      status: "not ready",
      reasons: ["Something is still wrong."],
    });
    reasons.delete("x");
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it("names what somebody should see to, and is as ready as without it", async () => {
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: "ready" });
    warnings.push("Something is old.");
    const answer = await fetch(`${url}/readyz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: "ready", warnings: ["Something is old."] });
    reasons.set("x", "Something is wrong.");
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({
      status: "not ready",
      reasons: ["Something is wrong."],
      warnings: ["Something is old."],
    });
    reasons.clear();
    warnings.length = 0;
  });

  it("tells Prometheus whether the policy file is what decides, and since when", async () => {
    const numbers = async (): Promise<string> => (await fetch(`${url}/metrics`)).text();
    expect(await numbers()).toContain("edcps_bot_policy_current 1\n");
    warnings.push("Something is old.");
    expect(await numbers()).toContain("edcps_bot_policy_current 0\n");
    expect(await numbers()).toContain(
      `edcps_bot_policy_loaded_timestamp_seconds ${READ_AT.getTime() / 1_000}\n`,
    );
    warnings.length = 0;
  });

  it("gives numbers to Prometheus, and no old ones while the queues cannot be asked", async () => {
    const numbers = await (await fetch(`${url}/metrics`)).text();
    expect(numbers).toContain('edcps_bot_jobs{queue="purchases",state="waiting"} 2');
    expect(numbers).toContain("edcps_bot_ready 1");
    expect(numbers).toContain("edcps_bot_process_resident_memory_bytes");
    countsFail = true;
    expect(await (await fetch(`${url}/metrics`)).text()).not.toContain('state="waiting"');
    countsFail = false;
  });

  it.each(["/", "/readyz/", "/__proto__", "/constructor"])(
    "knows no other page: %s",
    async (path) => {
      expect((await fetch(`${url}${path}`)).status).toBe(404);
      expect((await fetch(`${url}/readyz`, { method: "POST" })).status).toBe(404);
    },
  );
});
