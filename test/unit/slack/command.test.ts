import { beforeEach, describe, expect, it } from "vitest";
import { languages, type Language } from "../../../src/order/language.ts";
import { defaultLimits } from "../../../src/order/instance-spec.ts";
import { runCommand, type CommandPorts } from "../../../src/slack/command.ts";
import type { FormOrigin } from "../../../src/slack/form-view.ts";
import { answerToLine } from "../../../src/slack/order-line-answer.ts";
import { readerIn } from "../../../src/slack/reader.ts";
import { textsIn } from "../../../src/slack/texts.ts";
import { aPerson, aPolicy } from "../../support/a-policy.ts";
import { alice, anOrder, dave } from "../../support/an-order.ts";
import { expectLanguage } from "../../support/language-judge.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import { expectNoForgery, hostileTexts } from "../../support/slack-judge.ts";
import {
  keptLog,
  knownPeople,
  memoryCloud,
  memoryQueue,
  standingClock,
} from "../../support/workflow-ports.ts";

const has = { sealing: true, limits: defaultLimits, prices: false };

function setUp() {
  const opened: FormOrigin[] = [];
  const clock = standingClock();
  const orders = memoryOrders(clock);
  orders.put(anOrder());
  const ports: CommandPorts = {
    orders,
    queue: memoryQueue(),
    clock,
    log: keptLog(),
    people: knownPeople(aPerson(dave, { standing: "guest" })),
    policy: () => aPolicy(),
    form: {
      open: async (_, origin) => void opened.push(origin),
      redraw: async () => undefined,
      idle: async () => undefined,
    },
    cloud: memoryCloud(),
    catalogue: {
      regions: async () => ({
        items: ["r-1", "r-2"].map((region) => ({ region, regionName: "", azs: [] })),
      }),
    } as Partial<CommandPorts["catalogue"]> as CommandPorts["catalogue"],
    stock: { left: async () => undefined },
    prices: undefined,
    has: () => has,
  };
  const type = (text: string, language: Language = "en", by: typeof alice | typeof dave = alice) =>
    runCommand(ports, text, { by, channel: "C0ASKED", triggerId: "t", reader: readerIn(language) });
  return { ports, opened, type };
}

let world: ReturnType<typeof setUp>;
beforeEach(() => {
  world = setUp();
});

describe("/edcps create", () => {
  it("opens the form in the language of whoever typed it", async () => {
    expect(await world.type("create", "zh")).toBeUndefined();
    expect(world.opened).toEqual([{ channel: "C0ASKED", language: "zh", kept: {} }]);
  });

  it("with a line opens the form filled in with it", async () => {
    expect(await world.type('CREATE   region=r-1 count=2 why="spring  sale"')).toBeUndefined();
    expect(world.opened[0]?.kept).toEqual({
      regionId: "r-1",
      count: "2",
      justification: "spring  sale",
    });
  });

  it("with a line that holds a mistake answers what is wrong, and the line as it was meant", async () => {
    const answer = await world.type("create regon=r-1 charge=prepayd count=2");
    expect(world.opened).toEqual([]);
    expect(answer?.text).toContain("`regon` is no key that this command knows. Perhaps `region`?");
    expect(answer?.text).toContain("`charge` cannot be `prepayd`. Perhaps `prepaid`?");
    expect(answer?.text).toContain(
      "Corrected, ready to copy: `/edcps create region=r-1 charge=prepaid count=2`",
    );
  });

  it("takes no secret from a line, and does not say it again", async () => {
    const answer = await world.type("create password=Sesam9!open count=2");
    expect(world.opened).toEqual([]);
    expect(answer?.text).toMatch(/`password` must not be typed into a command/);
    expect(answer?.text).not.toContain("Sesam9");
  });

  it("is refused in one's own language", async () => {
    expect((await world.type("create", "zh", dave))?.text).toBe(
      textsIn.zh.refusal({ reason: "guest" }),
    );
    expect(world.opened).toEqual([]);
  });

  it.each(Object.entries(hostileTexts))(
    "with a line of %s answers with nothing forged, in a bounded text",
    async (_, text) => {
      for (const language of languages) {
        for (const line of [text, `name="${text}" ${text}=1`, `${"x=1 ".repeat(300)}`]) {
          const answer = await world.type(`create ${line}`, language);
          expectNoForgery(answer?.text ?? "", []);
          expect(answer?.text.length ?? 0).toBeLessThanOrEqual(4_000);
        }
      }
    },
  );
});

describe("what a line is answered with", () => {
  it.each(languages)(
    "names every kind of mistake, and no more than anybody reads: %s",
    (language) => {
      const twelve = Array.from({ length: 12 }, (_, index) => ({
        kind: "twice" as const,
        key: `k${index}`,
      }));
      const text = answerToLine(
        {
          answers: {},
          mistakes: [
            { kind: "unknown-key", key: "x" },
            { kind: "wrong-value", key: "k", value: "v", choices: ["c"] },
            { kind: "secret-key", key: "password" },
            { kind: "no-value", key: "k" },
            ...twelve,
          ],
        },
        textsIn[language],
      );
      expect(text.split("\n").filter((line) => line.startsWith("• "))).toHaveLength(10);
      for (const line of text.split("\n")) expectLanguage(line, language);
    },
  );
});

describe("the other commands", () => {
  it.each(languages)("answer in the language of whoever typed: %s", async (language) => {
    for (const text of [
      "",
      "help",
      "nonsense",
      "orders",
      "order",
      "order AAAAAA",
      "order K7M4Q9",
      "cancel",
      "cancel AAAAAA",
      "cancel K7M4Q9",
      "cancel K7M4Q9",
      "instances",
      "instances r-1",
    ])
      expectLanguage((await world.type(text, language))?.text ?? "", language);
  });
});
