import type { Logger } from "@slack/bolt";
import { LogLevel } from "@slack/bolt";
import type { Log } from "../workflow/ports.ts";

/**
 * Bolt's and the SDK's own lines, in our log. Their debug and info lines hold whole request bodies and say nothing that
 * ours do not, so they are left out.
 */
export function slackLogger(log: Log): Logger {
  const write =
    (level: "warn" | "error") =>
    (...parts: unknown[]) => {
      log[level](
        { from: "slack" },
        parts
          .map((part) =>
            part instanceof Error
              ? `${part.name}: ${part.message}`
              : typeof part === "string"
                ? part
                : "",
          )
          .join(" ")
          .slice(0, 1_000),
      );
    };
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: write("warn"),
    error: write("error"),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
