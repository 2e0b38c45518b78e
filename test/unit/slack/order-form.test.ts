import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Answers, FormAbilities } from "../../../src/order/form-fields.ts";
import {
  listKey,
  type ListRequest,
  type ListState,
  type LoadedLists,
} from "../../../src/order/form.ts";
import { defaultLimits } from "../../../src/order/instance-spec.ts";
import { answersIn, keptFrom, originOf } from "../../../src/slack/form-answers.ts";
import { orderForm, type OrderForm } from "../../../src/slack/order-form.ts";
import type { ViewPayload } from "../../../src/slack/payloads.ts";
import { everyList, goodAnswers } from "../../support/a-catalogue.ts";
import { catalogueOf } from "../../support/catalogue-of.ts";
import { drawingsContract } from "../../support/drawings-contract.ts";
import { memoryDrawings } from "../../support/memory-drawings.ts";
import { slackScreen, type SlackScreen } from "../../support/slack-screen.ts";
import { until } from "../../support/until.ts";
import { keptLog, standingClock } from "../../support/workflow-ports.ts";

const has: FormAbilities = { sealing: true, limits: defaultLimits, prices: false };
const origin = {
  channel: "C0ASKED",
  language: "en",
  kept: goodAnswers as Record<string, string>,
} as const;
const { deviceType: _, ...withoutType } = goodAnswers;

drawingsContract("Memory", async () => {
  const drawings = memoryDrawings();
  return { one: drawings, other: drawings };
});

/** Types by the dozen, each with systems and RAIDs of its own. */
const types = Array.from({ length: 6 }, (_unused, index) => `type-${index}`);
const manyTypes: LoadedLists = new Map<string, ListState>([
  ...everyList,
  [
    listKey({ list: "deviceTypes", args: ["cn-east-tz1", "cn-east-tz1a"] }),
    {
      state: "loaded",
      items: types.map((deviceType) => ({
        deviceType,
        name: deviceType,
        family: "",
        cpuConcise: "",
        memConcise: "",
        gpuConcise: "",
        systemDisk: "",
        dataDisk: "",
        isSoldOut: false,
      })),
    },
  ],
  ...types.flatMap((type): [string, ListState][] => [
    [
      listKey({ list: "operatingSystems", args: ["cn-east-tz1", type] }),
      {
        state: "loaded",
        items: ["ubuntu", "centos"].map((name) => ({
          osTypeId: `${type}-${name}`,
          osName: name,
          osType: "linux",
        })),
      },
    ],
    [
      listKey({ list: "raids", args: ["cn-east-tz1", type] }),
      {
        state: "loaded",
        items: (["system", "data"] as const).map((volumeType) => ({
          raidTypeId: `${type}-${volumeType}`,
          raidType: "RAID1",
          volumeType,
          volumeDetail: "",
        })),
      },
    ],
  ]),
]);

/** Lists that come when the test lets them. */
function heldLists() {
  const waiting = new Map<string, (() => void)[]>();
  const atHand = new Set<string>();
  let isOpen = false;
  const isHeld = ({ args }: ListRequest): boolean =>
    args.some((arg) => types.includes(arg) && !atHand.has(arg));
  return {
    asked: (request: ListRequest) =>
      isHeld(request) && !isOpen
        ? new Promise<void>((resolve) => {
            const key = request.args.at(-1) ?? "";
            waiting.set(key, [...(waiting.get(key) ?? []), resolve]);
          })
        : undefined,
    /** Everything that was asked about this type so far comes. */
    release(type: string) {
      for (const resolve of waiting.get(type) ?? []) resolve();
      waiting.delete(type);
    },
    /** Whatever is asked about this type comes at once. */
    keepAtHand: (type: string) => void atHand.add(type),
    /** Everything comes, and from now on at once. */
    releaseAll() {
      isOpen = true;
      for (const type of waiting.keys()) this.release(type);
    },
  };
}

interface World {
  readonly screen: SlackScreen;
  readonly replicas: readonly [OrderForm, OrderForm];
  readonly drawings: ReturnType<typeof memoryDrawings>;
  readonly held: ReturnType<typeof heldLists>;
  /** A gesture reaches a replica. */
  readonly deliver: (
    replica: number,
    view: ViewPayload & { readonly hash: string },
    turn: number,
  ) => Promise<void>;
  /** Everything that can still happen has happened. */
  readonly settled: () => Promise<void>;
}

/** A form that stands open with its first lists, two processes, and one person. */
async function world({ isHeld = true } = {}): Promise<World> {
  const screen = slackScreen();
  const drawings = memoryDrawings();
  const held = heldLists();
  const replica = (): OrderForm =>
    orderForm({
      client: screen.client,
      catalogue: catalogueOf(manyTypes, isHeld ? held.asked : undefined),
      drawings,
      prices: undefined,
      has: () => has,
      clock: standingClock(),
      log: keptLog(),
    });
  const replicas = [replica(), replica()] as const;
  await replicas[0].open(
    { triggerId: "trigger" },
    { ...origin, kept: withoutType as Record<string, string> },
  );
  await replicas[0].idle();
  return {
    screen,
    replicas,
    drawings,
    held,
    async deliver(index, view, turn) {
      const from = originOf(view);
      if (!from) throw new Error("The form lost where it came from.");
      const answers = answersIn(view, has, from.kept);
      const kept = keptFrom(view, from.kept, answers, has);
      const at = `1700000000.${String(turn).padStart(6, "0")}`;
      await (index === 0 ? replicas[0] : replicas[1]).redraw(
        { id: view.id, hash: view.hash, turn: at },
        answers,
        { ...from, kept },
      );
    },
    async settled() {
      held.releaseAll();
      await Promise.all(replicas.map((one) => one.idle()));
    },
  };
}

/** The form asks for what belongs to this type, and shows nothing of any other one. */
function expectFormFor(screen: SlackScreen, type: string): void {
  const drawn = JSON.stringify(screen.now().blocks);
  expect(drawn).toContain(`osTypeId:cn-east-tz1/${type}`);
  expect(drawn).toContain(`${type}-ubuntu`);
  expect(drawn).toContain(`${type}-system`);
  for (const other of types.filter((one) => one !== type)) {
    expect(drawn, `options of ${other} beside ${type}`).not.toContain(`${other}-ubuntu`);
    expect(drawn).not.toContain(`${other}-system`);
  }
  expect(drawn).not.toContain(":loading");
}

describe("opening the form", () => {
  const opened = async (lists: LoadedLists, asked?: (request: ListRequest) => Promise<void>) => {
    const screen = slackScreen();
    const form = orderForm({
      client: screen.client,
      catalogue: catalogueOf(lists, asked),
      drawings: memoryDrawings(),
      prices: undefined,
      has: () => has,
      clock: standingClock(),
      log: keptLog(),
    });
    await form.open({ triggerId: "trigger" }, { ...origin, kept: {} });
    return { screen, form };
  };

  it("needs no catalogue: one that never answers leaves a form that says what it waits for", async () => {
    const { screen } = await opened(everyList, () => new Promise(() => undefined));
    expect(screen.now().blocks.map(({ block_id }) => block_id)).toContain("regionId:loading");
    expect(JSON.stringify(screen.now().blocks)).toContain('"action_id":"name"');
  });

  it("shows at once what is there at once", async () => {
    const { screen, form } = await opened(everyList);
    expect(JSON.stringify(screen.now().blocks)).toContain("cn-north-bj1");
    await form.idle();
    expect(screen.drawings()).toBe(1);
  });

  it("is filled when its lists come", async () => {
    let come = (): void => undefined;
    const gate = new Promise<void>((resolve) => (come = resolve));
    const { screen, form } = await opened(everyList, () => gate);
    expect(screen.drawings()).toBe(1);
    come();
    await form.idle();
    expect(JSON.stringify(screen.now().blocks)).toContain("cn-north-bj1");
  });

  it("says so when they do not come, and asks for them again at the press of a button", async () => {
    const { screen, form } = await opened(new Map());
    await form.idle();
    expect(screen.now().blocks.map(({ block_id }) => block_id)).toContain("regionId:failed");
  });

  it("ends with a form that was closed meanwhile", async () => {
    let come = (): void => undefined;
    const gate = new Promise<void>((resolve) => (come = resolve));
    const { screen, form } = await opened(everyList, () => gate);
    screen.close();
    come();
    await form.idle();
    expect(screen.drawings()).toBe(1);
  });

  it("opens also while the store is down", async () => {
    const drawings = memoryDrawings();
    drawings.down();
    const screen = slackScreen();
    const form = orderForm({
      client: screen.client,
      catalogue: catalogueOf(everyList),
      drawings,
      prices: undefined,
      has: () => has,
      clock: standingClock(),
      log: keptLog(),
    });
    await form.open(
      { triggerId: "trigger" },
      { ...origin, kept: goodAnswers as Record<string, string> },
    );
    await form.idle();
    const read = answersIn(screen.now(), has, originOf(screen.now())?.kept);
    expect(read).toEqual(goodAnswers satisfies Answers);
  });
});

const stores = [
  ["the store at hand", true],
  ["the store down", false],
] as const;

describe.each(stores)("a choice, with %s", (_name, isUp) => {
  const started = async (options?: Parameters<typeof world>[0]) => {
    const made = await world(options);
    if (!isUp) made.drawings.down();
    return made;
  };

  it("is drawn at once with what is there, and filled as its lists come", async () => {
    const { screen, held, deliver, settled } = await started();
    await deliver(0, screen.choose("deviceType", "type-1"), 1);
    expect(screen.now().blocks.map(({ block_id }) => block_id)).toContain("osTypeId:loading");
    held.release("type-1");
    await settled();
    expectFormFor(screen, "type-1");
  });

  it("overtakes the one before, whose lists come later", async () => {
    const { screen, held, deliver, settled } = await started();
    await deliver(0, screen.choose("deviceType", "type-1"), 1);
    await deliver(0, screen.choose("deviceType", "type-2"), 2);
    held.release("type-2");
    await until("the newer choice is drawn", () =>
      JSON.stringify(screen.now()).includes("type-2-ubuntu"),
    );
    held.release("type-1");
    await settled();
    expectFormFor(screen, "type-2");
  });

  it("overtakes the one before, whose lists come first", async () => {
    const { screen, held, deliver, settled } = await started();
    await deliver(0, screen.choose("deviceType", "type-1"), 1);
    await deliver(0, screen.choose("deviceType", "type-2"), 2);
    held.release("type-1");
    await settled();
    expectFormFor(screen, "type-2");
  });

  it("overtakes one that is drawn at the same moment", async () => {
    const { screen, deliver, settled } = await started();
    const first = screen.choose("deviceType", "type-1");
    const second = screen.choose("deviceType", "type-2");
    const third = screen.choose("deviceType", "type-3");
    await Promise.all([deliver(0, first, 1), deliver(0, second, 2), deliver(0, third, 3)]);
    await settled();
    expectFormFor(screen, "type-3");
  });

  it("stays when an older one is delivered after it", async () => {
    const { screen, deliver, settled } = await started({ isHeld: false });
    const older = screen.choose("deviceType", "type-1");
    const newer = screen.choose("deviceType", "type-2");
    await deliver(0, newer, 2);
    await settled();
    await deliver(0, older, 1);
    await settled();
    expectFormFor(screen, "type-2");
  });

  it("goes over an older filling of another process that draws in between", async () => {
    const { screen, held, deliver, settled } = await started();
    await deliver(0, screen.choose("deviceType", "type-1"), 1);
    const chosen = screen.choose("deviceType", "type-2");
    const before = screen.drawings();
    held.release("type-1");
    await until("the older one is drawn", () => screen.drawings() > before);
    await deliver(1, chosen, 2);
    await settled();
    expectFormFor(screen, "type-2");
  });

  it("keeps what was typed while it was drawn", async () => {
    const { screen, deliver, settled } = await started();
    await deliver(0, screen.choose("deviceType", "type-1"), 1);
    screen.choose("name", "typed-meanwhile");
    await settled();
    expect(answersIn(screen.now(), has).name).toBe("typed-meanwhile");
    expectFormFor(screen, "type-1");
  });

  it("ends quietly when the form was closed", async () => {
    const { screen, deliver, settled } = await started();
    const chosen = screen.choose("deviceType", "type-1");
    screen.close();
    const before = screen.drawings();
    await deliver(0, chosen, 1);
    await settled();
    expect(screen.drawings()).toBe(before);
  });
});

describe("two processes that get the choices of one form", () => {
  it("leave the newest one standing when it comes first", async () => {
    const { screen, deliver, settled } = await world({ isHeld: false });
    const older = screen.choose("deviceType", "type-1");
    const newer = screen.choose("deviceType", "type-2");
    await deliver(1, newer, 2);
    await settled();
    await deliver(0, older, 1);
    await settled();
    expectFormFor(screen, "type-2");
  });

  it("draw nothing for a choice that was overtaken before it came", async () => {
    const { screen, deliver, settled } = await world({ isHeld: false });
    const older = screen.choose("deviceType", "type-1");
    await deliver(1, screen.choose("deviceType", "type-2"), 2);
    await settled();
    const before = screen.asked.length;
    await deliver(0, older, 1);
    await settled();
    expect(screen.asked.length).toBe(before);
  });

  it("stop filling for an older choice once the newer one is drawn", async () => {
    const { screen, held, deliver, settled } = await world();
    held.keepAtHand("type-2");
    await deliver(0, screen.choose("deviceType", "type-1"), 1);
    await deliver(1, screen.choose("deviceType", "type-2"), 2);
    await settled();
    expectFormFor(screen, "type-2");
  });

  it("draw the older choice not over the newer, which had less to wait for", async () => {
    const { screen, held, deliver, settled } = await world();
    held.keepAtHand("type-2");
    const older = deliver(0, screen.choose("deviceType", "type-1"), 1);
    const newer = deliver(1, screen.choose("deviceType", "type-2"), 2);
    await Promise.all([older, newer]);
    await settled();
    expectFormFor(screen, "type-2");
  });

  it("leave the newest one standing while an older drawing is on its way to Slack", async () => {
    const { screen, held, deliver, settled } = await world();
    await deliver(0, screen.choose("deviceType", "type-1"), 1);
    const chosen = screen.choose("deviceType", "type-2");
    let pass = (): void => undefined;
    screen.hold(new Promise<void>((resolve) => (pass = resolve)));
    held.release("type-1");
    const delivered = deliver(1, chosen, 2);
    pass();
    screen.hold(undefined);
    await delivered;
    await settled();
    expectFormFor(screen, "type-2");
  });

  it("leave the newest one standing, in whatever order choices and lists come, and wherever", async () => {
    const step = fc.record({
      replica: fc.nat(1),
      atHand: fc.boolean(),
      released: fc.constantFrom(...types, "none"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(step, step, step),
        fc.shuffledSubarray([0, 1, 2] as const, { minLength: 3 }),
        fc.constantFrom("in one breath", "one by one"),
        async (steps, order, pace) => {
          const { screen, held, deliver, settled } = await world();
          const chosen = types.slice(0, 3).map((type) => screen.choose("deviceType", type));
          const running: Promise<void>[] = [];
          steps.forEach(({ atHand }, index) => atHand && held.keepAtHand(`type-${index}`));
          for (const index of order) {
            const view = chosen[index];
            if (!view) throw new Error("There are three.");
            running.push(deliver(steps[index].replica, view, index + 1));
            if (pace === "one by one") await running.at(-1);
            held.release(steps[index].released);
          }
          await Promise.all(running);
          await settled();
          expectFormFor(screen, "type-2");
        },
      ),
      { numRuns: 20 },
    );
  }, 60_000);
});

describe("without any waiting", () => {
  // Time stands still: whatever waits for a timer waits for ever.
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  it("a form opens although no list has come", async () => {
    const screen = slackScreen();
    const nothingComes = catalogueOf(everyList, () => new Promise<void>(() => undefined));
    const form = orderForm({
      client: screen.client,
      catalogue: nothingComes,
      drawings: memoryDrawings(),
      prices: undefined,
      has: () => has,
      clock: standingClock(),
      log: keptLog(),
    });
    await form.open({ triggerId: "trigger" }, { ...origin, kept: {} });
    expect(screen.drawings()).toBe(1);
  });

  it("a choice is drawn, once, with the lists that are kept", async () => {
    const { screen, deliver, settled } = await world({ isHeld: false });
    const before = screen.drawings();
    await deliver(0, screen.choose("deviceType", "type-1"), 1);
    await settled();
    expectFormFor(screen, "type-1");
    expect(screen.drawings()).toBe(before + 1);
  });
});
