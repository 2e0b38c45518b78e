import { describe, expect, it } from "vitest";
import type { Answers, FormAbilities } from "../../../src/order/form-fields.ts";
import type { LoadedLists } from "../../../src/order/form.ts";
import { checkInstanceSpec, defaultLimits } from "../../../src/order/instance-spec.ts";
import { readForm, type FilledForm, type FormProblem } from "../../../src/order/read-form.ts";
import { everyList, goodAnswers, listsWith } from "../../support/a-catalogue.ts";

const has: FormAbilities = { sealing: true, limits: defaultLimits, prices: false };

const read = (answers: Answers, lists: LoadedLists = everyList, limits = defaultLimits) =>
  readForm(answers, lists, { ...has, limits });

function formOf(answers: Answers, lists?: LoadedLists): FilledForm {
  const result = read(answers, lists);
  if (!result.ok) throw new Error(`It was refused: ${JSON.stringify(result.problems)}`);
  return result.form;
}

function problemsOf(...given: Parameters<typeof read>): readonly FormProblem[] {
  const result = read(...given);
  return result.ok ? [] : result.problems;
}

const without = (...ids: readonly (keyof Answers)[]): Answers =>
  Object.fromEntries(
    Object.entries(goodAnswers).filter(([id]) => !ids.some((gone) => gone === id)),
  );

const prepaid: Answers = {
  ...goodAnswers,
  "charge.chargeMode": "prepaid_by_duration",
  "charge.chargeUnit": "month",
  "charge.chargeDuration": "9",
};
const publicly: Answers = {
  ...goodAnswers,
  enableInternet: "yes",
  lineType: "ct",
  bandwidth: "50",
  internetChargeMode: "postpaid_by_duration",
};
const open = { ...goodAnswers, sections: "access" };

describe("a form that is filled in well", () => {
  it("becomes what is to be ordered, with the names that the person saw", () => {
    expect(formOf(goodAnswers)).toEqual({
      region: "cn-east-tz1",
      justification: "For the spring sale.",
      labels: {
        regionId: "Tianjin (cn-east-tz1)",
        az: "Zone A (cn-east-tz1a)",
        deviceType: "normal1 (edcps.c.normal1) · 2 x 16 cores · 192 GB",
        osTypeId: "Ubuntu 22.04",
        sysRaidTypeId: "RAID1 · 2 x 480 GB",
        dataRaidTypeId: "RAID5 · 8 x 4 TB",
        subnetId: "subnet-1 of the team · 10.0.1.0/24",
      },
      spec: {
        az: "cn-east-tz1a",
        deviceType: "edcps.c.normal1",
        imageType: "standard",
        osTypeId: "edcps.c.normal1-ubuntu",
        sysRaidTypeId: "edcps.c.normal1-raid1",
        dataRaidTypeId: "edcps.c.normal1-raid5",
        subnetId: "subnet-1",
        enableInternet: "no",
        networkType: "vpc",
        name: "web",
        count: 2,
        charge: { chargeMode: "postpaid_by_duration" },
        interfaceMode: "bond",
      },
    });
  });

  it("always says whether there is to be a public address: left out, the cloud sells one", () => {
    expect(formOf(goodAnswers).spec.enableInternet).toBe("no");
    expect(formOf(publicly).spec.enableInternet).toBe("yes");
    expect(problemsOf(without("enableInternet"))).toContainEqual({
      field: "enableInternet",
      rule: "required",
    });
  });

  it("sends line, width and billing with an address, and none of them without", () => {
    expect(formOf(publicly).spec).toMatchObject({
      lineType: "ct",
      bandwidth: 50,
      internetChargeMode: "postpaid_by_duration",
    });
    const { spec } = formOf({ ...publicly, enableInternet: "no" });
    expect(Object.keys(spec)).toEqual(
      expect.not.arrayContaining(["lineType", "bandwidth", "internetChargeMode"]),
    );
  });

  it("sends the term when it is prepaid, and none otherwise", () => {
    expect(formOf(prepaid).spec.charge).toEqual({
      chargeMode: "prepaid_by_duration",
      chargeUnit: "month",
      chargeDuration: 9,
    });
    expect(formOf({ ...prepaid, "charge.chargeMode": "postpaid_by_duration" }).spec.charge).toEqual(
      { chargeMode: "postpaid_by_duration" },
    );
  });

  it("sends a key pair when one was chosen", () => {
    const form = formOf({ ...goodAnswers, keypairId: "key-1" });
    expect([form.spec.keypairId, form.labels["keypairId"]]).toEqual(["key-1", "alice"]);
    expect(formOf(goodAnswers).spec).not.toHaveProperty("keypairId");
  });

  it("makes something that the contract's own check accepts", () => {
    for (const answers of [goodAnswers, prepaid, publicly])
      expect(checkInstanceSpec(formOf(answers).spec, defaultLimits).ok).toBe(true);
  });
});

describe("a start-up script", () => {
  const scriptOf = (userData: string): string =>
    Buffer.from(formOf({ ...open, userData }).spec.userData ?? "", "base64").toString("utf8");

  it("is sent in base64, to the letter", () => {
    expect(scriptOf("#!/bin/bash\necho 边缘 😀\n")).toBe("#!/bin/bash\necho 边缘 😀\n");
  });

  it("loses the carriage returns of Windows, without which it would not run", () => {
    expect(scriptOf("#!/bin/bash\r\necho 1\r\necho 2\r\n")).toBe("#!/bin/bash\necho 1\necho 2\n");
  });

  it("has to begin as the cloud wants it", () => {
    expect(problemsOf({ ...open, userData: "echo 1" })).toMatchObject([
      { field: "userData", rule: "script-first-line" },
    ]);
  });

  it("and the password are not sent when their section is closed, or when nothing can seal them", () => {
    const secrets = { userData: "#!/bin/bash\n", password: "Sunny$Lake7Fog" };
    const sent = (answers: Answers, sealing: boolean): string =>
      JSON.stringify(readForm(answers, everyList, { ...has, sealing }));
    expect(formOf({ ...open, ...secrets }).spec).toMatchObject({ password: secrets.password });
    for (const said of [
      sent({ ...goodAnswers, ...secrets }, true),
      sent({ ...open, ...secrets }, false),
    ]) {
      expect(said).toContain('"ok":true');
      expect(said).not.toMatch(/password|userData|Sunny/);
    }
  });

  it("has to be short enough for the form", () => {
    expect(problemsOf({ ...open, userData: `#!/bin/bash\n${"#".repeat(3000)}` })).toEqual([
      { field: "userData", rule: "length", max: 3000 },
    ]);
  });
});

describe("an answer that a list does not hold", () => {
  it.each([
    ["regionId", "us-east-1"],
    ["az", "cn-north-bj1a"],
    ["deviceType", "edcps.c.forged"],
    ["osTypeId", "edcps.c.normal2-ubuntu"],
    ["sysRaidTypeId", "edcps.c.normal1-raid5"],
    ["dataRaidTypeId", "edcps.c.normal1-raid1"],
    ["subnetId", "subnet-3"],
    ["keypairId", "key-2"],
  ] as const)("is refused: %s %s", (field, value) => {
    const problems = problemsOf({ ...goodAnswers, [field]: value });
    expect(problems).toContainEqual({ field, rule: "not-in-list" });
  });

  it("is refused of the public line, too", () => {
    expect(problemsOf({ ...publicly, lineType: "cm" })).toEqual([
      { field: "lineType", rule: "not-in-list" },
    ]);
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty", ""])(
    "is refused when it is %j",
    (value) => {
      for (const field of ["regionId", "az", "deviceType", "osTypeId", "subnetId"] as const)
        expect(read({ ...goodAnswers, [field]: value }).ok).toBe(false);
      for (const field of ["charge.chargeMode", "enableInternet"] as const)
        expect(read({ ...goodAnswers, [field]: value }).ok).toBe(false);
    },
  );

  it("cannot become a label of its own", () => {
    const answers: Answers = JSON.parse(
      JSON.stringify({ ...goodAnswers }).replace(
        "{",
        '{"__proto__":{"polluted":"yes"},"constructor":"x",',
      ),
    ) as Answers;
    const { labels, spec } = formOf(answers);
    expect(Object.keys(labels)).toEqual(Object.keys(formOf(goodAnswers).labels));
    expect(JSON.stringify([labels, spec])).not.toContain("polluted");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("an answer that could not be checked", () => {
  const states = [{ state: "failed" }, { state: "loading" }, undefined] as const;

  it.each(states)("is refused, not guessed: list %j", (state) => {
    expect(
      problemsOf(goodAnswers, listsWith("subnets", ["cn-east-tz1", "cn-east-tz1a"], state)),
    ).toEqual([{ field: "subnetId", rule: "not-checked" }]);
  });

  it("takes every field with it that the same list answers for", () => {
    const problems = problemsOf(
      goodAnswers,
      listsWith("raids", ["cn-east-tz1", "edcps.c.normal1"], { state: "failed" }),
    );
    expect(problems).toEqual([
      { field: "sysRaidTypeId", rule: "not-checked" },
      { field: "dataRaidTypeId", rule: "not-checked" },
    ]);
  });

  it("does not matter when it was not given", () => {
    expect(read(goodAnswers, listsWith("keyPairs", ["cn-east-tz1"], { state: "failed" })).ok).toBe(
      true,
    );
  });

  it("below an answer that is missing is told once each", () => {
    const problems = problemsOf(without("regionId"));
    expect(problems[0]).toEqual({ field: "regionId", rule: "required" });
    expect(new Set(problems.map(({ field }) => field)).size).toBe(problems.length);
  });
});

describe("an answer that is wrong in itself", () => {
  it.each([
    "regionId",
    "az",
    "deviceType",
    "osTypeId",
    "sysRaidTypeId",
    "dataRaidTypeId",
    "subnetId",
    "name",
    "count",
    "charge.chargeMode",
    "enableInternet",
    "justification",
  ] as const)("is told when it is missing: %s", (field) => {
    const problems = problemsOf(without(field));
    expect(problems.filter((problem) => problem.field === field)).toEqual([
      { field, rule: "required" },
    ]);
  });

  it("is told of an empty form, everything at once", () => {
    expect(problemsOf({}).length).toBeGreaterThanOrEqual(12);
  });

  it.each(["charge.chargeUnit", "charge.chargeDuration"] as const)(
    "is told when it is prepaid without a %s",
    (field) => {
      const { [field]: _, ...incomplete } = prepaid;
      expect(problemsOf(incomplete)).toEqual([{ field, rule: "required" }]);
    },
  );

  it.each([
    ["month", "0"],
    ["month", "10"],
    ["year", "4"],
    ["year", "-1"],
    ["month", "1.5"],
    ["month", "nine"],
    ["week", "1"],
  ])("is told of a term of %s %s", (unit, term) => {
    const problems = problemsOf({
      ...prepaid,
      "charge.chargeUnit": unit,
      "charge.chargeDuration": term,
    });
    expect(problems.length).toBeGreaterThan(0);
    for (const { field } of problems)
      expect(["charge.chargeUnit", "charge.chargeDuration"]).toContain(field);
  });

  it.each(["0", "6", "-1", "1.5", "two", "1e1", "0x2", "99999999999999999999", "٢"])(
    "is told of a number of servers of %j",
    (count) => {
      expect(problemsOf({ ...goodAnswers, count }).map(({ field }) => field)).toContain("count");
    },
  );

  it("takes a number with blanks around it", () => {
    expect(formOf({ ...goodAnswers, count: " 2 " }).spec.count).toBe(2);
  });

  it("is measured by the team's own limits", () => {
    const limits = { maxCount: 1, maxBandwidth: 10 };
    expect(problemsOf(goodAnswers, everyList, limits)).toMatchObject([
      { field: "count", rule: "policy-limit", max: 1 },
    ]);
    expect(problemsOf({ ...publicly, count: "1" }, everyList, limits)).toMatchObject([
      { field: "bandwidth", rule: "policy-limit", max: 10 },
    ]);
  });

  it("is told of an address that would be billed otherwise than its server", () => {
    expect(problemsOf({ ...publicly, internetChargeMode: "prepaid_by_duration" })).toMatchObject([
      { field: "internetChargeMode", rule: "same-as" },
    ]);
  });

  it.each(["lineType", "bandwidth", "internetChargeMode"] as const)(
    "is told when there is to be an address without a %s",
    (field) => {
      const { [field]: _, ...incomplete } = publicly;
      expect(problemsOf(incomplete)).toEqual([{ field, rule: "required" }]);
    },
  );

  it("is told of a name that the cloud would not take, and of a justification that is too long", () => {
    expect(problemsOf({ ...goodAnswers, name: "1web" })).toMatchObject([
      { field: "name", rule: "name-start" },
    ]);
    expect(problemsOf({ ...goodAnswers, name: "w".repeat(33) })).toEqual([
      { field: "name", rule: "length", min: 2, max: 32 },
    ]);
    expect(problemsOf({ ...goodAnswers, justification: "x".repeat(501) })).toEqual([
      { field: "justification", rule: "length", max: 500 },
    ]);
  });

  it("is told of a weak password, without the password", () => {
    const problems = problemsOf({ ...open, password: "hunter2password" });
    expect(problems.length).toBeGreaterThan(0);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });

  it("gives no form when anything at all is wrong", () => {
    expect(read({ ...goodAnswers, keypairId: "key-2" })).not.toHaveProperty("form");
  });
});
