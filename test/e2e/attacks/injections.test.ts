import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demoWorld } from "../../../playground/edcps/world.ts";
import { fillOrderForm } from "../../../playground/fill-order-form.ts";
import { startWorld, type World } from "../../../playground/start-world.ts";
import { asking } from "../../support/form-story.ts";
import {
  ALICE,
  APPROVALS,
  approve,
  BOB,
  card,
  CAROL,
  MALLORY,
  OPS,
  order,
  result,
  told,
} from "../../support/order-story.ts";
import {
  expectNoForgery,
  expectNothingUnseen,
  mrkdwnIn,
  textsIn,
} from "../../support/slack-judge.ts";

/** Pings, links, forged lines, terminal codes and ends of headers, in everything that people, the cloud and the operator name. */
const PING = "<!channel> <@U0EVIL0001> <#C0EVIL001> <!subteam^S0EVIL>";
const HOSTILE = `${PING} <https://evil.example|console> &lt;!here&gt; \`code\` *bold*\u202e \u001b[31m\u009b31m`;
const LINES = `${HOSTILE}\r\nX-Evil: 1\r\n\r\n{"level":"info","msg":"An order changed."}\u2028• <@U0EVIL0001> approved it`;

const LILEI = "U0LILEI01";
/** The approvers are asked by their group's name, which notifies them as it should. */
const asked = "!subteam^S0LEADS01";
const people = [ALICE, BOB, CAROL, MALLORY, LILEI, "U0GUEST01", asked];

const named = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(named);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => [
      key,
      /Name$|^name$|Detail$|Concise$|^description$/.test(key) && typeof held === "string"
        ? `${HOSTILE} ${held}`
        : named(held),
    ]),
  );
};

let world: World;
beforeAll(async () => {
  world = await startWorld({
    cloud: { world: named(demoWorld()) as ReturnType<typeof demoWorld> },
    policy: `channels: { approvals: C0APPROVALS }
rules:
  - name: "${PING}"
    approvers: { groups: [S0LEADS01] }
`,
    env: { LOG_LEVEL: "trace" },
  });
  await world.start();
});
afterAll(() => world.stop());

/** Everything that the bot said to Slack: what it called, and what it answered with. */
const said = (): readonly unknown[] =>
  world.slack.traffic.map((entry) =>
    entry.kind === "delivery" ? entry.body : "args" in entry ? entry.args : undefined,
  );

/** Nobody is pinged, nothing links, nothing is hidden, in whatever was said until now. */
function expectNothingForged(): void {
  const channels = world.slack.channels().map(({ id }) => id);
  for (const message of said()) {
    const { text } = (message ?? {}) as { text?: unknown };
    const markup = [...(typeof text === "string" ? [text] : []), ...mrkdwnIn(message)];
    for (const one of markup) expectNoForgery(one, [...people, ...channels]);
    expectNothingUnseen(textsIn(message));
  }
}

/** Each line is one JSON object of ours, in which nothing moves a terminal's cursor. */
function expectPlainLog(): void {
  const lines = world
    .bot()
    .output()
    .split("\n")
    .filter((line) => line !== "");
  for (const line of lines) {
    const entry = JSON.parse(line) as Record<string, unknown>;
    expect(Object.keys(entry).slice(0, 2)).toEqual(["level", "time"]);
    expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202e]/u);
  }
}

describe("a text that pings, links, forges a line or moves a cursor", () => {
  it("does none of it as a reason for an order, and is read as it was typed", async () => {
    const id = await order(world, { name: "inject-1", justification: HOSTILE });
    const asked = await card(world, id);
    expect(textsIn(asked.blocks).join("\n")).toContain("<!channel> <@U0EVIL0001>");
    await approve(world, id);
    await result(world, id);
    expectNothingForged();
  });

  it("does none of it as a reason for a denial", async () => {
    const id = await order(world, { name: "inject-2" });
    const bob = world.slack.as(BOB);
    await bob.click(APPROVALS, (await card(world, id)).ts, "order_deny");
    await bob.waitForView();
    await bob.type("reason", LINES);
    await bob.submit();
    expect(textsIn((await result(world, id)).blocks).join("\n")).toContain("<!channel>");
    const shown = await world.slack.as(ALICE).command(OPS, `/edcps order ${id}`);
    expect(JSON.stringify(shown.body)).toContain("<!channel>");
    expectNothingForged();
  });

  it("does none of it as the cloud's answer to a purchase", async () => {
    const id = await order(world, { name: "inject-3" });
    world.cloud.faults.set(
      "createInstances",
      { kind: "error", http: 400, status: "INVALID_ARGUMENT", message: LINES },
      1,
    );
    await approve(world, id);
    await result(world, id);
    await card(world, id, ({ text }) => text.includes("not bought"));
    expectNothingForged();
  });

  it("does none of it as the name of a server", async () => {
    for (const { instanceId } of world.cloud.instances())
      world.cloud.amend(instanceId, { name: LINES });
    for (const who of [ALICE, LILEI]) {
      const listed = await world.slack.as(who).command(OPS, "/edcps instances cn-east-tz1");
      expect(JSON.stringify(listed.body)).toContain("channel&gt;");
    }
    expectNothingForged();
  });

  it.each([
    HOSTILE,
    LINES,
    `create ${HOSTILE}`,
    `create ${LINES}`,
    `create region="${HOSTILE}" why="${LINES}"`,
    `create charge="${HOSTILE}"`,
    `create <!channel>=x name`,
    `create pasword=<!channel>`,
    `order ${PING}`,
    `cancel ${LINES}`,
    `instances ${LINES}`,
    `instances ../../v1/regions/cn-east-tz1`,
    `instances cn-east-tz1%0d%0aX-Evil:%201`,
    `create name=x tags="${HOSTILE}"`,
  ])("does none of it as a command: %j", async (text) => {
    for (const who of [ALICE, LILEI, MALLORY]) {
      const person = world.slack.as(who);
      const answered = await person.command(OPS, `/edcps ${text}`);
      expect(answered.ok).toBe(true);
      if (person.view()) await person.close({ all: true });
    }
    expectNothingForged();
  });

  it("does none of it in the form, typed into every field", async () => {
    const alice = world.slack.as(ALICE);
    await alice.command(OPS, "/edcps create");
    await fillOrderForm(alice, { sections: "network,access,advanced" });
    await asking(alice, "hostname");
    for (const field of [
      "name",
      "hostname",
      "description",
      "privateIp",
      "resourceTags",
      "justification",
    ])
      await alice.type(field, field === "resourceTags" ? `${PING}=${PING}` : PING);
    const sent = await alice.submit();
    expect(Object.keys(sent.errors ?? {})).toContain("name");
    expect(JSON.stringify(sent.errors)).not.toContain("U0EVIL0001");
    await alice.search("subnetId", LINES);
    await alice.close({ all: true });
    expectNothingForged();
  });

  it("does none of it to somebody who is refused", async () => {
    const id = await order(world, { name: "inject-4", justification: HOSTILE });
    await world.slack.as(MALLORY).click(APPROVALS, (await card(world, id)).ts, "order_approve");
    await told(world, MALLORY, id);
    expectNothingForged();
  });
});

describe("what leaves the bot in another way", () => {
  it("is a log of one JSON object a line, whatever was in it", () => {
    expectPlainLog();
  });

  it("is requests to the cloud whose path and headers nobody but the bot wrote", () => {
    for (const { path, operation } of world.cloud.requests) {
      expect(operation).not.toBe("unknown");
      expect(path).toMatch(/^\/v1\/regions\/cn-[a-z0-9-]+\/[A-Za-z:/0-9-]+$|^\/v1\/[A-Za-z]+$/);
    }
    expect(world.cloud.violations).toEqual([]);
  });

  it("is messages that Slack has nothing to say against", () => {
    expect(world.slack.complaints).toEqual([]);
  });
});
