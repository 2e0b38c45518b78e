import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import { carryValues, placedElements, type Values } from "../../playground/slack/element-state.ts";
import { normalizeBlocks } from "../../playground/slack/normalize-blocks.ts";
import type { FieldId } from "../../src/order/form-fields.ts";
import type { View } from "../../src/slack/blocks.ts";
import type { ViewPayload } from "../../src/slack/payloads.ts";
import { expectGoodView } from "./slack-judge.ts";

/** One person's screen with one form on it, and the two methods of Slack's API that draw there. */
export interface SlackScreen {
  readonly client: WebClient;
  /** The form as it stands, and as the bot gets it with a gesture. */
  now(): ViewPayload & { readonly hash: string };
  /** The person chooses. Returns the form as it goes to the bot. */
  choose(field: FieldId, value: string): ViewPayload & { readonly hash: string };
  close(): void;
  /** How often the form was drawn. */
  drawings(): number;
  /** Every hash that a drawing was made under; undefined: under none. */
  readonly asked: readonly (string | undefined)[];
  /** Calls wait here before they reach Slack, while a gate is set. */
  hold(gate: Promise<void> | undefined): void;
}

const refuse = (error: string): never => {
  throw new WebAPIPlatformError({ ok: false, error });
};

export function slackScreen(): SlackScreen {
  let blocks: ReturnType<typeof normalizeBlocks> = [];
  let metadata = "";
  let values: Values = {};
  let isOpen = false;
  let version = 0;
  let gate: Promise<void> | undefined;
  const asked: (string | undefined)[] = [];
  const hash = (): string => `hash-${version}`;

  const show = (view: View): void => {
    expectGoodView(view);
    blocks = normalizeBlocks(view.blocks);
    metadata = view.private_metadata ?? "";
    values = carryValues(blocks, values);
    version += 1;
  };
  const now = () => ({
    id: "V1",
    hash: hash(),
    private_metadata: metadata,
    blocks: [...blocks],
    state: { values: structuredClone(values) },
  });
  const views = {
    async open({ view }: { view: View }) {
      await gate;
      isOpen = true;
      show(view);
      return { ok: true, view: { id: "V1", hash: hash() } };
    },
    async update({ view, hash: under }: { view_id: string; view: View; hash?: string }) {
      await gate;
      asked.push(under);
      if (!isOpen) refuse("not_found");
      if (under !== undefined && under !== hash()) refuse("hash_conflict");
      show(view);
      return { ok: true, view: { id: "V1", hash: hash() } };
    },
  };
  return {
    client: { views } as unknown as WebClient,
    now,
    choose(field, value) {
      const placed = placedElements(blocks).find(({ actionId }) => actionId === field);
      if (!placed) throw new Error(`The form does not ask for ${field} now.`);
      const key = placed.element["type"] === "plain_text_input" ? "value" : "selected_option";
      const held = key === "value" ? value : { value };
      values = {
        ...values,
        [placed.blockId]: { [field]: { type: placed.element["type"], [key]: held } },
      };
      return now();
    },
    close: () => (isOpen = false),
    drawings: () => version,
    asked,
    hold: (until) => (gate = until),
  };
}
