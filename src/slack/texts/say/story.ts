import type { Change } from "../../../order/changes.ts";
import type { Order, Server, Step } from "../../../order/order.ts";
import { code, escaped, groupMention, mention } from "../../text.ts";
import type { Words } from "../en.ts";
import { sayFailure } from "./failure.ts";
import { sayMoves } from "./moves.ts";
import { sayStep } from "./step.ts";

/** A line has to fit into a section, which takes 3,000 characters, and nobody reads more than this. */
const MOST_CHANGES = 10;
const MOST_SERVERS = 12;
const MOST_ASKED = 15;

/** The story of an order: a line a step, as it is told in the thread of its card. Mrkdwn. */
export const sayStory = (words: Words) => {
  const { life } = words;
  const { step: told, actor } = sayStep(words);
  const { move } = sayMoves(words);
  const failure = sayFailure(words);

  const change = ({ field, from, to }: Change): string => {
    const known: Readonly<Record<string, { readonly label: string }>> = words.form;
    const label = Object.hasOwn(known, field) ? known[field]?.label : undefined;
    const value = (text: string | undefined): string =>
      text === undefined ? life.nothing : escaped(text, 60);
    return life.change(label ?? escaped(field, 60), value(from), value(to));
  };
  const changes = (all: readonly Change[]): string =>
    all.slice(0, MOST_CHANGES).map(change).join(words.clauses);

  const people = (who: { users: readonly string[]; groups: readonly string[] }): string =>
    [...who.groups.map(groupMention), ...who.users.map(mention)].slice(0, MOST_ASKED).join(" ") ||
    life.approvers;
  /** Whoever could still decide: those of the rule who have not approved. */
  const asked = ({ rule: { stages }, approvals }: Order): string => {
    const done = new Set(approvals.map(({ userId }) => userId));
    return people({
      groups: [...new Set(stages.flatMap(({ groups }) => groups))],
      users: [...new Set(stages.flatMap(({ users }) => users))].filter((user) => !done.has(user)),
    });
  };

  const server = ({ instanceId, status, privateIp, publicIp }: Server): string =>
    life.server(
      code(instanceId, 60),
      status === "" ? life.notTold : escaped(status, 30),
      [publicIp, privateIp]
        .flatMap((address) => (address ? [escaped(address, 45)] : []))
        .join(", "),
    );
  const servers = ({ servers: all = [] }: Order): readonly string[] =>
    all.slice(0, MOST_SERVERS).map(server);

  const progress = ({ running, failed, of, over }: NonNullable<Step["progress"]>) => {
    if (over === "too-long") return life.tooLong(running, of);
    return running === of ? life.allRunning(of) : life.building(running, failed, of);
  };

  /** What a step says beyond who did what. */
  const line = (step: Step, order: Order): string => {
    const { action, seats, reason, moves } = step;
    if (step.progress) {
      const listed = step.progress.over ? servers(order) : [];
      return [progress(step.progress), ...listed].join("\n   ");
    }
    if (action === "remind")
      return life.reminder(asked(order), order.approvals.length, order.rule.quorum);
    if (action === "escalate" && step.asks) return life.escalated(people(step.asks));
    const plain = told(step);
    const counted = seats && seats.of > 0 ? life.seats(plain, seats.have, seats.of) : plain;
    const details = [
      ...(step.changes?.length ? [changes(step.changes)] : []),
      ...(moves ? [moves.map(move).join(words.clauses)] : []),
    ].join(words.clauses);
    const changed = details ? life.changed(counted, details) : counted;
    const because = reason ? life.because(changed, escaped(reason, 300)) : changed;
    return (action === "fail" || action === "doubt") &&
      order.failure &&
      order.history.at(-1) === step
      ? life.changed(because, failure(order, order.failure))
      : because;
  };

  return {
    story: (steps: readonly Step[], order: Order): readonly string[] =>
      steps.map((step) => `• ${line(step, order)}`),
    storyServers: servers,
    storyAlarm: (order: Order, step: Step, goods: string): string =>
      life.because(
        life.alarm(order.id, actor(step.by), mention(order.requester.userId), goods),
        escaped(step.reason ?? "", 500),
      ),
    storyProposal: (order: Order, step: Step): string =>
      words.joined([
        life.proposal(order.id, actor(step.by), changes(step.changes ?? [])),
        ...(step.reason ? [life.said(escaped(step.reason, 500))] : []),
        ...(order.approvals.length > 0 ? [life.proposalVoids] : []),
      ]),
    storyProgress: (step: Step): string => (step.progress ? progress(step.progress) : ""),
  };
};
