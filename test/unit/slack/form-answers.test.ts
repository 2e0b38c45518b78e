import { describe, expect, it } from "vitest";
import { fieldIds, type Answers } from "../../../src/order/form-fields.ts";
import { questionId } from "../../../src/order/form.ts";
import { answersIn, originOf } from "../../../src/slack/form-answers.ts";
import type { ElementState, ViewPayload } from "../../../src/slack/payloads.ts";
import { goodAnswers } from "../../support/a-catalogue.ts";

const has = { sealing: true };

const viewWith = (
  values: ViewPayload["state"]["values"],
  metadata = '{"channel":"C0ASKED"}',
): ViewPayload => ({
  id: "V1",
  private_metadata: metadata,
  state: { values },
  blocks: [],
});

/** The state of a form in which these answers were given, each in the way of its kind of input. */
const stateOf = (answers: Answers): ViewPayload["state"]["values"] =>
  Object.fromEntries(
    fieldIds.flatMap((id) => {
      const answer = answers[id];
      if (answer === undefined) return [];
      const state: ElementState =
        id === "sections"
          ? { selected_options: answer.split(",").map((value) => ({ value })) }
          : [
                "name",
                "count",
                "justification",
                "password",
                "userData",
                "bandwidth",
                "charge.chargeDuration",
              ].includes(id)
            ? { value: answer }
            : { selected_option: { value: answer } };
      return [[questionId(id, answers), { [id]: state }]];
    }),
  );

describe("the answers in a form", () => {
  it("are read from every kind of input", () => {
    const answers: Answers = {
      ...goodAnswers,
      sections: "access",
      password: "Sunny$Lake7Fog",
      userData: "#!/bin/bash\n",
    };
    expect(answersIn(viewWith(stateOf(answers)), has)).toEqual(answers);
  });

  it("are none where nothing was chosen or typed", () => {
    const empty = viewWith({
      regionId: { regionId: { selected_option: null } },
      name: { name: { value: null } },
      justification: { justification: { value: "" } },
      sections: { sections: { selected_options: [] } },
      count: {},
    });
    expect(answersIn(empty, has)).toEqual({});
    expect(answersIn(viewWith({}), has)).toEqual({});
  });

  it("do not hold what was answered to a question that is not asked any more", () => {
    const values = stateOf(goodAnswers);
    values["deviceType:cn-east-tz1/cn-east-tz1a"] = {
      deviceType: { selected_option: { value: "edcps.c.normal2" } },
    };
    const answers = answersIn(viewWith(values), has);
    expect(answers.deviceType).toBe("edcps.c.normal2");
    expect(answers.osTypeId).toBeUndefined();
    expect(answers.subnetId).toBe("subnet-1");
  });

  it("do not hold a password without a key to seal it", () => {
    const answers = answersIn(
      viewWith(stateOf({ ...goodAnswers, sections: "access", password: "Sunny$Lake7Fog" })),
      { sealing: false },
    );
    expect(answers).toEqual(goodAnswers);
  });

  it("hold nothing for inputs that are not ours, however they are called", () => {
    const values: ViewPayload["state"]["values"] = JSON.parse(
      '{"__proto__":{"regionId":{"value":"x"}},"constructor":{"name":{"value":"x"}},"other":{"regionId":{"value":"x"}},"regionId":{"__proto__":{"regionId":{"value":"x"}},"other":{"value":"x"}}}',
    ) as ViewPayload["state"]["values"];
    expect(answersIn(viewWith(values), has)).toEqual({});
    const inherited = Object.create({ name: { name: { value: "x" } } }) as typeof values;
    expect(answersIn(viewWith(inherited), has)).toEqual({});
  });
});

describe("where the form was opened", () => {
  it("is the channel that it carries", () => {
    expect(originOf(viewWith({}))).toEqual({ channel: "C0ASKED" });
  });

  it.each([
    "",
    "null",
    "C0ASKED",
    "{}",
    '{"channel":""}',
    '{"channel":"#general"}',
    '{"channel":"C0 <!channel>"}',
    '{"channel":7}',
    '{"channel":"c0asked"}',
    `{"channel":"${"C".repeat(21)}"}`,
    '{"__proto__":{"channel":"C0ASKED"}}',
  ])("is not taken from what is no channel: %j", (metadata) => {
    expect(originOf(viewWith({}, metadata))).toBeUndefined();
  });
});
