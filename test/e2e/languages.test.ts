import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { fillOrderForm } from "../../playground/fill-order-form.ts";
import { letTimePass, movableClock } from "../../playground/movable-clock.ts";
import type { RenderedView } from "../../playground/slack/person.ts";
import { startWorld, type World, type WorldOptions } from "../../playground/start-world.ts";
import { asking, notes, priceIn } from "../support/form-story.ts";
import { expectLanguage } from "../support/language-judge.ts";
import {
  ALICE,
  APPROVALS,
  approve,
  BOB,
  card,
  CAROL,
  OPS,
  order,
  result,
  told,
} from "../support/order-story.ts";
import { until } from "../support/until.ts";

const LI_LEI = "U0LILEI01";
const ALL_SECTIONS = { sections: "network,access,secondInterface,advanced" };

let world: World;
const begin = async (options: WorldOptions = {}): Promise<void> => {
  world = await startWorld(options);
  await world.start();
};
/** The playground's policy, with what is written into channels in Chinese. */
const inChinese = `language: zh\n${readFileSync(new URL("../../playground/policy.yaml", import.meta.url), "utf8")}`;
afterEach(async () => {
  const { complaints } = world.slack;
  const { violations } = world.cloud;
  await world.stop();
  expect(complaints).toEqual([]);
  expect(violations).toEqual([]);
});

/** Every word of a form that is the bot's own: labels, hints, words to choose from that the catalogue does not have. */
function words(view: RenderedView): readonly string[] {
  const texts = (value: unknown): string[] => {
    if (Array.isArray(value)) return value.flatMap(texts);
    if (value === null || typeof value !== "object") return [];
    const fields = value as Record<string, unknown>;
    const own = ["label", "hint", "placeholder", "title", "submit", "close"].flatMap((key) => {
      const held = fields[key] as { text?: string } | undefined;
      return typeof held?.text === "string" ? [held.text] : [];
    });
    return [...own, ...texts(fields["element"]), ...texts(fields["accessory"])];
  };
  const checkboxes = (view.blocks as { element?: { type?: string; options?: unknown } }[]).flatMap(
    ({ element }) =>
      element?.type === "checkboxes"
        ? (element.options as { text: { text: string } }[]).map(({ text }) => text.text)
        : [],
  );
  return [...texts(view), ...view.blocks.flatMap((block) => texts(block)), ...checkboxes];
}

describe.each(["http", "socket"] as const)("over %s", (mode) => {
  it("each sees the form, its errors and private answers in their own language; the channel's card in the policy's", async () => {
    await begin({ mode });
    const lilei = world.slack.as(LI_LEI);
    await lilei.command(OPS, "/edcps create");
    await fillOrderForm(lilei, {
      ...ALL_SECTIONS,
      name: "1-错",
      count: "9",
      enableInternet: "yes",
      bandwidth: "5",
      extensionSubnetId: "subnet-tz1a-005",
      "charge.chargeMode": "prepaid_by_duration",
      "charge.chargeDuration": "2",
    });
    const form = await lilei.waitForView((view) => priceIn(view).includes("扣款"));
    expect(form.title).toMatchObject({ text: "订购服务器" });
    for (const word of words(form)) expectLanguage(word, "zh");
    for (const note of notes(form)) expectLanguage(note, "zh");
    await lilei.submit();
    const errors = lilei.view()?.errors ?? {};
    expect(Object.keys(errors).sort()).toEqual(["count", "name"]);
    for (const error of Object.values(errors)) expectLanguage(error, "zh");
    await lilei.type("name", "中文-01");
    await lilei.type("count", "1");
    await lilei.submit();
    const placed = JSON.stringify(lilei.view()?.blocks);
    expect(placed).toContain("正在等待审批");
    const id = /订单 \*([A-Z0-9]{6})\*/.exec(placed)?.[1] ?? "";
    await lilei.close();

    // Everybody reads the channel: in English here.
    const asked = await card(world, id);
    expect(JSON.stringify(asked.blocks)).toContain("Approval needed");
    expect(asked.text).toContain("asked for");
    await approve(world, id, LI_LEI);
    expectLanguage(await told(world, LI_LEI, id), "zh");
    await approve(world, id, ALICE);
    expectLanguage(await told(world, ALICE, id), "en");
    for (const typed of ["/edcps help", "/edcps create regoin=x", `/edcps order ZZZZZZ`]) {
      const { text } = (await lilei.command(OPS, typed)).body as { text: string };
      for (const line of text.split("\n")) expectLanguage(line, "zh");
      const english = (await world.slack.as(ALICE).command(OPS, typed)).body as { text: string };
      for (const line of english.text.split("\n")) expectLanguage(line, "en");
    }
    await lilei.command(OPS, `/edcps cancel ${id}`);
    expect((await result(world, id)).text).toContain("was cancelled");
  });

  it("where the policy says Chinese, cards and results are Chinese, and Alice's own are English all the same", async () => {
    await begin({ mode, policy: inChinese });
    const id = await order(world, { name: "zh-01" });
    const asked = await card(world, id);
    const shown = JSON.stringify(asked.blocks);
    for (const words of ["待审批", "申请人", "批准", "拒绝", "详情", "每小时约 ¥15"])
      expect(shown).toContain(words);
    expect(shown).not.toMatch(/Approve|Deny|Details|About/);
    await approve(world, id, ALICE);
    expectLanguage(await told(world, ALICE, id), "en");
    await approve(world, id, BOB);
    const ended = await until("the result", () =>
      world.slack.messages(OPS).find(({ text }) => text.includes(`订单 ${id}`)),
    );
    expect(ended.text).toContain("已为");
    const details = await world.slack.as(ALICE).command(OPS, `/edcps order ${id}`);
    expect(JSON.stringify(details.body)).toContain("is bought");
    const chinese = await world.slack.as(LI_LEI).command(OPS, `/edcps order ${id}`);
    expectLanguage((chinese.body as { text: string }).text, "zh");
  });
});

it("what only one person sees is in their language: reasons that are asked for, direct messages, what has gone wrong", async () => {
  await begin();
  world.slack.setGroup("S0LEADS01", [BOB, LI_LEI]);
  const lilei = world.slack.as(LI_LEI);
  // 李雷 orders where the bot may not speak, so the result comes to him alone.
  world.slack.invite("C0BUILD01", LI_LEI);
  const opened = await lilei.command("C0BUILD01", "/edcps create");
  expect(opened.body).toBeUndefined();
  await fillOrderForm(lilei, { name: "private-1" });
  await lilei.submit();
  const id = /订单 \*([A-Z0-9]{6})\*/.exec(JSON.stringify(lilei.view()?.blocks))?.[1] ?? "";
  await lilei.close();
  await approve(world, id, BOB);
  const dm = await until("a direct message", () =>
    world.slack.dm(LI_LEI).find(({ text }) => text.includes(id)),
  );
  expect(dm.text).toContain("已为");

  const other = await order(world, { name: "denied-zh" });
  const asked = await card(world, other);
  await lilei.click(APPROVALS, asked.ts, "order_deny");
  expect((await lilei.waitForView()).title).toMatchObject({ text: "拒绝订单" });
  await lilei.close();

  world.slack.faults.set("views.open", { status: 500 }, 1);
  const failed = await lilei.command(OPS, "/edcps create");
  expectLanguage((failed.body as { text: string }).text, "zh");
  world.cloud.faults.set("*", { kind: "error", http: 503, status: "UNAVAILABLE" });
  const instances = await lilei.command(OPS, "/edcps instances cn-east-tz1");
  expectLanguage((instances.body as { text: string }).text, "zh");
});

it("a change of somebody's language in Slack shows in the form that they open after a while", async () => {
  await begin({ env: movableClock() });
  const carol = world.slack.as(CAROL);
  const title = async (): Promise<unknown> => {
    await carol.command(OPS, "/edcps create");
    const view = await asking(carol, "regionId");
    await carol.close();
    return view.title;
  };
  expect(await title()).toMatchObject({ text: "Order servers" });
  world.slack.updateUser(CAROL, { locale: "zh-CN" });
  await letTimePass(world.bot());
  expect(await title()).toMatchObject({ text: "订购服务器" });
});
