import { isQuiet } from "../../../order/lifecycle.ts";
import { proposalStep, type Order, type Step } from "../../../order/order.ts";
import {
  isAcceptLast,
  openBesideStages,
  openTo,
  seatsShown,
  stagesShown,
  type StageShown,
} from "../../../order/open-seats.ts";
import { escaped, mention, moment } from "../../text.ts";
import type { Words } from "../en.ts";
import { sayPrice } from "./price.ts";
import { sayStep } from "./step.ts";
import { sayStory } from "./story.ts";

/** A card has room for the names of those who approved, not for a long list. */
const MOST_APPROVED = 10;

/** The newest step that changed what people see. */
const newestLoud = ({ history }: Order): Step | undefined =>
  history.findLast(({ action }) => !isQuiet(action));

/** What became of a proposal that does not stand any more. */
function endOf({ history }: Order, step: Step): keyof Words["life"]["proposalOver"] {
  const next = history.slice(history.indexOf(step) + 1).find(({ action }) => action in ENDS)
    ?.action as keyof typeof ENDS | undefined;
  return next ? ENDS[next] : "over";
}
const ENDS = { accept: "accepted", decline: "declined", propose: "replaced" } as const;

/** What a card says about how things stand. Mrkdwn, but for what is said to be plain. */
export const sayCard = (words: Words) => {
  const { card, life } = words;
  const { actor, step } = sayStep(words);
  const price = sayPrice(words);
  const {
    storyChanges,
    storyMoves,
    storyIsVoid,
    storyPeople,
    storyProgress,
    storyProposal,
    storyServers,
  } = sayStory(words);

  const seatsOf = (order: Order): string => {
    const { have, of } = seatsShown(order);
    return life.seats(have, of);
  };
  const namesOf = ({ approvals }: Order): string =>
    life.listed(approvals.slice(0, MOST_APPROVED).map(({ userId }) => mention(userId)));
  /** "finance 0 of 1: @carol". `index`: for a name, where it has none. */
  const stageLine = ({ stage: { name, quorum }, have, open }: StageShown, index: number): string =>
    card.stage(
      name === undefined ? undefined : escaped(name, 40),
      index + 1,
      life.seats(have, quorum),
      storyPeople(open),
    );

  /** With what it would cost. */
  const proposed = ({ proposal, price: asked }: Order, step: Step): string =>
    words.joined([
      storyProposal(step),
      ...(proposal?.price
        ? [life.wouldCost(price.short(proposal.price), asked && price.brief(asked))]
        : []),
    ]);

  const buysIfAccepted = ({ proposal }: Order): boolean =>
    proposal !== undefined && isAcceptLast(proposal);

  return {
    /** Who approved and who still may, a line each. */
    approvals(order: Order): string {
      const stages = stagesShown(order);
      const people = storyPeople(stages.length > 0 ? openBesideStages(order) : openTo(order));
      return [
        card.approvedBold(seatsOf(order), namesOf(order)),
        ...stages.map(stageLine),
        people ? card.mayApprove(people, stages.length > 0) : "",
      ]
        .filter(Boolean)
        .join("\n");
    },
    /** By which rule, and until when it waits or what happened last. */
    standing(order: Order): string {
      const rule = card.rule(escaped(order.rule.name, 60));
      if (order.status === "pending")
        return [card.waitsUntil(moment(order.expiresAt)), rule].join(" · ");
      const names = namesOf(order);
      const glass = order.history.findLast(({ action }) => action === "break-glass");
      const last = newestLoud(order);
      return [
        names ? card.approved(seatsOf(order), names) : "",
        glass ? card.pastApprovers(actor(glass.by)) : "",
        rule,
        last ? step(last) : "",
      ]
        .filter(Boolean)
        .join(" · ");
    },
    /** What is not any more as somebody saw it when they clicked, and that there is not enough left. */
    warnings(order: Order): readonly string[] {
      const newest = newestLoud(order);
      const all = newest?.action === "recheck" ? (newest.moves ?? []) : [];
      const moves = all.filter(({ what }) => what !== "stock"); // that has a sentence of its own
      const { left } = order;
      return [
        ...(newest && moves.length > 0
          ? [card.moved(storyMoves(moves), storyIsVoid(newest, order))]
          : []),
        ...(left === undefined || left >= order.spec.count
          ? []
          : [left === 0 ? card.soldOut : card.left(left, order.spec.count)]),
      ];
    },
    /** A proposal that stands. */
    proposalStands(order: Order): string | undefined {
      const step = proposalStep(order);
      return (
        step &&
        card.proposal(proposed(order, step), mention(order.requester.userId), buysIfAccepted(order))
      );
    },
    /** To its requester: the proposal, and what it would mean, or what became of it. */
    proposalToYou(order: Order, step: Step): string {
      const stands = proposalStep(order) === step;
      if (!stands)
        return words.joined([storyProposal(step), life.proposalOver[endOf(order, step)]]);
      return words.joined([
        proposed(order, step),
        ...(buysIfAccepted(order) ? [life.acceptBuys] : []),
        ...(order.approvals.length > 0 ? [life.proposalVoids] : []),
      ]);
    },
    /** How far the bought servers are, with a line for each. Empty while nobody looked. */
    building(order: Order): readonly string[] {
      const seen = order.history.findLast(({ progress }) => progress)?.progress;
      return seen ? [`*${storyProgress(seen)}*`, ...storyServers(order)] : [];
    },
    /** To whoever changed it: what it came to. */
    edited(before: Order, order: Order): string {
      const step = order.history.at(-1);
      const rule = escaped(order.rule.name, 60);
      return words.joined([
        words.edited.changed(order.id, storyChanges(step?.changes)),
        ...(before.approvals.length > 0 ? [words.edited.voids] : []),
        order.status === "pending"
          ? words.edited.waits(order.rule.quorum)
          : words.edited.approved(rule),
      ]);
    },
  };
};
