import { describe, expect, it } from "vitest";
import {
  fieldIds,
  fields,
  type Answers,
  type FormAbilities,
} from "../../../src/order/form-fields.ts";
import { questionId } from "../../../src/order/form.ts";
import { defaultLimits } from "../../../src/order/instance-spec.ts";
import { answersIn, carried, keptFrom, originOf } from "../../../src/slack/form-answers.ts";
import type { ElementState, ViewPayload } from "../../../src/slack/payloads.ts";
import { goodAnswers } from "../../support/a-catalogue.ts";

const has: FormAbilities = { sealing: true, limits: defaultLimits, prices: false };

const viewWith = (
  values: ViewPayload["state"]["values"],
  metadata = '{"channel":"C0ASKED","language":"en","kept":{}}',
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
          : ["text", "number"].includes(fields[id].control)
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
      { ...has, sealing: false },
    );
    expect(answers).toEqual({ ...goodAnswers, sections: "access" });
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
  it("is the channel that it carries, with the language of whoever opened it, and what was kept", () => {
    expect(originOf(viewWith({}))).toEqual({ channel: "C0ASKED", language: "en", kept: {} });
    const full = { channel: "C0ASKED", language: "zh", kept: { hostname: "web-01" } };
    expect(originOf(viewWith({}, JSON.stringify(full)))).toEqual(full);
  });

  it.each([
    "",
    "null",
    "C0ASKED",
    "{}",
    '{"channel":"","language":"en"}',
    '{"channel":"#general","language":"en"}',
    '{"channel":"C0 <!channel>","language":"en"}',
    '{"channel":7,"language":"en"}',
    '{"channel":"c0asked","language":"en"}',
    `{"channel":"${"C".repeat(21)}"}`,
    '{"__proto__":{"channel":"C0ASKED","language":"en"}}',
    '{"channel":"C0ASKED"}',
    '{"channel":"C0ASKED","language":"fr"}',
    '{"channel":"C0ASKED","language":"en","kept":{"name":7}}',
  ])("is not taken from what is no channel: %j", (metadata) => {
    expect(originOf(viewWith({}, metadata))).toBeUndefined();
  });
});

describe("what is kept of a form", () => {
  const open: Answers = { ...goodAnswers, sections: "advanced", hostname: "web-01" };
  const closed: Answers = { ...goodAnswers };

  it("is what was typed and is not shown any more", () => {
    expect(keptFrom(viewWith(stateOf(open)), {}, closed, has)).toEqual({ hostname: "web-01" });
    expect(keptFrom(viewWith(stateOf(open)), {}, open, has)).toEqual({});
  });

  it("is kept on while it stays hidden, and comes back when it is asked for", () => {
    const kept = keptFrom(viewWith(stateOf(closed)), { hostname: "web-01" }, closed, has);
    expect(kept).toEqual({ hostname: "web-01" });
    expect(answersIn(viewWith(stateOf({ ...closed, sections: "advanced" })), has, kept)).toEqual(
      open,
    );
  });

  it("is no secret", () => {
    const secret = {
      ...goodAnswers,
      sections: "access",
      password: "Sunny$Lake7Fog",
      userData: "#!",
    };
    expect(keptFrom(viewWith(stateOf(secret)), {}, closed, has)).toEqual({});
  });

  it("is not what was emptied, but that it was where an earlier answer would come back", () => {
    const emptied = viewWith({ hostname: { hostname: { value: null } } });
    expect(keptFrom(emptied, {}, closed, has)).toEqual({});
    expect(keptFrom(emptied, { hostname: "web-01" }, closed, has)).toEqual({ hostname: "" });
  });

  it("is as much as the form can carry: the longest texts go first", () => {
    const kept = { description: "x".repeat(2_790), hostname: "web-01", name: "y".repeat(100) };
    expect(carried(kept)).toEqual({ hostname: kept.hostname, name: kept.name });
    expect(carried({ description: "\u0000".repeat(500) })).toEqual({});
    expect(carried({})).toEqual({});
  });
});
