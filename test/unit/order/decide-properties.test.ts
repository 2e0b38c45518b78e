import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reducible, reducibleValue } from "../../../src/order/changes.ts";
import type { Asking } from "../../../src/order/asking.ts";
import { decide } from "../../../src/order/decide.ts";
import type { Decision } from "../../../src/order/decision.ts";
import { fitsAny } from "../../../src/order/glob.ts";
import { next, quietActions } from "../../../src/order/lifecycle.ts";
import { isUnanswered, trialOf } from "../../../src/order/may-now.ts";
import type { Now } from "../../../src/order/moves.ts";
import type { Order } from "../../../src/order/order.ts";
import { permission, type Person, type PersonAction } from "../../../src/order/policy.ts";
import type { Policy, Rule } from "../../../src/order/policy-file.ts";
import { estimate, type Estimate, type PriceBook } from "../../../src/order/price-book.ts";
import {
  actOnOrder,
  considerAction,
  showOrder,
  type ActPorts,
  type Gesture,
} from "../../../src/workflow/act-on-order.ts";
import { reportOnOrder } from "../../../src/workflow/change-order.ts";
import { explainOrder } from "../../../src/workflow/explain-policy.ts";
import { placeOrder } from "../../../src/workflow/place-order.ts";
import { tickOrder } from "../../../src/workflow/tick-order.ts";
import { alice, anOrder, minutesLater } from "../../support/an-order.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import {
  anyHappening,
  anyPeople,
  anyPolicy,
  anyPrices,
  anySpec,
  anyStock,
  cast,
  type Happening,
} from "../../support/random-lives.ts";
import { keptLog, memoryQueue } from "../../support/workflow-ports.ts";

const ENDS = ["provisioned", "denied", "cancelled", "expired"];
const ID = "K7M4Q9";
/** So many things are tried with an order that has come to its end. */
const AFTERLIFE = 5;

type Who = Pick<Person, "userId" | "teamId">;
const same = (one: Who, other: Who): boolean =>
  one.userId === other.userId && one.teamId === other.teamId;

/** The world as it is at one moment. */
interface World {
  policy: Policy;
  people: readonly Person[];
  prices: PriceBook | undefined;
  left: number | undefined;
  minute: number;
}

/*
 * What should be so, said once more and by other means than the code under test: what an order costs, which rule takes
 * it, whose word counts, and whether there are enough of them.
 */

const costs = ({ prices }: World, order: Pick<Order, "region" | "spec">): Estimate | undefined =>
  prices && estimate(prices, order);
const amount = (price: Estimate | undefined): string =>
  price ? `${price.currency} ${price.perMonth} ${price.atOnce}` : "not known";

const isNamed = (list: { users: readonly string[] } | undefined, { userId }: Who): boolean =>
  list?.users.includes(userId) ?? false;
const belongs = (
  list: { users: readonly string[]; groups: readonly string[] } | undefined,
  person: Person,
): boolean =>
  person.standing !== "deactivated" &&
  (isNamed(list, person) ||
    (person.standing === "member" &&
      (list?.groups.some((group) => person.groups.includes(group)) ?? false)));

function ruleOf({ policy, people }: World, { spec, price, requester, region }: Order) {
  const who = people.find((one) => same(one, requester));
  if (!who || who.standing === "deactivated") return undefined;
  return policy.rules.find(
    ({ match }) =>
      fitsAny(match.regions, region) &&
      spec.count <= (match.maxCount ?? Infinity) &&
      (match.maxMonthlyPrice === undefined ||
        (price !== undefined && price.perMonth <= match.maxMonthlyPrice)) &&
      (match.requesters ? belongs(match.requesters, who) : who.standing === "member"),
  );
}

/** The stages whose seats somebody may take. */
const seatsFor = (rule: Rule, order: Order, person: Person): readonly number[] =>
  person.userId === order.requester.userId && !rule.allowSelfApproval
    ? []
    : rule.stages.flatMap((stage, index) =>
        belongs(stage, person) ||
        (order.escalatedAt !== undefined && belongs(rule.escalation?.approvers, person))
          ? [index]
          : [],
      );

/** True when these people can fill every seat, each sitting on one: tried out, one after the other. */
function isEnough(rule: Rule, order: Order, people: readonly Person[]): boolean {
  const seat = (open: readonly number[], waiting: readonly Person[]): boolean => {
    const [person, ...others] = waiting;
    if (open.every((count) => count === 0)) return true;
    if (!person) return false;
    return (
      seat(open, others) ||
      seatsFor(rule, order, person).some(
        (index) =>
          (open[index] ?? 0) > 0 &&
          seat(
            open.map((count, other) => (other === index ? count - 1 : count)),
            others,
          ),
      )
    );
  };
  return seat(
    rule.stages.map(({ quorum }) => quorum),
    people,
  );
}

/** What somebody agreed to, as it was shown to them. */
interface Word {
  readonly by: Who;
  readonly spec: string;
  readonly price: Estimate | undefined;
}

const isNoDearer = (now: Estimate | undefined, then: Estimate | undefined): boolean =>
  amount(now) === amount(then) ||
  (now !== undefined &&
    then !== undefined &&
    now.currency === then.currency &&
    now.perMonth <= then.perMonth &&
    (now.atOnce ?? now.perMonth) <= (then.atOnce ?? then.perMonth));

/** What a click relies on was not so any more. */
function hasMoved(world: World, before: Order, after: Order, rule: Rule | undefined): boolean {
  const shape = (stages: Rule["stages"] | Order["rule"]["stages"]): string =>
    stages.map(({ name, quorum }) => `${name} ${quorum}`).join();
  return (
    amount(before.price) !== amount(costs(world, after)) ||
    (world.left !== undefined && world.left < after.spec.count && before.left !== world.left) ||
    before.rule.name !== rule?.name ||
    shape(before.rule.stages) !== shape(rule.stages)
  );
}

/** One life of an order, through the use cases and the stores' stand-ins. */
async function live(
  start: World,
  spec: Order["spec"],
  happenings: readonly Happening[],
  seen: (what: string) => void,
): Promise<void> {
  const world = { ...start };
  const clock = (): Date => new Date(minutesLater(world.minute));
  const orders = memoryOrders(clock);
  const ports: ActPorts = {
    orders,
    clock,
    queue: memoryQueue(),
    log: keptLog(),
    policy: () => world.policy,
    people: {
      languageOf: async () => "en",
      identify: async (who) => personOf(who),
    },
    get prices() {
      return world.prices;
    },
    stock: { left: async () => world.left },
  };
  const current = (): Order => {
    const order = orders.peek(ID);
    if (!order) throw new Error("The order is gone.");
    return order;
  };
  const personOf = (who: Who): Person => {
    const person = world.people.find((one) => same(one, who));
    if (!person) throw new Error("Nobody is of that name.");
    return person;
  };

  const { justification, labels, region } = anOrder();
  const placed = await placeOrder(
    { ...ports, ids: { orderId: () => ID, clientToken: () => "token" }, sealer: undefined },
    { by: alice, askedIn: "C0ASKED", region, spec, labels, justification, submission: "one" },
  );
  if (!placed.ok) return seen(`place: ${placed.refusal.reason}`);
  expect(placed.order.status === "approved", "only a rule that asks nobody approves at once").toBe(
    ruleOf(world, placed.order)?.autoApprove ?? false,
  );

  let words: readonly Word[] = [];
  let agreedTo = JSON.stringify(spec);

  /** What holds of every change, whoever made it. */
  function checkChange(before: Order, after: Order): void {
    const { action } = after.history.at(-1) ?? { action: "place" };
    expect(after.version, "a version grows by one with each change").toBe(before.version + 1);
    expect(after.history.slice(0, -1), "history is only added to").toEqual(before.history);
    expect(after.history.at(-1)?.version).toBe(after.version);
    const { id, clientToken, requester, placedAt } = before;
    expect(after).toMatchObject({ id, clientToken, requester, placedAt });
    if (ENDS.includes(before.status)) {
      expect(action, "an end is an end").toBe("observe");
      const rest = { version: 0, history: [], servers: [] };
      expect({ ...after, ...rest }).toEqual({ ...before, ...rest });
    }
    if (action !== "edit" && action !== "accept")
      expect(after.spec, "only its requester changes what is ordered").toEqual(before.spec);
    if (before.status !== "pending" && before.status !== after.status)
      expect(after.approvals, "what was agreed to is settled").toEqual(before.approvals);

    words =
      action === "edit" || action === "accept"
        ? []
        : words.filter((word) => action !== "recheck" || isNoDearer(after.price, word.price));
    if (action === "accept" && before.proposal)
      words = [
        {
          by: before.proposal.by,
          spec: JSON.stringify(before.proposal.spec),
          price: before.proposal.price,
        },
      ];
    const { by } = after.history.at(-1) ?? {};
    if (by?.kind === "person") {
      if (action === "withdraw") words = words.filter((word) => !same(word.by, by));
      if (action === "approve")
        words = [
          ...words.filter((word) => !same(word.by, by)),
          { by, spec: JSON.stringify(before.spec), price: before.price },
        ];
    }
    const approvers = after.approvals.map(({ userId, teamId }) => `${teamId}/${userId}`);
    expect(new Set(approvers).size, "a person counts once").toBe(approvers.length);
    for (const approval of after.approvals) {
      const word = words.find((one) => same(one.by, approval));
      expect(word?.spec, "an approval is for the order as it is").toBe(JSON.stringify(after.spec));
      expect(isNoDearer(after.price, word?.price), "and for no higher price").toBe(true);
    }
    if (after.status === "approved") agreedTo = JSON.stringify(after.spec);
    if (action === "begin" || action === "complete" || action === "adopt")
      expect(JSON.stringify(after.spec), "what is bought is what was agreed to").toBe(agreedTo);
    seen(`status ${after.status}`);
  }

  /** What holds of a change that a person made, on top of that. */
  function checkAction(
    before: Order,
    after: Order,
    by: Person,
    { version, ...asking }: Gesture,
  ): void {
    const { action } = asking;
    const rule = ruleOf(world, before);
    const isRequester = same(by, before.requester);
    const counts = rule !== undefined && seatsFor(rule, before, by).length > 0;
    expect(by.standing).not.toBe("deactivated");
    if (version !== undefined) {
      const lastLoud = before.history.findLast(
        (line) => !quietActions.some((quiet) => quiet === line.action),
      );
      expect(version, "a card that is out of date changes nothing").toBeGreaterThanOrEqual(
        lastLoud?.version ?? 1,
      );
      expect(version).toBeLessThanOrEqual(before.version);
    }
    if (["approve", "deny", "propose", "withdraw"].includes(action))
      expect(counts, `${action} is for those whose word counts`).toBe(true);
    if (["accept", "decline", "edit"].includes(action))
      expect(isRequester, `${action} is for whoever asked`).toBe(true);
    if (["cancel", "retry", "adopt"].includes(action))
      expect(isRequester || counts, `${action} is for those whom the order concerns`).toBe(true);
    if (["approve", "break-glass", "accept", "edit", "propose"].includes(action))
      expect(
        minutesLater(world.minute) < before.expiresAt,
        "nobody decides when time is over",
      ).toBe(true);

    const ruling = ruleOf(world, after);
    const there = after.approvals.map(personOf);
    const enough = ruling !== undefined && isEnough(ruling, after, there);
    if (
      ["approve", "accept", "edit", "retry"].includes(action) &&
      !(action === "retry" && isWaived(before, ruling))
    )
      expect(after.status, "approved when enough people agreed to it as it is, and only then").toBe(
        enough ? "approved" : "pending",
      );
    if (asking.action === "break-glass") {
      expect(belongs(rule?.breakGlass, by), "glass is broken by those who are named").toBe(true);
      expect(by.userId !== before.requester.userId || rule?.breakGlass?.ownOrders).toBe(true);
      expect(asking.reason.trim()).not.toBe("");
    }
    if (
      action === "approve" ||
      action === "break-glass" ||
      (action === "retry" && before.status === "failed")
    )
      expect(hasMoved(world, before, after, ruling), "nothing moved since the card was drawn").toBe(
        false,
      );
    if (action === "edit")
      expect(amount(after.price), "a changed order costs what it costs now").toBe(
        amount(costs(world, after)),
      );
    if (action === "accept")
      for (const path of reducible) {
        const [was, is] = [before.spec, after.spec].map((spec) => reducibleValue(spec, path) ?? 0);
        expect(is, "what was accepted is no larger than what was asked for").toBeLessThanOrEqual(
          was ?? 0,
        );
      }
    if (action === "accept")
      expect(amount(costs(world, after)), "a proposal costs what it was said to").toBe(
        amount(before.proposal?.price),
      );
    seen(`did ${action}`);
  }

  const isWaived = (order: Order, rule: Rule | undefined): boolean =>
    (rule?.autoApprove ?? false) || order.history.some((line) => line.action === "break-glass");

  /** The same thing asked for in every way in -> what becomes of it. */
  async function checkWaysIn(before: Order, by: Person, gesture: Gesture): Promise<Decision> {
    const { orderId, by: who, version, ...asking } = gesture;
    const { action } = asking;
    const decided = (wish: Asking, shown: number | undefined): Decision => {
      const left = ["approve", "break-glass", "accept", "retry"].includes(action)
        ? world.left
        : undefined;
      const now: Now = { priceOf: (order) => costs(world, order), left };
      const circumstances = {
        by,
        requester: personOf(before.requester),
        others: world.people,
        now,
        ...(shown === undefined ? {} : { version: shown }),
      };
      const at = minutesLater(world.minute);
      return decide(world.policy, before, { ...wish, ...circumstances }, at);
    };
    const asked = decided(asking, undefined);
    expect(decided(asking, before.version), "a button, as if it were typed").toEqual(asked);

    const trial = decided(trialOf(action, before), undefined);
    const considered = await considerAction(ports, { action, orderId, by: who });
    expect(considered, "to ask first, as it would be decided").toEqual(
      trial.ok || isUnanswered(action, trial.refusal)
        ? { ok: true, order: before }
        : { ok: false, refusal: trial.refusal },
    );
    expect(
      await considerAction(ports, { action, orderId, by: who, version: before.version }),
      "to ask first from a button",
    ).toEqual(considered);
    expect(current(), "to ask first changes nothing").toEqual(before);
    if (!considered.ok)
      expect(asked.ok, "what is refused when asked first is not done").toBe(false);

    const shown = await showOrder(ports, ID, who);
    if (!shown.ok || !shown.may(action))
      expect(asked.ok, "what is not offered is not done").toBe(false);
    if (shown.ok) {
      const explained = await explainOrder(ports, { by: who, orderId });
      const told = explained.ok && explained.actions.find((one) => one.action === action);
      expect(told, "what is explained is what is answered").toEqual(
        considered.ok ? { action } : { action, refusal: considered.refusal },
      );
    }
    return decided(asking, version);
  }

  /** Whoever's word is all that is missing is listened to. */
  function checkListened(before: Order, by: Person, gesture: Gesture, { ok }: Decision): void {
    const rule = ruleOf(world, before);
    if (gesture.action !== "approve" || before.status !== "pending" || !rule || ok) return;
    if (gesture.version !== undefined && gesture.version !== before.version) return;
    if (minutesLater(world.minute) >= before.expiresAt) return;
    if (hasMoved(world, before, before, rule) || seatsFor(rule, before, by).length === 0) return;
    // One person counts once, whichever workspace they come through.
    if (before.approvals.some((other) => other.userId === by.userId && !same(other, by))) return;
    const there = [...before.approvals.filter((other) => !same(other, by)).map(personOf), by];
    expect(isEnough(rule, before, there), "a word that completes the quorum is refused").toBe(
      false,
    );
  }

  /** Whom and what the dice chose: mostly something that could be. */
  async function chosen({ who, askings, isWise }: Extract<Happening, { kind: "action" }>) {
    const order = current();
    const { status, proposal } = order;
    for (const asking of isWise ? askings : []) {
      if (next(status, asking.action) === undefined || (asking.action === "accept" && !proposal))
        continue;
      for (const turn of cast.keys()) {
        const person = cast[(who + turn) % cast.length];
        const by = person && personOf(person);
        // Whoever may, whether or not there is a seat or anything else left for it.
        const wish = { action: asking.action, order, requester: personOf(order.requester) };
        if (person && by && permission(world.policy, by, wish).ok) return { person, asking };
      }
    }
    const [person, [asking]] = [cast[who], askings];
    if (!person || !asking) throw new Error("Nobody is of that number.");
    return { person, asking };
  }

  async function act(happening: Extract<Happening, { kind: "action" }>): Promise<void> {
    const { person, asking } = await chosen(happening);
    const [before, by] = [current(), personOf(person)];
    const gesture: Gesture = {
      ...asking,
      orderId: ID,
      by: person,
      ...(happening.card === "typed" ? {} : { version: before.version - happening.card }),
    };
    const decided = await checkWaysIn(before, by, gesture);
    const outcome: Decision = await actOnOrder(ports, gesture);
    expect(outcome, "what is decided is done").toEqual(decided);
    checkListened(before, by, gesture, outcome);
    const stored = current();
    if (outcome.ok) {
      expect(stored).toEqual(outcome.order);
      checkChange(before, stored);
      checkAction(before, stored, by, gesture);
    } else {
      expect(stored).toEqual(outcome.noted ?? before);
      if (outcome.noted) {
        checkChange(before, stored);
        expect(stored.status, "a refusal decides nothing").toBe(before.status);
        const again = await considerAction(ports, {
          action: asking.action,
          orderId: ID,
          by: person,
        });
        expect(again, "what was shown is not asked again").not.toMatchObject({
          refusal: { reason: "moved" },
        });
      }
      seen(`refused ${outcome.refusal.reason}`);
    }
  }

  let after = 0;
  for (const happening of happenings) {
    world.minute += 0.5;
    const before = current();
    if (ENDS.includes(before.status)) after += 1;
    if (after > AFTERLIFE) break;
    switch (happening.kind) {
      case "action":
        await act(happening);
        break;
      case "report":
      case "time":
        if (happening.kind === "time") {
          world.minute += happening.minutes;
          if (happening.looks) await tickOrder(ports, ID);
        } else await reportOnOrder(ports, ID, happening.command);
        if (current().version !== before.version) checkChange(before, current());
        expect(
          before.status === "pending" ? ["pending", "expired"] : [before.status, current().status],
          "neither clock nor cloud approves anything",
        ).toContain(current().status);
        expect(before.status !== "approved" && current().status === "approved").toBe(false);
        break;
      default:
        Object.assign(world, happening);
    }
  }
}

const anyWorld: fc.Arbitrary<World> = fc.record({
  policy: anyPolicy,
  // Whoever asks may ask, at first.
  people: anyPeople.map(([first, ...others]) => [
    { groups: [], ...first, ...alice, standing: "member" },
    ...others,
  ]),
  prices: anyPrices,
  left: anyStock,
  minute: fc.constant(0),
});

const actionNames: readonly PersonAction[] = [
  "approve",
  "deny",
  "propose",
  "withdraw",
  "break-glass",
  "accept",
  "decline",
  "edit",
  "cancel",
  "retry",
  "adopt",
];
const reasons = [
  "already-approved",
  "approvals-gone",
  "deactivated",
  "foreign",
  "guest",
  "moved",
  "needs-nobody",
  "no-change",
  "no-proposal",
  "no-reason",
  "not-approved-by-you",
  "not-approver",
  "not-break-glass",
  "not-retriable",
  "not-smaller",
  "not-yours",
  "nothing-found",
  "own-order",
  "rule-gone",
  "seat-taken",
  "stale",
  "wrong-status",
];

describe("whatever people, the bot and the world do to an order, in any order", () => {
  it("keeps the promises of approval, the same in every way in", { timeout: 240_000 }, async () => {
    const reached = new Set<string>();
    const seen = (what: string): void => void reached.add(what);
    const happenings = fc.array(anyHappening, { maxLength: 60, size: "max" });
    const wanted = [
      ...actionNames.map((action) => `did ${action}`),
      ...reasons.map((reason) => `refused ${reason}`),
    ];
    const lives = fc.asyncProperty(anyWorld, anySpec, happenings, (world, spec, made) =>
      live(world, spec, made, seen),
    );
    await fc.assert(lives, { numRuns: 1_000 });
    // What is rare comes with more lives; that it came at all shows that the walk is no empty one.
    for (let more = 0; more < 10 && !wanted.every((what) => reached.has(what)); more += 1)
      await fc.assert(lives, { numRuns: 500 });
    expect([...reached]).toEqual(expect.arrayContaining(wanted));
  });
});
