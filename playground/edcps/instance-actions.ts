import { checkReinstallSpec } from "./check-instance-spec.ts";
import { Refusal } from "./envelope.ts";
import { text, textWhere } from "./field-checks.ts";
import { GONE, instanceOf } from "./instances.ts";
import { invalid } from "./field-checks.ts";
import { checkKeypair, imageOf, raidOf } from "./placement.ts";
import type { Call, Handler, Handlers } from "./request.ts";
import { type CloudState, type StoredInstance, timestamp } from "./state.ts";
import { nameProblem, passwordProblem } from "./text-rules.ts";

/** Which statuses allow an action, and through which string it goes to which end. The middle strings are our own. */
const ACTIONS = {
  startInstance: { from: ["stopped"], through: "starting", to: "running" },
  stopInstance: { from: ["running"], through: "stopping", to: "stopped" },
  restartInstance: { from: ["running"], through: "restarting", to: "running" },
  reinstallInstance: { from: ["stopped"], through: "reinstalling", to: "running" },
  deleteInstance: { from: ["running", "stopped", "error"], through: "deleting", to: GONE },
} as const;

function fail(sentence: string): never {
  throw new Refusal("FAILED_PRECONDITION", sentence);
}

function requireStatus(
  { shown }: StoredInstance,
  operation: string,
  from: readonly string[],
): void {
  if (from.includes(shown.status)) return;
  fail(
    `${operation} needs the status ${from.join(" or ")}, but ${shown.instanceId} is ${shown.status}.`,
  );
}

/** After expiry or debt only renewal and deletion are left. */
function requirePaid({ shown }: StoredInstance, operation: string): void {
  const { chargeStatus } = shown.charge;
  if (chargeStatus !== "normal")
    fail(`${operation} is not possible while ${shown.instanceId} is ${chargeStatus}.`);
}

function begin(state: CloudState, stored: StoredInstance, operation: keyof typeof ACTIONS): void {
  const { from, through, to } = ACTIONS[operation];
  requireStatus(stored, operation, from);
  stored.shown.status = through;
  stored.shown.updateTime = timestamp(state.now());
  stored.next = { status: to, at: state.now() + state.bootMs };
}

function powerAction(operation: "startInstance" | "stopInstance" | "restartInstance"): Handler {
  return (state, call) => {
    const stored = instanceOf(state, call);
    requirePaid(stored, operation);
    begin(state, stored, operation);
    return { success: true };
  };
}

function checkPassword(call: Call): void {
  textWhere(passwordProblem)(call.body["password"], "password");
}

export const instanceActions = {
  startInstance: powerAction("startInstance"),
  stopInstance: powerAction("stopInstance"),
  restartInstance: powerAction("restartInstance"),

  reinstallInstance: (state, call) => {
    const stored = instanceOf(state, call);
    const { shown } = stored;
    const spec = checkReinstallSpec(call.body);
    if (spec.az !== shown.az)
      invalid("instanceSpec.az", `must be the instance's zone, ${shown.az}`);
    const os = imageOf(state, shown.deviceType, spec.osTypeId);
    const sysRaid = raidOf(state, shown.deviceType, "sysRaidTypeId", spec.sysRaidTypeId);
    const dataRaid = raidOf(state, shown.deviceType, "dataRaidTypeId", spec.dataRaidTypeId);
    if (spec.keepData === "yes" && dataRaid.raidTypeId !== shown.dataRaidTypeId) {
      invalid("instanceSpec.dataRaidTypeId", "must stay as it is when keepData is yes");
    }
    checkKeypair(state, call.region, spec.keypairId);
    requirePaid(stored, "reinstallInstance");
    begin(state, stored, "reinstallInstance");
    Object.assign(shown, {
      osTypeId: os.osTypeId,
      osName: os.osName,
      osType: os.osType,
      osVersion: os.osVersion,
      sysRaidTypeId: sysRaid.raidTypeId,
      sysRaidType: sysRaid.raidType,
      dataRaidTypeId: dataRaid.raidTypeId,
      dataRaidType: dataRaid.raidType,
      keypairId: spec.keypairId ?? "",
    });
    return { success: true };
  },

  deleteInstance: (state, call) => {
    const stored = instanceOf(state, call);
    const { instanceId, charge } = stored.shown;
    // Console guide: a prepaid server cannot be deleted before it expires.
    if (charge.chargeExpiredTime !== "" && Date.parse(charge.chargeExpiredTime) > state.now()) {
      fail(
        `${instanceId} is prepaid until ${charge.chargeExpiredTime} and cannot be deleted before.`,
      );
    }
    begin(state, stored, "deleteInstance");
    return { success: true };
  },

  // Console guide: only while stopped. The new password is checked and forgotten.
  resetPassword: (state, call) => {
    const stored = instanceOf(state, call);
    checkPassword(call);
    requireStatus(stored, "resetPassword", ["stopped"]);
    return { success: true };
  },

  modifyInstance: (state, call) => {
    const { shown } = instanceOf(state, call);
    const { name, description } = call.body;
    if (name !== undefined) textWhere(nameProblem)(name, "name");
    if (description !== undefined) text(0, 256)(description, "description");
    if (typeof name === "string") shown.name = name;
    if (typeof description === "string") shown.description = description;
    shown.updateTime = timestamp(state.now());
    return { name: shown.name, description: shown.description };
  },
} satisfies Handlers;
