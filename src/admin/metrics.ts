import { collectDefaultMetrics, Gauge, Registry } from "prom-client";

/** Numbers for Prometheus: the process, the queues, whether the bot is ready, and which policy decides. */
export function metricsRegistry(sources: {
  queueCounts: () => Promise<Record<string, Record<string, number>>>;
  ready: () => Promise<boolean>;
  policy: { warnings: () => readonly string[]; since: () => Date };
}): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "edcps_bot_" });
  new Gauge({
    name: "edcps_bot_jobs",
    help: "Jobs by queue and state.",
    labelNames: ["queue", "state"],
    registers: [registry],
    async collect() {
      this.reset(); // no numbers are better than old ones
      const counted = await sources
        .queueCounts()
        .catch((): Record<string, Record<string, number>> => ({}));
      for (const [queue, counts] of Object.entries(counted))
        for (const [state, count] of Object.entries(counts)) this.set({ queue, state }, count);
    },
  });
  new Gauge({
    name: "edcps_bot_ready",
    help: "1 when /readyz answers 200.",
    registers: [registry],
    async collect() {
      this.set((await sources.ready()) ? 1 : 0);
    },
  });
  new Gauge({
    name: "edcps_bot_policy_current",
    help: "1 while the policy file says what decides, 0 while it cannot be used and the policy of before decides.",
    registers: [registry],
    collect() {
      this.set(sources.policy.warnings().length === 0 ? 1 : 0);
    },
  });
  new Gauge({
    name: "edcps_bot_policy_loaded_timestamp_seconds",
    help: "When the policy that decides was read.",
    registers: [registry],
    collect() {
      this.set(sources.policy.since().getTime() / 1_000);
    },
  });
  return registry;
}
