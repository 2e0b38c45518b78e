/** Modals and Home views: their fields and limits. */
import { isFields } from "./json.ts";
import { flag, oneOf, plain, string, type Check, type Rule, type Shape } from "./shape.ts";

/** "250 KB" without a definition of KB: the smaller reading. */
export const MOST_BYTES_IN_VIEW = 250_000;
export const DEEPEST_STACK = 3;

const submitForInputs: Check = (view, { refuse }) => {
  const blocks: unknown[] = Array.isArray(view["blocks"]) ? (view["blocks"] as unknown[]) : [];
  if (
    view["submit"] === undefined &&
    blocks.some((block) => isFields(block) && block["type"] === "input")
  ) {
    refuse("must define `submit` to use an `input` block in modals");
  }
};

// Each block is checked by its own row; here only that there is a list (its length is checked with the blocks).
const blocks: Rule = { is: "list", of: { is: "any" }, min: 0, max: Number.MAX_SAFE_INTEGER };

const shared: Shape["fields"] = {
  type: oneOf("modal", "home"),
  blocks,
  private_metadata: string(3000, 0),
  callback_id: string(255, 0),
  external_id: string(255, 0),
};

export const VIEWS = {
  modal: {
    required: ["type", "title", "blocks"],
    fields: {
      ...shared,
      title: plain(24),
      submit: plain(24),
      close: plain(24),
      clear_on_close: flag,
      notify_on_close: flag,
    },
    // `submit_disabled` is missing on purpose: only the configuration modals of workflow steps had it.
    checks: [submitForInputs],
  },
  home: { required: ["type", "blocks"], fields: shared },
} as const satisfies Record<string, Shape>;
