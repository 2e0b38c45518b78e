import type { Status } from "../order/lifecycle.ts";
import type { Order } from "../order/order.ts";
import type { PersonAction } from "../order/policy.ts";
import {
  actions,
  context,
  facts,
  header,
  orderButton,
  quote,
  section,
  type Block,
  type Button,
} from "./blocks.ts";
import { anewButtons, buttonsOf, decisions } from "./order-buttons.ts";
import { furtherFacts, mainFacts } from "./order-facts.ts";
import type { Texts } from "./texts.ts";

export interface Message {
  /** What notifications and screen readers get. */
  readonly text: string;
  readonly blocks: readonly Block[];
}

/**
 * The card is a function of the order and the language: the same order always gives the same card.
 */
export const orderCard = (order: Order, texts: Texts): Message => ({
  text: texts.cardSummary(order),
  blocks: [
    header(texts.cardHeading(order)),
    ...orderBody(order, texts),
    ...advice(order, texts),
    context(texts.standing(order)),
    actions(...buttons(order, texts), orderButton("order_details", texts.showDetails, order)),
  ],
});

/** From what has to be known first to what is looked up, and last who has to agree. */
export const orderBody = (order: Order, texts: Texts): readonly Block[] => [
  ...notices(order, texts),
  facts(mainFacts(order, texts), texts, MOST_IN_MAIN_FACTS),
  quote(order.justification),
  ...cost(order, texts),
  ...outcome(order, texts),
  facts(furtherFacts(order, texts), texts),
  ...(order.status === "pending" ? [section(texts.approvals(order))] : []),
];
const MOST_IN_MAIN_FACTS = 1_000;

/** Statuses in which somebody may still decide by what stands here. */
const OPEN: readonly Status[] = ["pending", "failed", "unknown"];

/** What nobody should decide without having read. */
export const notices = (order: Order, texts: Texts): readonly Block[] =>
  OPEN.includes(order.status)
    ? [...texts.warnings(order), texts.proposalStands(order)].flatMap((sentence) =>
        sentence === undefined ? [] : [section(sentence)],
      )
    : [];

/** What a yes costs, while somebody can still say it. */
export const cost = (order: Order, texts: Texts): readonly Block[] =>
  order.status === "pending" ? [section(texts.cost(order))] : [];

/** How it came out, as far as it did. */
function outcome(order: Order, texts: Texts): readonly Block[] {
  switch (order.status) {
    case "provisioned": {
      const [said, building] = [texts.bought(order), texts.building(order)];
      return [
        ...(said ? [section(said)] : []),
        building.length > 0
          ? section(building.join("\n"))
          : facts([[texts.card.instances, order.instanceIds.join(", ")]], texts),
      ];
    }
    case "failed":
    case "unknown":
      return order.failure ? [section(texts.failure(order, order.failure))] : [];
    case "denied": {
      const reason = order.history.findLast(({ action }) => action === "deny")?.reason;
      return reason ? [quote(reason)] : [];
    }
    case "cancelled":
      return order.failure ? [section(texts.boughtNothing(order))] : [];
    default:
      return [];
  }
}

/** What a card offers; who may press it is asked when somebody does. */
const offered: Partial<Record<Status, readonly PersonAction[]>> = {
  pending: decisions,
  failed: ["retry"],
  unknown: ["retry", "adopt", "cancel"],
};

/** What each button comes to, where whoever presses one has to know what happened in the cloud. */
function advice(order: Order, texts: Texts): readonly Block[] {
  if (order.status !== "unknown") return [];
  const known: Readonly<Record<string, string>> = texts.unknownAdvice;
  const said = buttons(order, texts).flatMap(({ action_id: action }) => known[action ?? ""] ?? []);
  return [section(said.map((sentence) => `• ${sentence}`).join("\n"))];
}

const buttons = (order: Order, texts: Texts): readonly Button[] => [
  ...buttonsOf(offered[order.status] ?? [], order, texts),
  ...anewButtons(order, texts),
];
