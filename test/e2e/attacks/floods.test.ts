import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWorld, type World } from "../../../playground/start-world.ts";
import {
  ALICE,
  APPROVALS,
  approve,
  card,
  OPS,
  order,
  purchasesOf,
  result,
} from "../../support/order-story.ts";
import { until } from "../../support/until.ts";
import { FORM, send, signed, type RawAnswer, type RawRequest } from "../../support/wiretap.ts";

/** More of everything than Slack would ever send. The bot must stay of the same size, and Slack must be answered. */
let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.start();
});
afterAll(() => world.stop());

async function memory(): Promise<number> {
  const numbers = await (await fetch(`${world.bot().adminUrl}/metrics`)).text();
  return Number(/^edcps_bot_process_resident_memory_bytes (\S+)$/m.exec(numbers)?.[1]);
}

/** So many requests, a crowd of them at any time. */
async function flood(
  count: number,
  crowd: number,
  make: (index: number) => RawRequest,
): Promise<ReadonlyMap<number, number>> {
  const statuses = new Map<number, number>();
  let next = 0;
  const sender = async (): Promise<void> => {
    while (next < count) {
      const request = make(next);
      next += 1;
      const { status }: RawAnswer = await send(world.eventsUrl, request);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: crowd }, sender));
  return statuses;
}

const forged = (length: number) => (): RawRequest => ({
  ...signed("0".repeat(32), `payload=${"x".repeat(length)}`),
});

const commandOf = (userId: string, text: string): RawRequest =>
  signed(
    world.slack.signingSecret,
    new URLSearchParams({
      command: "/edcps",
      text,
      team_id: world.slack.teamId,
      api_app_id: world.slack.appId,
      user_id: userId,
      channel_id: OPS,
      trigger_id: "1.2.3",
    }).toString(),
  );

/** A connection on which this was sent, and nothing more. */
function begin(begun: string): Promise<Socket> {
  const { hostname, port } = new URL(world.eventsUrl);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined).resume();
    socket.once("close", () => resolve(socket));
    socket.write(begun, () => resolve(socket));
  });
}

/** How much the process may grow: once warm, whatever came is forgotten again. */
const MOST_TIMES_LARGER = 2;

describe("a flood", () => {
  it.each<[string, number, number, (index: number) => RawRequest, number]>([
    ["of requests with a wrong signature", 3_000, 100, forged(1_000), 401],
    ["of long requests with a wrong signature", 150, 20, forged(900_000), 401],
    ["of requests that are too long", 150, 20, forged(1_200_000), 413],
    ["of commands of one person", 1_500, 50, () => commandOf(ALICE, "orders"), 200],
    [
      "of commands of people that nobody knows",
      600,
      50,
      (index) => commandOf(`U0NOBODY${index}`, "create"),
      200,
    ],
    [
      "of commands as long as Slack lets them be",
      150,
      20,
      () => commandOf(ALICE, `create ${"nam=x ".repeat(500)}`),
      200,
    ],
  ])(
    "%s leaves the bot as it was, and clicks are answered meanwhile",
    async (what, count, crowd, make, status) => {
      const name = `flood-${what.replaceAll(/\W/g, "").slice(0, 20)}`;
      const id = await order(world, { name });
      await card(world, id);
      await flood(crowd, crowd, make); // warm
      const before = await memory();

      const flooding = flood(count, crowd, make);
      const clicked = await approve(world, id);
      const typed = await world.slack.as(ALICE).command(OPS, "/edcps help");
      const statuses = await flooding;
      expect(clicked).toMatchObject({ ok: true, status: 200 });
      expect(typed).toMatchObject({ ok: true, status: 200 });
      await result(world, id);
      expect(purchasesOf(world, name)).toHaveLength(1);

      // Whoever sends more than is read may be hung up on before they hear the answer.
      expect([...statuses.keys()].filter((one) => one !== 0 || status !== 413)).toEqual([status]);
      const after = await memory();
      expect(after / before).toBeLessThan(MOST_TIMES_LARGER);
    },
  );

  it("of connections that begin a request and never end it is hung up on, and clicks are answered meanwhile", async () => {
    const id = await order(world, { name: "slow-bodies" });
    await card(world, id);
    const head = "POST /slack/events HTTP/1.1\r\nHost: x\r\n";
    const starts = [
      "",
      "POST /sla",
      head,
      `${head}Content-Type: ${FORM}\r\nContent-Length: 500000\r\n\r\n`,
      `${head}Content-Type: ${FORM}\r\nContent-Length: 500000\r\n\r\n${"x".repeat(400_000)}`,
      `${head}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`,
    ];
    const sockets = await Promise.all(
      Array.from({ length: 240 }, (_, index) => begin(starts[index % starts.length] ?? "")),
    );
    let left = sockets.length;
    for (const socket of sockets) {
      if (socket.closed) left -= 1;
      else socket.on("close", () => (left -= 1));
    }
    // Some go on, so slowly that they are never silent for long.
    const drip = setInterval(() => {
      for (const socket of sockets) if (socket.writable) socket.write("x");
    }, 500);
    try {
      expect(await approve(world, id)).toMatchObject({ ok: true, status: 200 });
      await result(world, id);
      await until("everybody was hung up on", () => left === 0, 20_000);
    } finally {
      clearInterval(drip);
      for (const socket of sockets) socket.destroy();
    }
  });

  it("of connections, each with most of a body, takes no more memory than the container has", async () => {
    const body = "x".repeat(950_000);
    const begun = `POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Type: ${FORM}\r\nContent-Length: 999999\r\n\r\n${body}`;
    const sockets = await Promise.all(Array.from({ length: 900 }, () => begin(begun)));
    try {
      const sizes = [await memory()];
      await until(
        "everybody was hung up on",
        async () => {
          sizes.push(await memory());
          return sockets.every(({ closed }) => closed);
        },
        30_000,
      );
      expect(Math.max(...sizes)).toBeLessThan(0.8 * 1024 ** 3); // docker-compose.yml gives it 1 GiB
    } finally {
      for (const socket of sockets) socket.destroy();
    }
    const id = await order(world, { name: "after-the-flood" });
    await card(world, id);
    expect(await approve(world, id)).toMatchObject({ ok: true, status: 200 });
  });

  it("of clicks on one button by one person decides once, and tells them no more often than they clicked", async () => {
    const id = await order(world, { name: "many-clicks" });
    const { ts } = await card(world, id);
    const bob = world.slack.as("U0BOB0001");
    const heard = world.slack.ephemerals("U0BOB0001").length;
    const clicks = await Promise.all(
      Array.from({ length: 60 }, () => bob.clickRaw(APPROVALS, ts, "order_approve", `${id}:1`)),
    );
    for (const clicked of clicks) expect(clicked).toMatchObject({ ok: true });
    await result(world, id);
    expect(purchasesOf(world, "many-clicks")).toHaveLength(1);
    await until(
      "the others are told",
      () => world.slack.ephemerals("U0BOB0001").length >= heard + 59,
    );
    expect(world.slack.ephemerals("U0BOB0001")).toHaveLength(heard + 59);
  });
});
