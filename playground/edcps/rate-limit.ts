import { gatewayRefusal } from "./envelope.ts";

/** How many requests came in which minute. */
export interface RateWindow {
  minute: number;
  count: number;
}

/** Counts a request and refuses it beyond the limit. How the API cuts its minutes is not documented; here by the clock. */
export function checkRate(window: RateWindow, now: number, perMinute: number): void {
  const minute = Math.floor(now / 60_000);
  if (window.minute !== minute) {
    window.minute = minute;
    window.count = 0;
  }
  window.count += 1;
  if (window.count > perMinute)
    throw gatewayRefusal("RATE_LIMIT", `More than ${perMinute} requests in a minute`);
}
