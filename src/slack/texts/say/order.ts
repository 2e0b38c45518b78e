import { reducibleValue, type ReduciblePath } from "../../../order/changes.ts";
import type { Instance } from "../../../order/catalogue.ts";
import type { Order, Step } from "../../../order/order.ts";
import { isAcceptLast } from "../../../order/open-seats.ts";
import { isPrepaid } from "../../../order/policy.ts";
import { prepaidEnd } from "../../../order/price-book.ts";
import { code, escaped, mention, moment } from "../../text.ts";
import type { Words } from "../en.ts";
import { sayFailure } from "./failure.ts";
import { chargeOf, sayPrice } from "./price.ts";
import { sayStep } from "./step.ts";

/** Sentences about orders. Mrkdwn, but for what is said to be plain. */
export const sayOrder = (words: Words) => {
  const { card, actionForms, details, life, orders, prepaid, result, steps } = words;
  const { actor } = sayStep(words);
  const price = sayPrice(words);
  const failure = sayFailure(words);

  /** Where an order stands, in front of everything else. */
  const title = ({ status, spec, instanceIds }: Order): string =>
    status === "provisioned" && instanceIds.length < spec.count
      ? steps.partly
      : steps.titles[status];
  /** How many of what, as the catalogue names it. */
  const goods = ({ spec, labels }: Order, most = 200): string =>
    escaped(`${spec.count} × ${labels["deviceType"] ?? spec.deviceType}`, most);
  const region = (order: Order, most: number): string =>
    escaped(order.labels["regionId"] ?? order.region, most);
  const requester = (order: Order): string => mention(order.requester.userId);

  /** When what was prepaid ends, once it was bought. */
  const termEnds = ({ spec, history }: Order): string | undefined => {
    const { chargeUnit, chargeDuration, autoRenew } = spec.charge;
    const boughtAt = history.findLast(({ action }) => action === "complete")?.at;
    return boughtAt && isPrepaid(spec) && chargeUnit && chargeDuration
      ? orders.termEnds(
          moment(prepaidEnd(boughtAt, chargeUnit, chargeDuration)),
          autoRenew === true,
        )
      : undefined;
  };
  /** Empty when there is nothing to say beyond that. */
  const bought = (order: Order): string => {
    const { spec, instanceIds, servers } = order;
    const some = instanceIds.length < spec.count;
    const ends = termEnds(order);
    return words.joined([
      ...(some ? [orders.onlySome(instanceIds.length, spec.count)] : []),
      ...(some || servers ? [] : [orders.madeAll(spec.count)]),
      ...(ends ? [ends] : []),
    ]);
  };
  /** What an order that ended unbought left behind: an earlier try whose end nobody knows may still have bought. */
  const boughtNothing = ({ history }: Order): string =>
    history.some(({ action }) => action === "doubt") ? orders.mayHaveBought : orders.nothingBought;

  /** What a yes costs. */
  function cost({ spec, price: estimate }: Order): string {
    const renews = spec.charge.autoRenew ? [orders.renews] : [];
    const known = estimate && price.known(estimate, chargeOf(spec));
    if (isPrepaid(spec) && estimate?.atOnce !== undefined && known)
      return words.joined([known, ...renews]);
    const consequence = isPrepaid(spec)
      ? orders.chargedAtOnce(spec.count)
      : orders.billedWhileItExists(spec.count);
    // The sum comes first, where there is one.
    return words.joined([
      ...(known ? [known, consequence] : [consequence, price.unknown]),
      ...renews,
    ]);
  }

  return {
    goods,
    bought,
    boughtNothing,
    about: (orderId: string | undefined, sentence: string): string =>
      orderId === undefined ? sentence : orders.about(orderId, sentence),
    named: ({ id }: Pick<Order, "id">): string => orders.named(id),
    namedBold: ({ id }: Pick<Order, "id">): string => orders.named(`*${id}*`),

    cardHeading: (order: Order): string => card.heading(title(order), order.id),
    cardSummary: (order: Order): string =>
      card.summary(order.id, title(order), requester(order), goods(order), region(order, 100)),
    cost,
    /** What it costs to have it bought now, by whoever alone decides that. */
    costNow(order: Order): string {
      if (!isPrepaid(order.spec)) return cost(order);
      const { price: estimate, spec } = order;
      const sum = estimate && price.sumAtOnce(estimate);
      const renews = spec.charge.autoRenew ? [orders.renews] : [];
      return words.joined([
        actionForms.breakGlass.charged(sum, spec.count),
        prepaid.noWayBack(spec.count),
        ...renews,
      ]);
    },

    /** Beside a number that may be made smaller. Plain. */
    askedNumber({ spec }: Order, path: ReduciblePath): string {
      const value = reducibleValue(spec, path) ?? 0;
      const { chargeUnit } = spec.charge;
      const isTerm = path === "charge.chargeDuration" && chargeUnit !== undefined;
      return actionForms.propose.asked(
        isTerm ? words.price.term(value, chargeUnit).trim() : String(value),
      );
    },
    /** To whoever proposed a smaller order: what it costs, and what becomes of it. */
    proposalSent(order: Order): string {
      const { proposal, price: asked } = order;
      return words.joined([
        proposal?.price
          ? life.wouldCost(price.short(proposal.price), asked && price.brief(asked))
          : price.unknown,
        actionForms.propose.done(
          requester(order),
          proposal !== undefined && isAcceptLast(proposal),
        ),
      ]);
    },

    resultBought: (order: Order): string =>
      result.bought(
        requester(order),
        goods(order),
        bought(order),
        order.instanceIds.map((id) => code(id, 128)),
      ),
    resultNotBought: (order: Order): string =>
      words.joined([
        result.stands(requester(order), goods(order), steps.stands[order.status], undefined),
        ...(order.failure ? [failure(order, order.failure)] : []),
      ]),
    resultEnded: (order: Order, last: Step | undefined): string =>
      words.joined([
        result.stands(
          requester(order),
          goods(order),
          steps.stands[order.status],
          last?.by.kind === "person" ? actor(last.by) : undefined,
        ),
        boughtNothing(order),
      ]),
    invite: ({ askedIn }: Order): string =>
      result.invite(`<#${askedIn.replace(/[^A-Z0-9]/g, "")}>`),
    unposted: ({ id }: Order): string => result.unposted(id),
    detailsStand: ({ id, status }: Order): string => details.stands(id, steps.stands[status]),

    placedBefore: ({ id }: Order): string => words.placedAlready(id),
    placed: ({ id, status, rule }: Order): string =>
      status === "approved" || status === "provisioning"
        ? words.placedApproved(id, escaped(rule.name, 60))
        : words.placedWaits(id, rule.quorum),
    cancelled: (order: Order): string => words.command.cancelled(order.id, boughtNothing(order)),

    server: ({ instanceId, name, status, privateIp }: Instance): string =>
      words.command.server(
        code(instanceId, 60),
        escaped(name, 60),
        status ? escaped(status, 30) : undefined,
        privateIp ? escaped(privateIp, 40) : undefined,
      ),
  };
};
