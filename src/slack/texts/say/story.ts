import type { Change } from "../../../order/changes.ts";
import type { Move, Order, Progress, Server, Step } from "../../../order/order.ts";
import { openTo, seatsShown } from "../../../order/open-seats.ts";
import { code, escaped, groupMention, mention, moment } from "../../text.ts";
import type { Words } from "../en.ts";
import { sayFailure } from "./failure.ts";
import { sayMoves } from "./moves.ts";
import { sayStep } from "./step.ts";

/** A line has to fit into a section, which takes 3,000 characters, and nobody reads more than this. */
const MOST_CHANGES = 8;
const MOST_SERVERS = 12;
const MOST_IDS = 20;
const MOST_ASKED = 10;
const MOST_REASON = 500;

interface Named {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** The story of an order: a line a step, as it is told in the thread of its card. Mrkdwn. */
export const sayStory = (words: Words) => {
  const { life } = words;
  const { actor } = sayStep(words);
  const { move } = sayMoves(words);
  const failure = sayFailure(words);

  /** As many as are read, and how many there are beside them. */
  const some = <T>(
    all: readonly T[],
    most: number,
    say: (one: T) => string,
    listed = life.listed,
  ): string => {
    const shown = listed(all.slice(0, most).map(say));
    return all.length > most ? life.more(shown, all.length - most) : shown;
  };

  const change = ({ field, from, to }: Change): string => {
    const known: Readonly<Record<string, { readonly label: string }>> = words.form;
    const label = Object.hasOwn(known, field) ? known[field]?.label : undefined;
    const value = (text: string | undefined): string =>
      text === undefined ? life.nothing : escaped(text, 60);
    return life.change(label ?? escaped(field, 60), value(from), value(to));
  };
  const changes = (all: readonly Change[] = []): string =>
    some(all, MOST_CHANGES, change, (shown) => shown.join(words.clauses));
  const moves = (all: readonly Move[] = []): string => all.map(move).join(words.clauses);

  const people = ({ groups, users }: Named): string => {
    const mentions = [...groups.map(groupMention), ...users.map(mention)];
    return some(
      mentions,
      MOST_ASKED,
      (one) => one,
      (shown) => shown.join(" "),
    );
  };
  const ids = (all: readonly string[]): string => some(all, MOST_IDS, (id) => code(id, 60));

  const server = ({ instanceId, status, privateIp, publicIp }: Server): string => {
    const key = status.toLowerCase();
    const known = Object.hasOwn(life.statuses, key) ? life.statuses[key] : undefined;
    const addresses = [publicIp, privateIp].filter((address) => address !== undefined);
    return life.server(
      code(instanceId, 60),
      known ?? escaped(status, 30),
      life.listed(addresses.map((address) => escaped(address, 45))),
    );
  };
  /** A line each, of as many as are read. */
  const servers = ({ servers: all = [] }: Pick<Order, "servers">): readonly string[] => {
    const lines = all.slice(0, MOST_SERVERS).map((one) => `• ${server(one)}`);
    const more = all.length - lines.length;
    return more > 0 ? [...lines, words.command.more(more)] : lines;
  };

  const progress = ({ running, failed, of, over }: Progress): string => {
    if (over === "too-long") return life.tooLong(running, of);
    if (running === of) return life.allRunning(of);
    return over ? life.someFailed(running, of, failed) : life.building(running, of, failed);
  };

  const reasonOf = ({ reason }: Pick<Step, "reason">): string =>
    reason ? life.reason(escaped(reason, MOST_REASON)) : "";

  /** Some who approved before this step do not count after it. */
  const isVoid = (step: Step, { history }: Order): boolean => {
    const before = history.slice(0, history.indexOf(step)).findLast(({ seats }) => seats)?.seats;
    return step.seats !== undefined && (before?.have ?? 0) > step.seats.have;
  };

  /** What tells one step after the other of an order. */
  const teller = (order: Order, goods: string): ((step: Step) => string) => {
    const wasChanged = order.history.some(({ action }) => action === "edit" || action === "accept");
    const ofOrder = {
      goods: wasChanged ? "" : goods,
      ids: ids(order.instanceIds),
      made: order.instanceIds.length,
      of: order.spec.count,
    };
    const open = people(openTo(order));
    return (step) => {
      const { seats = seatsShown(order), progress: seen, asks, by } = step;
      const isNewest = order.history.at(-1) === step;
      const told = life.told[step.action]({
        ...ofOrder,
        who: actor(by),
        seats: seats.of > 0 ? life.seats(seats.have, seats.of) : "",
        rule: by.kind === "policy" ? escaped(by.rule, 60) : "",
        changes: changes(step.changes),
        moves: moves(step.moves),
        reason: reasonOf(step),
        isVoid: isVoid(step, order),
        people: (asks ? people(asks) : open) || life.approvers,
        failure: isNewest && order.failure ? failure(order, order.failure) : "",
        progress: seen ? progress(seen) : "",
      });
      return [told, ...(seen?.over && isNewest ? servers(order) : [])].join("\n");
    };
  };

  return {
    /** `goods`: what was asked for. A line a step; newest last. */
    story: (steps: readonly Step[], order: Order, goods: string): readonly string[] =>
      steps.map(teller(order, goods)),
    /** The whole of it, with the time of each step and the request's id for the cloud's support. */
    storyWithTimes(order: Order, goods: string): readonly string[] {
      const tell = teller(order, goods);
      return order.history.map((step) => {
        const told = tell(step);
        const { requestId } = step;
        const full = requestId ? words.details.request(told, escaped(requestId, 60)) : told;
        return `• ${life.at(moment(step.at), full)}`;
      });
    },
    storyServers: servers,
    storyProgress: progress,
    storyChanges: changes,
    storyMoves: moves,
    /** Empty when nobody is named. */
    storyPeople: people,
    storyIsVoid: isVoid,
    storyAlarm: (order: Order, step: Step, goods: string): string =>
      life.alarm(order.id, actor(step.by), mention(order.requester.userId), goods, reasonOf(step)),
    storyProposal: (step: Step): string =>
      life.proposal(actor(step.by), changes(step.changes), reasonOf(step)),
  };
};
