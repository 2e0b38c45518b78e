import type { ComponentChildren } from "preact";
import { asFields, asList, asText, isFields, type Fields } from "../../slack/json.ts";
import { ElementOf } from "../fields/element-of.tsx";
import { usePage } from "../page-context.ts";
import { withEmoji } from "../text/emoji.ts";
import { TextObject } from "../text/mrkdwn-text.tsx";
import { InputBlock } from "./input-block.tsx";
import { PictureBlock, Picture } from "./picture.tsx";
import { RichText } from "./rich-text.tsx";

export function Blocks({ blocks }: { blocks: readonly unknown[] }) {
  const all = blocks.filter(isFields);
  return (
    <div class="blocks">
      {all.map((block, index) => (
        <BlockOf key={keyOf(block, all.slice(0, index))} block={block} />
      ))}
    </div>
  );
}

/**
 * What is typed stays where it is when the app draws the rest anew, and so does the focus: an input is known by its
 * name, and whatever else, for which Slack makes up a new name each time, by being the third of its kind, say.
 */
const keyOf = ({ type, block_id: id }: Fields, before: readonly Fields[]): string =>
  type === "input" && typeof id === "string"
    ? `input ${id}`
    : `${String(type)} number ${before.filter((other) => other["type"] === type).length}`;

const DRAWN: Readonly<Record<string, (props: { block: Fields }) => ComponentChildren>> = {
  header: HeaderBlock,
  section: SectionBlock,
  context: ContextBlock,
  divider: () => <hr />,
  actions: ActionsBlock,
  input: InputBlock,
  image: PictureBlock,
  rich_text: RichText,
};

function BlockOf({ block }: { block: Fields }) {
  const { strings } = usePage();
  const type = asText(block["type"]) ?? "";
  const Drawn = Object.hasOwn(DRAWN, type) ? DRAWN[type] : undefined;
  return Drawn ? <Drawn block={block} /> : <p class="muted">{strings.notDrawn(type)}</p>;
}

function HeaderBlock({ block }: { block: Fields }) {
  const { text, emoji } = asFields(block["text"]);
  const written = asText(text) ?? "";
  return <h3 class="block-header">{emoji === false ? written : withEmoji(written)}</h3>;
}

function SectionBlock({ block }: { block: Fields }) {
  const { text, fields, accessory } = block;
  return (
    <div class="block-section">
      <div class="section-body">
        {text !== undefined && (
          <div class="section-text">
            <TextObject text={text} />
          </div>
        )}
        {Array.isArray(fields) && (
          <div class="section-fields">
            {asList(fields).map((field, index) => (
              <div key={index}>
                <TextObject text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {isFields(accessory) && (
        <div class="section-accessory">
          <LooseElement block={block} element={accessory} />
        </div>
      )}
    </div>
  );
}

function ContextBlock({ block }: { block: Fields }) {
  return (
    <div class="block-context">
      {asList(block["elements"])
        .filter(isFields)
        .map((element, index) =>
          element["type"] === "image" ? (
            <Picture key={index} image={element} size="tiny" />
          ) : (
            <span key={index}>
              <TextObject text={element} />
            </span>
          ),
        )}
    </div>
  );
}

function ActionsBlock({ block }: { block: Fields }) {
  return (
    <div class="block-actions">
      {asList(block["elements"])
        .filter(isFields)
        .map((element, index) => (
          <LooseElement
            key={asText(element["action_id"]) ?? index}
            block={block}
            element={element}
          />
        ))}
    </div>
  );
}

/** An element outside an input has no label of its own: its placeholder or the section beside it says what it is. */
function LooseElement({ block, element }: { block: Fields; element: Fields }) {
  if (element["type"] === "image") return <Picture image={element} size="small" />;
  const text = (from: unknown): string | undefined => asText(asFields(from)["text"]);
  return (
    <ElementOf
      element={element}
      blockId={asText(block["block_id"]) ?? ""}
      label={
        text(element["placeholder"]) ?? text(block["text"]) ?? asText(element["action_id"]) ?? ""
      }
      labelId={undefined}
      describedBy={undefined}
      isInvalid={false}
      isRequired={false}
    />
  );
}
