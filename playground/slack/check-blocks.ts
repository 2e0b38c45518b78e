/** Validates the blocks of a message, and whole views, and words the problems as Slack does. */
import {
  BLOCKS,
  BLOCKS_NOT_SIMULATED,
  ELEMENTS_NOT_SIMULATED,
  MOST_BLOCKS,
  MOST_TEXT_IN_MESSAGE_BLOCKS,
} from "./block-rules.ts";
import { checkRule, checkShape, startInspection, walk, type Inspection } from "./check-shape.ts";
import { asList, asText, inWords, isFields } from "./json.ts";
import { list, union, type Surface } from "./shape.ts";
import { VIEWS } from "./view-rules.ts";

const NOT_SIMULATED: readonly string[] = [...BLOCKS_NOT_SIMULATED, ...ELEMENTS_NOT_SIMULATED];

export function inspectMessageBlocks(blocks: readonly unknown[]): Inspection {
  const inspection = startInspection("message");
  inspectBlocks(blocks, "/blocks", inspection);
  return inspection;
}

export function inspectView(view: unknown, surfaces: readonly Surface[]): Inspection {
  const type = isFields(view) ? view["type"] : undefined;
  const surface = surfaces.find((known) => known === type);
  const inspection = startInspection(surface ?? "modal");
  const refuse = (message: string, pointer = "/view"): void =>
    void inspection.problems.push({ message, pointer });
  if (!isFields(view)) {
    refuse("must be an object");
  } else if (type === undefined) {
    refuse("missing required field: type");
  } else if (surface === undefined || surface === "message") {
    refuse(`unsupported type: ${inWords(type)}`, "/view/type");
  } else {
    checkShape(view, VIEWS[surface], "/view", inspection);
    if (Array.isArray(view["blocks"]))
      inspectBlocks(view["blocks"] as unknown[], "/view/blocks", inspection);
  }
  // Slack adds this line when a part of the view is of a type that no schema knows.
  if (inspection.problems.some(({ message }) => message.startsWith("unsupported type")))
    refuse("failed to match all allowed schemas");
  return inspection;
}

function inspectBlocks(blocks: readonly unknown[], pointer: string, inspection: Inspection): void {
  const { problems, complaints, surface } = inspection;
  checkRule(
    blocks,
    list(
      union(() => BLOCKS),
      0,
      MOST_BLOCKS[surface],
    ),
    pointer,
    inspection,
  );
  for (const problem of problems) {
    const type = /^unsupported type: (.*)$/.exec(problem.message)?.[1];
    if (type !== undefined && NOT_SIMULATED.includes(type))
      complaints.push(`Slack has "${type}" but this simulator does not (at ${problem.pointer})`);
  }
  const firstUse = new Map<string, string>();
  for (const [index, block] of blocks.entries()) {
    const id = isFields(block) ? asText(block["block_id"]) : undefined;
    if (id === undefined) continue;
    if (firstUse.has(id))
      problems.push({
        message: `\`block_id\` ${id} is already used in ${firstUse.get(id)}`,
        pointer: `${pointer}/${index}/block_id`,
      });
    firstUse.set(id, `${pointer}/${index}`);
  }
  for (const [index, block] of blocks.entries())
    inspectActionIds(block, `${pointer}/${index}`, inspection);
  const focused = [...walk(blocks, pointer)].filter(({ value }) => value["focus_on_load"] === true);
  for (const { pointer: at } of focused.slice(1))
    problems.push({
      message: "only one element can have `focus_on_load` set to true",
      pointer: at,
    });
}

function inspectActionIds(block: unknown, pointer: string, { problems }: Inspection): void {
  const seen = new Set<string>();
  for (const { value, pointer: at } of walk(block, pointer)) {
    const id = asText(value["action_id"]);
    if (id === undefined) continue;
    if (seen.has(id))
      problems.push({
        message: `\`action_id\` ${id} is already used in this block`,
        pointer: `${at}/action_id`,
      });
    seen.add(id);
  }
}

/** All the text a reader sees in a message's blocks, in UTF-16 units. */
function textInBlocks(blocks: readonly unknown[]): number {
  let total = 0;
  for (const { value } of walk(blocks)) total += asText(value["text"])?.length ?? 0;
  return total;
}

export function hasTooMuchText(blocks: readonly unknown[]): boolean {
  return textInBlocks(blocks) > MOST_TEXT_IN_MESSAGE_BLOCKS;
}

export function inputBlockIds(blocks: readonly unknown[]): string[] {
  return asList(blocks).flatMap((block) =>
    isFields(block) && block["type"] === "input" ? [String(block["block_id"])] : [],
  );
}
