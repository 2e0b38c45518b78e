import type { FormAbilities } from "../order/form-fields.ts";
import { readOrderId } from "../order/order-id.ts";
import { readLine } from "../order/order-line.ts";
import type { ActPorts } from "../workflow/act-on-order.ts";
import { explainOrder, explainWish } from "../workflow/explain-policy.ts";
import { section } from "./blocks.ts";
import type { Answer, Typed } from "./command.ts";
import { answerToLine } from "./order-line-answer.ts";
import { textsFor } from "./reader.ts";

export interface PolicyPorts extends ActPorts {
  readonly has: () => FormAbilities;
}

/** Somebody at the end of a line: as Slack sends them where it is told to, or by the id in their profile. */
const PERSON = /(?:^|\s)(?:<@([UW][A-Z0-9]{2,})(?:\|[^<>]*)?>|@?([UW][A-Z0-9]{2,}))$/;
/** A name in place of that: Slack sends it as it was typed, and several people may bear it. */
const NAME = /(?:^|\s)(@\S+)$/;

/** `/edcps policy explain <order id or key=value …> [person]`: what the policy says, and to whom. */
export async function answerPolicy(
  ports: PolicyPorts,
  { by, reader, rest }: Typed,
): Promise<Answer> {
  const [word = "", ...words] = rest.split(/\s+/);
  const asked = words.join(" ");
  const texts = await textsFor(reader);
  if (word.toLowerCase() !== "explain" || asked === "") return { text: texts.explained.usage };
  const [found, mentioned, plain] = PERSON.exec(asked) ?? [""];
  const userId = mentioned ?? plain;
  const about = userId === undefined ? undefined : { userId, teamId: by.teamId };
  const line = asked.slice(0, asked.length - found.length).trim();
  const name = NAME.exec(line)?.[1];
  if (name !== undefined) return { text: texts.explained.nameThem(name) };
  if (line === "") return { text: texts.explained.usage };
  const who = about?.userId ?? by.userId;

  if (!line.includes("=")) {
    const orderId = readOrderId(line);
    if (!orderId) return { text: texts.refusal({ reason: "unknown-order" }) };
    const told = await explainOrder(ports, { by, about, orderId });
    if (!told.ok) return { text: texts.refusal(told.refusal) };
    return inSections(texts.explained.order(told.order, told.explanation, who, told.actions));
  }
  const has = ports.has();
  const read = readLine(line, has);
  if (read.mistakes.length > 0) return { text: answerToLine(read, texts, "/edcps policy explain") };
  const told = await explainWish(ports, { by, about, line: read.answers, has });
  if (!told.ok)
    return {
      text: "unsaid" in told ? texts.explained.unsaid(told.unsaid) : texts.refusal(told.refusal),
    };
  return inSections(texts.explained.wish(told.explanation, who, line));
}

/** A section takes 3,000 characters. */
const MOST_IN_SECTION = 2_900;

/** The first line stands for the whole in notifications. */
function inSections(lines: readonly string[]): Answer {
  const sections: string[] = [];
  for (const line of lines) {
    const longer = `${sections.at(-1) ?? ""}\n${line}`.trim();
    if (longer.length > MOST_IN_SECTION || sections.length === 0) sections.push(line);
    else sections[sections.length - 1] = longer;
  }
  return { text: lines[0] ?? "", blocks: sections.map((text) => section(text)) };
}
