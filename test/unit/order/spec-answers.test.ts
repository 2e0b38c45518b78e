import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldIds, scriptParts, type Answers } from "../../../src/order/form-fields.ts";
import type { InstanceSpec } from "../../../src/order/instance-spec.ts";
import { answersOf, sectionFields, specOf } from "../../../src/order/spec-answers.ts";
import { goodAnswers } from "../../support/a-catalogue.ts";
import { scriptAnswers } from "./orderable.ts";
import { base64, maximal, minimal } from "./valid-specs.ts";

const spec = (answers: Answers) => specOf(answers) as Partial<InstanceSpec>;

describe("what is ordered for some answers", () => {
  it("says what has a single value, without asking", () => {
    expect(spec({})).toEqual({
      imageType: "standard",
      networkType: "vpc",
      interfaceMode: "bond",
      charge: {},
    });
  });

  it("has a second interface when that section is open", () => {
    expect(spec({ sections: "network,secondInterface" }).interfaceMode).toBe("dual");
  });

  it.each([
    ["10.0.1.0/28", { cidr: "10.0.1.0/28" }],
    ["10.0.1.0/28 cidr-1", { cidr: "10.0.1.0/28", id: "cidr-1" }],
    ["  10.0.1.0/28   cidr-1  ", { cidr: "10.0.1.0/28", id: "cidr-1" }],
    ["cidr-1", { id: "cidr-1" }],
    ["10.0.1", { cidr: "10.0.1" }],
  ])("reads an alias as a range, an id, or both: %j", (line, alias) => {
    expect(spec({ aliasIps: line }).aliasIps).toEqual([alias]);
  });

  it.each([
    ["team=web", { key: "team", value: "web" }],
    ["team=", { key: "team", value: "" }],
    ["url=https://x/?a=b", { key: "url", value: "https://x/?a=b" }],
    ["a\\=b=c", { key: "a=b", value: "c" }],
    ["team = web", { key: "team ", value: " web" }],
  ])("reads a tag as key and value, to the letter: %j", (line, tag) => {
    expect(spec({ resourceTags: line }).resourceTags).toEqual([tag]);
  });

  it("takes blank lines for nothing, and lines from Windows for lines", () => {
    expect(spec({ resourceTags: "\r\na=1\r\n\r\n  \r\nb=2\r\n" }).resourceTags).toEqual([
      { key: "a", value: "1" },
      { key: "b", value: "2" },
    ]);
    expect(spec({ resourceTags: " \n " })).not.toHaveProperty("resourceTags");
  });

  it("leaves what is wrong as it was typed, for the contract to name", () => {
    expect(
      specOf({ count: "1e1", resourceTags: "no tag", "charge.autoRenew": "perhaps" }),
    ).toMatchObject({ count: "1e1", resourceTags: ["no tag"], charge: { autoRenew: "perhaps" } });
  });

  it("puts the parts of a script together with nothing in between", () => {
    const script = `#!/bin/bash\n${"echo 边缘 😀\n".repeat(700)}`;
    const parts = scriptAnswers(base64(script));
    expect(Object.keys(parts).length).toBeGreaterThan(2);
    expect(spec(parts).userData).toBe(base64(script));
  });

  it("takes the carriage returns of Windows out also where two parts meet", () => {
    expect(spec({ userData: "#!/bin/bash\r", "userData.2": "\necho" }).userData).toBe(
      base64("#!/bin/bash\necho"),
    );
  });

  it("never throws, whatever was answered", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...fieldIds), fc.string({ unit: "binary" })),
        (answers) => {
          expect(typeof specOf(answers)).toBe("object");
        },
      ),
    );
  });
});

describe("the answers that an order came from", () => {
  it("open the sections that hold some of them", () => {
    expect(answersOf("cn-east-tz1", minimal).sections).toBeUndefined();
    expect(answersOf("cn-east-tz1", maximal).sections).toBe("network,secondInterface,advanced");
  });

  it("open the second interface even where nothing but itself is said", () => {
    expect(answersOf("cn-east-tz1", { interfaceMode: "dual" }).sections).toBe("secondInterface");
  });

  it("are those of a form that is filled in", () => {
    const { justification: _, ...answers } = goodAnswers;
    expect(answersOf("cn-east-tz1", specOf(goodAnswers) as InstanceSpec)).toEqual(answers);
  });

  it("write an equals sign inside a tag's key so that it is read back", () => {
    const resourceTags = [{ key: "a=b=c", value: "=d=" }];
    const answers = answersOf("cn-east-tz1", { resourceTags });
    expect(answers.resourceTags).toBe("a\\=b\\=c==d=");
    expect(spec(answers).resourceTags).toEqual(resourceTags);
  });

  it("hold neither password nor script", () => {
    const ids = Object.keys(answersOf("cn-east-tz1", maximal));
    expect(ids).not.toContain("password");
    for (const part of scriptParts) expect(ids).not.toContain(part);
  });

  it("name in each section only fields that the form asks for", () => {
    for (const held of Object.values(sectionFields))
      for (const id of held) expect(fieldIds).toContain(id);
    expect(sectionFields.secondInterface).toEqual(
      expect.arrayContaining(["extensionAliasIps", "extensionPrivateIp"]),
    );
  });
});
