import { afterEach, describe, expect, test } from "vitest";
import { App, LogLevel } from "@slack/bolt";
import { startSlack, type Slack } from "../../../playground/slack/slack.ts";
import { button, input, modal, option, textInput } from "./bench.ts";

const OPS = "C0OPS0001";
let stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.toReversed()) await stop();
  stops = [];
});

/** A small bot on Bolt as it is, over HTTP or Socket Mode; the gestures cannot tell which. */
async function startBot(mode: "http" | "socket"): Promise<Slack> {
  const slack = await startSlack();
  stops.push(() => slack.stop());
  const app = new App({
    token: slack.botToken,
    signingSecret: slack.signingSecret,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
    ...(mode === "socket" && { socketMode: true, appToken: slack.appToken }),
  });
  app.command("/edcps", async ({ ack, client, body }) => {
    await ack();
    const region = input(
      "region",
      { type: "static_select", options: [option("north"), option("south")] },
      { dispatch_action: true },
    );
    const image = input(
      "image",
      { type: "external_select", min_query_length: 0 },
      { optional: true },
    );
    const view = modal([region, textInput("name"), image], { callback_id: "form" });
    await client.views.open({ trigger_id: body.trigger_id, view: view as never });
  });
  app.action("region", async ({ ack, client, body }) => {
    await ack();
    if (body.type !== "block_actions" || !body.view) return;
    const view = modal([...body.view.blocks, { type: "divider", block_id: "seen" }], {
      callback_id: "form",
    });
    await client.views.update({ view_id: body.view.id, hash: body.view.hash, view: view as never });
  });
  app.options("image", ({ ack, payload }) =>
    ack({ options: [option(`image-${payload.value}`)] as never }),
  );
  app.view("form", async ({ ack, view, client }) => {
    const name = view.state.values["name"]?.["name"]?.value;
    if (name === "bad") return ack({ response_action: "errors", errors: { name: "Not this one" } });
    if (name === "update")
      return ack({
        response_action: "update",
        view: modal([], { title: { type: "plain_text", text: "Updated" } }) as never,
      });
    if (name === "push") return ack({ response_action: "push", view: modal([]) as never });
    if (name === "clear") return ack({ response_action: "clear" });
    await ack();
    await client.chat.postMessage({
      channel: OPS,
      text: "card",
      blocks: [{ type: "actions", elements: [button("approve", "17:1")] }],
    });
    return undefined;
  });
  app.action("approve", async ({ ack, respond }) => {
    await ack();
    await respond({ text: "Thank you", replace_original: false });
  });
  app.event("app_home_opened", async ({ event, client }) => {
    await client.views.publish({
      user_id: event.user,
      view: { type: "home", blocks: [{ type: "divider" }] },
    });
  });
  const server = await (mode === "http" ? app.start(0) : app.start());
  stops.push(async () => {
    // Bolt waits for idle keep-alive sockets otherwise.
    if (server && "closeIdleConnections" in server) server.closeIdleConnections();
    await app.stop();
  });
  if (mode === "http" && server && "address" in server) {
    const address = server.address();
    if (address !== null && typeof address === "object")
      slack.deliverTo(`http://127.0.0.1:${address.port}/slack/events`);
  }
  return slack;
}

describe.each(["http", "socket"] as const)("Bolt over %s", (mode) => {
  test("cannot tell this from Slack: command, form, menu, errors, card, button, Home", async () => {
    const slack = await startBot(mode);
    const alice = slack.as("U0ALICE01");
    expect(await alice.command(OPS, "/edcps create")).toMatchObject({ ok: true });
    await alice.waitForView();
    expect(await alice.submit()).toMatchObject({ sent: false, missing: ["region", "name"] });
    await alice.type("name", "bad");
    await alice.choose("region", "south");
    await alice.waitForView(({ blocks }) => blocks.some(({ block_id: id }) => id === "seen"));
    expect(await alice.search("image", "x")).toMatchObject([{ value: "image-x" }]);
    expect(await alice.submit()).toMatchObject({ sent: true, errors: { name: "Not this one" } });
    await alice.type("name", "web-1");
    expect(await alice.submit()).toMatchObject({ sent: true, closed: true });
    const card = await slack.waitFor(() => slack.messages(OPS)[0]);
    expect(await slack.as("U0BOB0001").click(OPS, card.ts, "approve")).toMatchObject({ ok: true });
    await slack.waitFor(() =>
      slack.ephemerals("U0BOB0001").some(({ text }) => text === "Thank you"),
    );
    await alice.openHome();
    await slack.waitFor(() => slack.home("U0ALICE01"));
    expect(slack.complaints).toEqual([]);
    expect(alice.seen).toEqual([]);
  });

  test.each([
    ["update", 1, "Updated"],
    ["push", 2, "A form"],
    ["clear", 0, undefined],
  ])("the response_action %s does its work", async (name, depth, title) => {
    const slack = await startBot(mode);
    const alice = slack.as("U0ALICE01");
    await alice.command(OPS, "/edcps create");
    await alice.waitForView();
    await alice.choose("region", "north");
    await alice.type("name", name);
    await alice.waitForView(({ blocks }) => blocks.some(({ block_id: id }) => id === "seen"));
    expect(await alice.submit()).toMatchObject({ sent: true });
    expect(alice.views()).toHaveLength(depth);
    expect(alice.view()?.title).toEqual(
      title === undefined ? undefined : expect.objectContaining({ text: title }),
    );
  });
});

test("Bolt turns away what was not signed by Slack", async () => {
  const slack = await startBot("http");
  const alice = slack.as("U0ALICE01");
  const tricks = [
    { signingSecret: "another" },
    { unsigned: true },
    { timestampOffset: -301 },
    { signature: "v0=0" },
  ];
  for (const trick of tricks)
    expect(await alice.command(OPS, "/edcps create", trick)).toMatchObject({
      ok: false,
      status: 401,
    });
  expect(alice.view()).toBeUndefined();
});
