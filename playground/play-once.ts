import { fillOrderForm } from "./fill-order-form.ts";
import type { World } from "./start-world.ts";

const [ALICE, BOB, OPS, APPROVALS] = [
  "U0ALICE01",
  "U0BOB0001",
  "C0OPS0001",
  "C0APPROVALS",
] as const;

/**
 * One order with approval, through the real program: alice orders, bob approves, the cloud sells, the ids come back.
 * Returns the instance ids. Throws, with what was missing, when anything did not happen as it should.
 */
export async function playOnce(
  world: World,
  print: (line: string) => void,
): Promise<readonly string[]> {
  const { slack, cloud } = world;
  const [alice, bob] = [slack.as(ALICE), slack.as(BOB)];

  print("alice types /edcps create in #ops");
  const opened = await alice.command(OPS, "/edcps create");
  if (!opened.ok)
    throw new Error(`The form did not open: ${opened.seen ?? `HTTP ${opened.status}`}`);
  await fillOrderForm(alice, { name: "demo-01", count: "2" });
  print("alice sends the form: 2 servers in cn-east-tz1");
  const sent = await alice.submit();
  if (!sent.sent || sent.errors || sent.trouble)
    throw new Error(
      `The form was not taken: ${JSON.stringify(sent.errors ?? sent.missing)} ${sent.trouble ?? ""}`,
    );
  await alice.close();

  const card = await slack.waitFor(
    () => slack.messages(APPROVALS).at(-1),
    15_000,
    "the card in #approvals",
  );
  print("bob presses Approve");
  const clicked = await bob.click(APPROVALS, card.ts, "order_approve", { confirm: true });
  if (!clicked.ok)
    throw new Error(`The click was not answered: ${clicked.seen ?? `HTTP ${clicked.status}`}`);

  const told = await slack.waitFor(
    () => slack.messages(OPS).find(({ text }) => text.includes("Instance ids")),
    30_000,
    "the result in #ops",
  );
  await slack.waitFor(
    () => slack.message(APPROVALS, card.ts)?.text.includes("bought"),
    15_000,
    "the card saying that it is bought",
  );

  const [purchase, ...more] = cloud.purchases;
  const ids = purchase?.instanceIds ?? [];
  const problems = [
    ...(ids.length === 2 ? [] : [`the cloud made ${ids.length} servers instead of 2`]),
    ...(more.length === 0
      ? []
      : [`the cloud sold ${cloud.purchases.length} times instead of once`]),
    ...ids.filter((id) => !told.text.includes(id)).map((id) => `${id} is missing in the channel`),
    ...cloud.violations,
    ...slack.complaints,
  ];
  if (problems.length > 0)
    throw new Error(`The order did not go as it should: ${problems.join("; ")}`);
  return ids;
}
