/** Every Web API method the simulator knows. */
import { good } from "./answer.ts";
import { CHAT_METHODS } from "./chat-methods.ts";
import { CONVERSATIONS_METHODS } from "./conversations-methods.ts";
import type { Method } from "./method.ts";
import { PEOPLE_METHODS } from "./people-methods.ts";
import { makeSocketUrl } from "./socket-mode.ts";
import { VIEW_METHODS } from "./view-methods.ts";

export const METHODS = {
  ...PEOPLE_METHODS,
  ...CHAT_METHODS,
  ...CONVERSATIONS_METHODS,
  ...VIEW_METHODS,
  "apps.connections.open": {
    token: "app",
    scopes: ["connections:write"],
    args: {},
    run: (state) => good({ url: makeSocketUrl(state) }),
  },
} as const satisfies Record<string, Method>;

export type MethodName = keyof typeof METHODS;

export function findMethod(name: string): Method | undefined {
  return Object.hasOwn(METHODS, name) ? METHODS[name as MethodName] : undefined;
}
