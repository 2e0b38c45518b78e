import { decidingRule, type ActionNow, type Explanation } from "../../../order/explain.ts";
import type { FieldId } from "../../../order/form-fields.ts";
import type { Order } from "../../../order/order.ts";
import { keyOf } from "../../../order/order-line.ts";
import type { Rule } from "../../../order/policy-file.ts";
import { code, escaped, groupMention, mention, moment } from "../../text.ts";
import type { Words } from "../en.ts";
import { sayPrice } from "./price.ts";
import { sayRefusal } from "./refusal.ts";
import { sayRules } from "./rules.ts";

/** Nobody reads more. The rule that decides is shown wherever it stands. */
const MOST_RULES = 12;
const MOST_PEOPLE = 12;
const MOST_TYPED = 300;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Named {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** What the policy says to an order, and to whom. Lines of mrkdwn. */
export const sayExplain = (words: Words) => {
  const { explain } = words;
  const { pass } = sayRules(words);
  const refusal = sayRefusal(words);
  const price = sayPrice(words);

  const people = ({ users, groups }: Named): string => {
    const mentions = [...groups.map(groupMention), ...users.map(mention)];
    const more = mentions.length - MOST_PEOPLE;
    return [...mentions.slice(0, MOST_PEOPLE), ...(more > 0 ? [`+${more}`] : [])].join(" ");
  };

  const duration = (ms: number): string => {
    const { minutes, hours, days } = explain.duration;
    if (ms % DAY === 0) return days(ms / DAY);
    return ms % HOUR === 0 ? hours(ms / HOUR) : minutes(ms / MINUTE);
  };

  const approvers = ({ stages }: Rule): string => {
    const [only, ...more] = stages;
    if (!only) return explain.auto;
    if (more.length === 0) return explain.approvals(only.quorum, people(only));
    const all = stages.map((stage) =>
      explain.stage(stage.name ? escaped(stage.name, 40) : "", stage.quorum, people(stage)),
    );
    return explain.stages(all.join(words.clauses));
  };

  /** What a rule asks of an order that it takes. */
  const asks = (rule: Rule, order: Order | undefined): readonly string[] => {
    const { stages, escalation, breakGlass, remindAfter, quietHours, expiresAfter } = rule;
    const { from, to, zone, weekends } = quietHours ?? {};
    const isQuiet = from !== undefined && to !== undefined && zone !== undefined;
    const times = order
      ? timesOf(order)
      : [
          ...(remindAfter === undefined ? [] : [explain.reminder(duration(remindAfter))]),
          explain.expires(duration(expiresAfter)),
        ];
    return stages.length === 0
      ? [explain.auto]
      : [
          approvers(rule),
          rule.allowSelfApproval ? explain.ownToo : explain.notOwn,
          ...(escalation
            ? [explain.escalation(duration(escalation.after), people(escalation.approvers))]
            : []),
          ...(breakGlass ? [explain.breakGlass(people(breakGlass), breakGlass.ownOrders)] : []),
          ...times,
          ...(isQuiet ? [explain.quiet(from, to, escaped(zone, 60), weekends ?? false)] : []),
        ];
  };

  /** The times of an order that waits; of any other there are none. */
  const timesOf = (order: Order): readonly string[] =>
    order.status === "pending"
      ? (["remindAt", "escalateAt", "expiresAt"] as const).flatMap((time) => {
          const at = order[time];
          return at === undefined ? [] : [explain.times[time](moment(at))];
        })
      : [];

  const rulesOf = ({ rules, verdict }: Explanation): readonly string[] => {
    const decides = decidingRule(verdict);
    const deciding = rules.findIndex(({ misses }) => misses.length === 0);
    const lines = rules.map((one) => {
      if (one.misses.length > 0) return pass(one);
      const name = escaped(one.rule, 60);
      return one.rule === decides ? explain.decides(name) : explain.takesToo(name);
    });
    const shown = lines.filter((_, index) => index < MOST_RULES || index === deciding);
    const more = lines.length - shown.length;
    return [...shown.map((line) => `• ${line}`), ...(more > 0 ? [explain.more(more)] : [])];
  };

  /** `who` orders: a refusal is told to them. */
  const explained = (explanation: Explanation, who: string, order?: Order): readonly string[] => {
    const { verdict } = explanation;
    const cost = explanation.price
      ? explain.price(price.short(explanation.price))
      : explain.noPrice;
    // Which rules do not take it stands above already.
    const why = verdict.ok || verdict.refusal.reason !== "no-rule" ? {} : { passed: [] };
    return [
      cost,
      ...rulesOf(explanation),
      ...(verdict.ok
        ? asks(verdict.rule, order)
        : [explain.told(mention(who)), `• ${refusal({ ...verdict.refusal, ...why })}`]),
    ];
  };

  const verbs = (actions: readonly ActionNow[]): string =>
    explain.listed(actions.map(({ action }) => words.steps.verbs[action]));

  return {
    usage: explain.usage,
    nameThem: (typed: string): string => explain.nameThem(code(typed, 60)),
    unsaid: (fields: readonly FieldId[]): string =>
      explain.unsaid(explain.listed(fields.map((field) => code(`${keyOf(field)}=…`)))),

    /** Of a line that somebody typed. */
    wish: (explanation: Explanation, who: string, line: string): readonly string[] => [
      explain.line(mention(who), code(line, MOST_TYPED)),
      ...explained(explanation, who),
    ],

    /** Of an order that exists, with what this person could do. */
    order: (
      order: Order,
      explanation: Explanation,
      who: string,
      actions: readonly ActionNow[],
    ): readonly string[] => {
      const done = actions.filter((action) => !action.refusal);
      // Several actions that are refused with the same words are named together.
      const told = Map.groupBy(
        actions.filter((action) => action.refusal),
        ({ refusal: why }) => (why ? refusal(why) : ""),
      );
      const answers = [...told].map(([sentence, which]) => explain.answer(verbs(which), sentence));
      return [
        explain.order(order.id, mention(order.requester.userId)),
        ...explained(explanation, order.requester.userId, order),
        done.length > 0 ? explain.can(mention(who), verbs(done)) : explain.canNothing(mention(who)),
        ...(answers.length > 0 ? [explain.told(mention(who)), ...answers] : []),
      ];
    },
  };
};
