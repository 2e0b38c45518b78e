import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";

const LOG = new URL("../../src/log.ts", import.meta.url).href;

/** What a program writes that logs these, as it stands on its output. */
function written(secrets: readonly string[], ...lines: readonly object[]): string {
  const program = `
    import { createLog } from ${JSON.stringify(LOG)};
    const log = createLog({ logLevel: "info", secrets: ${JSON.stringify(secrets)} });
    for (const line of ${JSON.stringify(lines)}) log.info(line, "Something happened.");
  `;
  return execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
  });
}

it.each(["xoxb-1-2-3", 'quo"ted\\secret', "p@ss/word", "密码密码密码", "$& and $1"])(
  "strikes a secret out of whatever holds it: %j",
  (secret) => {
    const output = written([secret], {
      error: `It was sent with ${secret}, and again ${secret}.`,
      nested: { deep: [{ deeper: `Bearer ${secret}` }] },
      [`key ${secret}`]: 1,
    });
    expect(output).not.toContain(secret);
    expect(output).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(JSON.parse(output)).toMatchObject({ msg: "Something happened." });
  },
);

it.each(["token", "password", "userData", "secretKey", "response_url", "authorization"])(
  "leaves out what is named %s, three levels deep",
  (name) => {
    const output = written([], {
      [name]: "hidden",
      a: { [name]: "hidden", b: { [name]: "hidden" } },
    });
    expect(output).not.toContain("hidden");
  },
);

it("leaves alone what is too short to be a secret, which would be found everywhere", () => {
  expect(written(["in"], { error: "in the middle" })).toContain("in the middle");
});

it("writes one line of JSON for each entry, without what a terminal would obey", () => {
  const output = written([], { error: "one\ntwo\u009b31m\u202e\u2028" }, { error: "next" });
  expect(output.trimEnd().split("\n")).toHaveLength(2);
  expect(output).toMatch(/^[^\u007f-\u009f\u202e\u2028]*$/);
});
