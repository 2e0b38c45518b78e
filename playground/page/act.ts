import type { PersonAct } from "../control/person-acts.ts";
import type { WorldAct } from "../control/world-acts.ts";

async function post(body: unknown): Promise<unknown> {
  const response = await fetch("/api/act", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { done?: unknown; error?: string };
  if (!response.ok) throw new Error(answer.error ?? `HTTP ${response.status}`);
  return answer.done;
}

export const actAs = (userId: string, person: PersonAct): Promise<unknown> =>
  post({ as: userId, person });

export const actOnWorld = (world: WorldAct): Promise<unknown> => post({ world });

export async function trafficEntry(id: number): Promise<unknown> {
  const response = await fetch(`/api/traffic?id=${id}`);
  return (await response.json()) as unknown;
}
