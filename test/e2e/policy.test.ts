import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWorld, type World } from "../../playground/start-world.ts";
import { ALICE, approve, BOB, card, CAROL, MALLORY, OPS, order } from "../support/order-story.ts";

const GUEST = "U0GUEST01";
const COMMAND = fileURLToPath(new URL("../../src/commands/explain-policy.ts", import.meta.url));
const POLICY_FILE = fileURLToPath(new URL("../../playground/policy.yaml", import.meta.url));

describe("through the real program, the policy", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.start();
  });
  afterAll(async () => {
    expect(world.slack.complaints).toEqual([]);
    await world.stop();
  });

  const explain = async (who: string, question: string): Promise<string> =>
    JSON.stringify(
      (await world.slack.as(who).command(OPS, `/edcps policy explain ${question}`)).body,
    );

  it("says which rule would decide, as the command line does", async () => {
    const answer = await explain(ALICE, "count=2");
    expect(answer).toContain("• *Rule “small” decides.*");
    expect(answer).toContain("1 of these has to approve: <!subteam^S0LEADS01>.");
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [COMMAND, "explain", "--user", ALICE, "count=2"],
      { env: { POLICY_FILE } },
    );
    for (const line of stdout.trimEnd().split("\n").slice(1))
      expect(answer.replaceAll("*", "").replace("<!subteam^S0LEADS01>", "S0LEADS01")).toContain(
        line,
      );
  });

  it("says what a person may do with an order, and why not, in the words of the refusal", async () => {
    const id = await order(world, { name: "explained", count: "3" });
    await card(world, id);
    const asked = await explain(ALICE, id);
    expect(asked).toContain("• *Rule “everything else” decides.*");
    expect(asked).toContain(
      "You are not one of the approvers of this order, so nothing was changed.",
    );
    await approve(world, id, BOB);
    await card(world, id, ({ text, blocks }) =>
      `${text}${JSON.stringify(blocks)}`.includes("1 of 2"),
    );
    expect(await explain(BOB, id)).toContain("You have approved this order already (1 of 2)");
    expect(await explain(CAROL, id)).toContain("can do this now: approve it");
  });

  it("tells of others only those who decide", async () => {
    const id = await order(world, { name: "about-others", count: "3" });
    expect(await explain(BOB, `${id} ${GUEST}`)).toContain("Guests may not do this here.");
    for (const who of [ALICE, MALLORY])
      expect(await explain(who, `count=3 ${GUEST}`)).toContain("Only those who decide");
    expect(await explain(MALLORY, id)).toContain("Only the requester and the approvers");
  });
});
