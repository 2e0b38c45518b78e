import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { Refusal } from "./envelope.ts";
import { cidr, invalid, object, text, textWhere } from "./field-checks.ts";
import { contains, overlaps, parseCidr } from "./ipv4.ts";
import type { Keypair, Vpc } from "./models.ts";
import type { Call, Handlers } from "./request.ts";
import { type CloudState, timestamp } from "./state.ts";
import { nameProblem } from "./text-rules.ts";

/** Making networks and key pairs: the few changes that an order may need first. */

const id = text(1, 128);
const name = textWhere(nameProblem);
const description = text(0, 256);

const checkVpc = object({
  cidr: { required: true, check: cidr },
  name: { required: true, check: name },
  description: { check: description },
});

const checkSubnet = object({
  az: { required: true, check: id },
  vpcId: { required: true, check: id },
  cidr: { required: true, check: cidr },
  name: { required: true, check: name },
  description: { check: description },
});

function newId(prefix: string): string {
  return `${prefix}-${randomBytes(5).toString("hex")}`;
}

function requireRoom(
  owned: readonly { region: string }[],
  region: string,
  quota: number,
  what: string,
): void {
  const used = owned.filter((each) => each.region === region).length;
  if (used >= quota)
    throw new Refusal(
      "QUOTA_EXCEEDED",
      `The account may have ${quota} ${what} in ${region} and has ${used}.`,
    );
}

function addKeypair(state: CloudState, call: Call, publicKey: string): Keypair {
  name(call.body["name"], "name");
  const wanted = String(call.body["name"]);
  const { keypairs, limits } = state.world;
  requireRoom(keypairs, call.region, limits.keypairsPerRegion, "key pairs");
  if (keypairs.some((each) => each.region === call.region && each.name === wanted)) {
    throw new Refusal(
      "ALREADY_EXISTS",
      `The field name is "${wanted}", which another key pair has.`,
    );
  }
  const at = timestamp(state.now());
  const digest = createHash("md5").update(publicKey).digest("hex");
  const keypair: Keypair = {
    keypairId: newId("keypair"),
    region: call.region,
    name: wanted,
    publicKey,
    fingerPrint: digest.match(/../g)?.join(":") ?? digest,
    createTime: at,
    updateTime: at,
  };
  keypairs.push(keypair);
  return keypair;
}

function vpcOf(state: CloudState, call: Call, vpcId: string): Vpc {
  const found = state.world.vpcs.find(
    (each) => each.vpcId === vpcId && each.region === call.region,
  );
  if (!found)
    throw new Refusal(
      "NOT_FOUND",
      `The field subnetSpec.vpcId names "${vpcId}", which was not found.`,
    );
  return found;
}

export const networkChanges = {
  createVpc: (state, call) => {
    checkVpc(call.body["vpcSpec"], "vpcSpec");
    const spec = call.body["vpcSpec"] as { cidr: string; name: string; description?: string };
    requireRoom(
      state.world.vpcs,
      call.region,
      state.world.limits.vpcsPerRegion,
      "private networks",
    );
    const vpcId = newId("vpc");
    const createTime = timestamp(state.now());
    state.world.vpcs.push({
      ...spec,
      region: call.region,
      vpcId,
      description: spec.description ?? "",
      createTime,
    });
    return { vpcId };
  },

  createSubnet: (state, call) => {
    checkSubnet(call.body["subnetSpec"], "subnetSpec");
    const spec = call.body["subnetSpec"] as {
      az: string;
      vpcId: string;
      cidr: string;
      name: string;
      description?: string;
    };
    const zones = state.world.regions.find((each) => each.region === call.region)?.azs ?? [];
    if (!zones.some((each) => each.az === spec.az)) {
      throw new Refusal(
        "NOT_FOUND",
        `The field subnetSpec.az names "${spec.az}", which was not found.`,
      );
    }
    const owner = vpcOf(state, call, spec.vpcId);
    const range = parseCidr(spec.cidr);
    const outer = parseCidr(owner.cidr);
    if (!range || !outer || !contains(outer, range))
      invalid("subnetSpec.cidr", `must lie within ${owner.cidr}`);
    const totalIpCount = range.last - range.first + 1;
    if (totalIpCount < 8) invalid("subnetSpec.cidr", "must hold at least 8 addresses");
    const taken = state.world.subnets
      .filter((each) => each.vpcId === owner.vpcId)
      .map((each) => parseCidr(each.cidr));
    if (taken.some((each) => each && overlaps(each, range))) {
      throw new Refusal(
        "FAILED_PRECONDITION",
        "The field subnetSpec.cidr overlaps another subnet.",
      );
    }
    const subnetId = newId("subnet");
    state.world.subnets.push({
      region: call.region,
      az: spec.az,
      subnetId,
      name: spec.name,
      cidr: spec.cidr,
      vpcId: owner.vpcId,
      vpcName: owner.name,
      availableIpCount: totalIpCount - 3,
      totalIpCount,
      networkType: "vpc",
      description: spec.description ?? "",
      createTime: timestamp(state.now()),
    });
    return { subnetId };
  },

  // The only answer that ever carries a private key.
  createKeypairs: (state, call) => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const shown = publicKey.export({ type: "spki", format: "der" }).toString("base64");
    return {
      ...addKeypair(state, call, `ssh-ed25519 ${shown}`),
      privateKey: privateKey.export({ type: "pkcs8", format: "pem" }),
    };
  },

  importKeypairs: (state, call) => {
    text(1, 4096)(call.body["publicKey"], "publicKey");
    return addKeypair(state, call, String(call.body["publicKey"]));
  },
} satisfies Handlers;
