import type { Order } from "../src/order/order.ts";
import type { Ledger } from "./ledger.ts";
import type { Story } from "./people.ts";
import type { Struck } from "./weather.ts";

/** All that happened to one order, in time order: its history, its clicks and their answers, its calls, its messages, and the faults around them. */
export function tellStory(from: {
  readonly story: Story;
  readonly orders: ReadonlyMap<string, Order>;
  readonly ledger: Ledger;
  readonly struck: readonly Struck[];
}): readonly string[] {
  const { story, ledger } = from;
  const { plan } = story;
  const own = [...from.orders.values()].filter(({ spec }) => spec.name === plan.name);
  const lines: (readonly [at: number, line: string])[] = [
    ...own.flatMap((order) => [
      ...order.history.map(
        ({ at, by, action, version, reason }) =>
          [
            Date.parse(at),
            `history   ${order.id} version ${version}: ${"userId" in by ? by.userId : by.kind} ${action}${reason ? `, "${reason}"` : ""} (by a bot's clock)`,
          ] as const,
      ),
      ...ledger
        .calls(order.clientToken)
        .map(
          ({ at, ms, status, error, fault, gaveUpMs }) =>
            [
              at,
              `cloud     createInstances answered ${status || "nothing"} ${error ?? ""} after ${ms} ms${fault ? ` (fault: ${fault})` : ""}${gaveUpMs === undefined ? "" : `, the caller was gone after ${gaveUpMs} ms`}`,
            ] as const,
        ),
      ...ledger
        .shown(order.id)
        .map(
          ({ at, change, channel, ts, text }) =>
            [at, `message   ${change} ${ts} in ${channel}: ${text.slice(0, 160)}`] as const,
        ),
      ...[...new Set(story.gestures.map(({ who }) => who))].flatMap((who) =>
        ledger
          .told(order.id, who)
          .map(({ at, text }) => [at, `private   to ${who}: ${text.slice(0, 160)}`] as const),
      ),
    ]),
    ...story.gestures.map(
      ({ at, who, what, version, acknowledged, answer }) =>
        [
          at,
          `gesture   ${who}: ${what}${version === undefined ? "" : ` version ${version}`} -> ${acknowledged} acknowledged, ${answer.slice(0, 160)}`,
        ] as const,
    ),
  ];
  const first = Math.min(...lines.map(([at]) => at)) - 2_000;
  const last = Math.max(...lines.map(([at]) => at)) + 2_000;
  for (const { name, how, at, over } of from.struck)
    if ((over ?? last) >= first && at <= last)
      lines.push([
        at,
        `fault     ${name} ${JSON.stringify(how)}${over && over > at ? `, over after ${over - at} ms` : ""}`,
      ]);
  return [
    `plan      ${JSON.stringify({ ...plan, secrets: plan.secrets && "given" })}`,
    ...own.map(
      ({ id, status, version, approvals, instanceIds, failure }) =>
        `order     ${JSON.stringify({ id, status, version, approvals, instanceIds, failure })}`,
    ),
    ...lines
      .toSorted(([one], [other]) => one - other)
      .map(([at, line]) => `${new Date(at).toISOString().slice(11, 23)} ${line}`),
  ];
}
