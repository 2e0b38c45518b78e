import { collectDefaultMetrics, Gauge, Registry } from "prom-client";

/** Numbers for Prometheus: the process, the queues, and whether the bot is ready. */
export function metricsRegistry(sources: {
  queueCounts: () => Promise<Record<string, Record<string, number>>>;
  ready: () => Promise<boolean>;
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
  return registry;
}
