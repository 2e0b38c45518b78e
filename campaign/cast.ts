import { demoWorld } from "../playground/edcps/world.ts";
import { acmeWorld } from "../playground/slack/world.ts";

/** Who takes part, where, and under which policy. */

const numbered = (name: string, many: number): readonly string[] =>
  Array.from({ length: many }, (_, index) => `U0${name}${String(index).padStart(3, "0")}`);

export const APPROVALS = "C0APPROVALS";
export const SUBNET = "subnet-tz1a-001";
export const OPS = "C0OPS0001";
/** A channel in which orders are asked for and the bot is not: their ends are told to the requester alone. */
export const ELSEWHERE = "C0BUILD01";
export const NEWS = "C0NEWS001";

export const cast = {
  requesters: numbered("ASKS", 48),
  /** What these ask for is approved by a rule. */
  trusted: numbered("RULE", 2),
  approvers: ["U0BOB0001", "U0CAROL01", ...numbered("YES0", 6)],
  /** May have an order bought at once, alone. */
  breakers: ["U0YES0000", "U0YES0001"],
  strangers: ["U0MALLORY", "U0GUEST01", "U0FOREIGN"],
} as const;

/** How many have to agree. */
export const quorumFor = (requester: string, count: number): number =>
  (cast.trusted as readonly string[]).includes(requester) ? 0 : Math.min(count, 2);

const breakGlass = `{ users: [${cast.breakers.join(", ")}] }`;
const approvers = `{ users: [${cast.approvers.join(", ")}] }`;
export const policyText = `
channels: { approvals: ${APPROVALS}, announcements: ${NEWS} }
rules:
  - name: trusted
    match: { requesters: { users: [${cast.trusted.join(", ")}] } }
    autoApprove: true
  - name: one
    match: { maxCount: 1 }
    approvers: ${approvers}
    breakGlass: ${breakGlass}
  - name: two
    match: { maxCount: 2 }
    approvers: ${approvers}
    quorum: 2
    breakGlass: ${breakGlass}
  - name: more
    match: {}
    approvers: ${approvers}
    quorum: 2
    breakGlass: ${breakGlass}
    remindAfter: 1m
    expiresAfter: 2m
`;

/** Acme with many more people. Some of them read Chinese. */
export function crowdedWorld(): ReturnType<typeof acmeWorld> {
  const world = acmeWorld();
  const [template] = world.people;
  const bot = world.app.botUserId;
  if (!template) throw new Error("The world is empty.");
  const known = new Set(world.people.map(({ id }) => id));
  const newcomers = [...cast.requesters, ...cast.trusted, ...cast.approvers].filter(
    (id) => !known.has(id),
  );
  world.people.push(
    ...newcomers.map((id, index) => ({
      ...template,
      id,
      name: id.toLowerCase(),
      realName: `Person ${index}`,
      email: `${id.toLowerCase()}@acme.example`,
      locale: index % 5 === 4 ? "zh-CN" : "en-US",
    })),
  );
  world.channels.push({
    id: NEWS,
    name: "news",
    kind: "public",
    members: [bot],
    creator: bot,
  });
  for (const channel of world.channels)
    if (channel.kind === "public") channel.members.push(...newcomers);
  return world;
}

/** A cloud that has enough of everything for all orders. */
export function largeCloud(orders: number): ReturnType<typeof demoWorld> {
  const world = demoWorld();
  const servers = orders * 5 + 100;
  world.limits.requestsPerMinute = 1e9;
  world.limits.serversPerRegion = servers;
  for (const stock of world.stock) stock.available = servers;
  const subnet = world.subnets.find(({ subnetId }) => subnetId === SUBNET);
  if (!subnet) throw new Error(`The cloud has no subnet ${SUBNET}.`);
  Object.assign(subnet, {
    cidr: "10.0.0.0/12",
    availableIpCount: servers,
    totalIpCount: 2 ** 20,
  });
  return world;
}
