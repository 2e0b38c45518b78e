import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { asFields, asList, type Fields } from "../../../playground/slack/json.ts";
import { eventually } from "../../support/eventually.ts";
import { visitPlayground, type Visit } from "../../support/browser.ts";
import { galleryMessage, galleryModal, option, plain } from "../../support/kit-gallery.ts";
import { choose, conversation, entries, goTo, say } from "../../support/order-in-page.ts";
import { ALICE, BOB, OPS } from "../../support/order-story.ts";
import { tinyApp, type TinyApp } from "../../support/tiny-app.ts";

describe("the page with an app that uses all of Block Kit", () => {
  let visit: Visit;
  let app: TinyApp;
  beforeAll(async () => {
    visit = await visitPlayground();
    app = await tinyApp(visit.world.slack);
  });
  afterAll(async () => {
    await visit.stop();
    await app.stop();
    expect(visit.strangers).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });
  afterEach(async () => {
    await visit.closeWindows();
    app.answer = () => undefined;
    app.received.length = 0;
    const alice = visit.world.slack.as(ALICE);
    if (alice.view()) await alice.close({ all: true });
    visit.world.slack.complaints.length = 0;
  });

  const actions = (): Fields[] =>
    app.received
      .filter(({ type }) => type === "block_actions")
      .map((payload) => asFields(asList(payload["actions"])[0]));
  const openModal = async (page: Page, view: object): Promise<void> => {
    app.answer = (payload) => {
      if (payload["type"] === "command")
        void app.call("views.open", { trigger_id: payload["trigger_id"], view });
      return undefined;
    };
    await say(page, "/edcps gallery");
    await page.getByRole("dialog").waitFor();
  };

  it("draws a message of every block, and tells the app what was done in it", async () => {
    await app.call("chat.postMessage", { channel: OPS, text: "all", blocks: galleryMessage });
    const page = await visit.open(ALICE, OPS);
    const message = conversation(page).getByRole("article").last();
    await message.getByRole("heading", { name: "Everything at once 🎉" }).waitFor();
    expect(await message.getByRole("link", { name: "a link" }).getAttribute("href")).toBe(
      "https://example.com/a?b=1&c=2",
    );
    expect(await message.textContent()).toContain("@Bob Baker, @leads, #ops.");
    expect(await message.textContent()).toContain("Literal *stars* and bold for @Alice Archer");
    expect(await message.getByRole("listitem").allTextContents()).toEqual(["first", "second"]);
    await message.getByRole("img", { name: "A rack of servers" }).waitFor();
    expect(await message.locator("time").last().textContent()).toMatch(/^Nov 18, 2026 /);

    await message.getByRole("button", { name: "Delete" }).click();
    const question = page.getByRole("alertdialog", { name: "Delete it?" });
    await question.getByRole("button", { name: "Keep" }).click();
    expect(actions()).toEqual([]);
    await message.getByRole("button", { name: "Delete" }).click();
    await question.getByRole("button", { name: "Delete" }).click();
    await eventually(actions).toHaveLength(1);
    expect(actions()[0]).toMatchObject({ action_id: "danger", value: "1" });

    await message.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Make a copy" }).click();
    await eventually(() => actions().at(-1)).toMatchObject({ selected_option: { value: "copy" } });
    await choose(message, "A colour", "The green one");
    await eventually(() => actions().at(-1)).toMatchObject({ selected_option: { value: "green" } });
    await choose(message, "A person", "Carol Chen");
    await eventually(() => actions().at(-1)).toMatchObject({ selected_user: "U0CAROL01" });
    await message.getByLabel("A day").fill("2026-12-24");
    await eventually(() => actions().at(-1)).toMatchObject({ selected_date: "2026-12-24" });
    await eventually(() => message.getByRole("combobox", { name: "A colour" }).inputValue()).toBe(
      "The green one",
    );
  });

  it("sends a form with every element", async () => {
    const page = await visit.open(ALICE, OPS);
    await openModal(page, galleryModal);
    const form = page.getByRole("dialog", { name: "Gallery" });
    await form.getByLabel("One line").fill("short");
    await form.getByLabel("Many lines").fill("first\nsecond");
    await form.getByLabel("A number").fill("7");

    await form.getByRole("combobox", { name: "Grouped" }).click();
    const cold = page.getByRole("group", { name: "Cold" });
    expect(await cold.getByRole("option").allTextContents()).toEqual(["Blue", "Teal"]);
    await page.keyboard.type("tea");
    await eventually(() => entries(page, "Grouped").count()).toBe(1);
    await page.keyboard.press("Enter");
    await eventually(() => actions().at(-1)).toMatchObject({ action_id: "static" });

    await choose(form, "Several", "The red one");
    await choose(form, "Several", "The blue one");
    await form.getByRole("combobox", { name: "Several" }).press("Escape");
    await form.getByRole("button", { name: "Remove The red one" }).click();
    await choose(form, "A person", "Bob Baker");
    await choose(form, "People", "Bob Baker");
    await choose(form, "People", "李雷");
    await form.getByRole("combobox", { name: "People" }).press("Escape");
    await choose(form, "A conversation", "build");
    await form.getByRole("checkbox", { name: "The red one" }).check();
    await form.getByRole("checkbox", { name: "The blue one" }).check();
    await form.getByRole("radio", { name: "The green one" }).check();
    await form.getByLabel("A day").fill("2026-12-24");
    await form.getByLabel("A time").fill("09:30");
    await form.getByLabel("Mail").fill("a@b.example");
    await form.getByLabel("Told at once").pressSequentially("hi");
    await eventually(() => actions().at(-1)).toMatchObject({ action_id: "typed", value: "hi" });

    await form.getByRole("button", { name: "Send" }).click();
    await form.waitFor({ state: "hidden" });
    const sent = app.received.find(({ type }) => type === "view_submission");
    const values = asFields(asFields(asFields(sent?.["view"])["state"])["values"]);
    const held = (id: string): unknown => asFields(values[id])[id];
    expect(held("line")).toMatchObject({ value: "short" });
    expect(held("lines")).toMatchObject({ value: "first\nsecond" });
    expect(held("number")).toMatchObject({ value: "7" });
    expect(held("static")).toMatchObject({ selected_option: { value: "teal" } });
    expect(held("several")).toMatchObject({ selected_options: [{ value: "blue" }] });
    expect(held("person")).toMatchObject({ selected_user: BOB });
    expect(held("people")).toMatchObject({ selected_users: [BOB, "U0LILEI01"] });
    expect(held("place")).toMatchObject({ selected_conversation: "C0BUILD01" });
    expect(held("boxes")).toMatchObject({
      selected_options: [{ value: "red" }, { value: "blue" }],
    });
    expect(held("one")).toMatchObject({ selected_option: { value: "green" } });
    expect(held("day")).toMatchObject({ selected_date: "2026-12-24" });
    expect(held("time")).toMatchObject({ selected_time: "09:30" });
    expect(held("mail")).toMatchObject({ value: "a@b.example" });
  });

  it("asks an external list only from its least length on", async () => {
    const page = await visit.open(ALICE, OPS);
    await openModal(page, galleryModal);
    app.answer = ({ type, value }) =>
      type === "block_suggestion"
        ? { options: [option("1", `Found ${String(value)}`)] }
        : undefined;
    const field = page.getByRole("combobox", { name: "Searched" });
    await field.click();
    await page.getByText("Type 2 or more characters").waitFor();
    await field.pressSequentially("abc", { delay: 20 });
    await entries(page, "Searched").filter({ hasText: "Found abc" }).click();
    await eventually(() => field.inputValue()).toBe("Found abc");
    const asked = app.received.filter(({ type }) => type === "block_suggestion");
    expect(asked.map(({ value }) => value)).toEqual(["abc"]);
  });

  it("follows errors, update, push and clear", async () => {
    const page = await visit.open(ALICE, OPS);
    const small = (title: string, action: string): object => ({
      type: "modal",
      title: plain(title),
      submit: plain("Next"),
      close: plain("Back"),
      blocks: [
        {
          type: "input",
          block_id: action,
          label: plain("Answer"),
          element: { type: "plain_text_input", action_id: action },
        },
      ],
    });
    await openModal(page, small("First", "a"));
    const dialog = page.getByRole("dialog");
    const answerWith = async (body: unknown): Promise<void> => {
      app.answer = ({ type }) => (type === "view_submission" ? body : undefined);
      await dialog.getByRole("textbox", { name: "Answer" }).fill("x");
      await dialog.getByRole("button", { name: "Next" }).click();
    };
    const title = (name: string): Promise<void> => dialog.getByRole("heading", { name }).waitFor();

    await answerWith({ response_action: "errors", errors: { a: "Not like this" } });
    await dialog.getByText("Not like this").waitFor();
    const field = dialog.getByRole("textbox", { name: "Answer" });
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    const focused = await page.locator(":focus").getAttribute("id");
    expect(focused).toBe(await field.getAttribute("id"));

    await answerWith({ response_action: "update", view: small("Second", "b") });
    await title("Second");
    await answerWith({ response_action: "push", view: small("Third", "c") });
    await title("Third");
    await dialog.getByRole("button", { name: "Back" }).click();
    await title("Second");
    await answerWith({ response_action: "push", view: small("Fourth", "d") });
    await title("Fourth");
    await answerWith({ response_action: "clear" });
    await dialog.waitFor({ state: "hidden" });
  });

  it("says that there was trouble when a form's answer is of no use", async () => {
    const page = await visit.open(ALICE, OPS);
    await openModal(page, {
      ...galleryModal,
      blocks: galleryModal.blocks.slice(1, 2),
    });
    app.answer = () => ({ response_action: "nonsense" });
    await page.getByRole("dialog").getByRole("button", { name: "Send" }).click();
    await page
      .getByRole("dialog")
      .getByRole("alert")
      .getByText(/trouble connecting/)
      .waitFor();
  });

  it("shows an empty Home tab until the app publishes one", async () => {
    const page = await visit.open(ALICE, OPS);
    await goTo(page, "edcps");
    await page.getByRole("tab", { name: "Home" }).click();
    await page.getByText("This app has no Home tab yet").waitFor();
    await eventually(() => app.received.map(({ event }) => asFields(event)["type"])).toContain(
      "app_home_opened",
    );
    await app.call("views.publish", {
      user_id: ALICE,
      view: {
        type: "home",
        blocks: [{ type: "header", text: plain("Your orders") }, ...galleryMessage.slice(6, 7)],
      },
    });
    const home = page.getByRole("tabpanel", { name: "Home" });
    await home.getByRole("heading", { name: "Your orders" }).waitFor();
    await choose(home, "A colour", "The blue one");
    await eventually(() => actions().at(-1)).toMatchObject({ selected_option: { value: "blue" } });
  });

  it("keeps a thread beside the channel, and shows in it what was sent there", async () => {
    const posted = await app.call("chat.postMessage", { channel: OPS, text: "The parent" });
    const page = await visit.open(ALICE, OPS);
    const parent = conversation(page).getByRole("article").filter({ hasText: "The parent" });
    await parent.hover();
    await parent.getByRole("button", { name: "Reply in thread" }).click();
    const thread = page.getByRole("tabpanel", { name: "Thread" });
    await thread.getByRole("textbox", { name: "Message Thread" }).fill("A *reply*");
    await page.keyboard.press("Enter");
    await thread.getByText("A reply").waitFor();
    await parent.getByRole("button", { name: "1 reply" }).waitFor();
    await app.call("chat.postMessage", {
      channel: OPS,
      text: "From the app",
      thread_ts: posted["ts"],
    });
    await thread.getByText("From the app").waitFor();
    expect(await conversation(page).getByText("From the app").count()).toBe(0);
  });
});
