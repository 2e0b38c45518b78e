import { hashOf } from "../playground/edcps/ledger.ts";
import type { Cloud } from "../playground/edcps/cloud.ts";
import { bullProducer } from "../src/queue/producer.ts";
import { connectRedis } from "../src/store/redis.ts";
import { verifyChain } from "../src/store/audit-chain.ts";
import { auditKeys, entryIn, redisAudit } from "../src/store/redis-audit.ts";
import { redisOrders } from "../src/store/redis-orders.ts";
import { sayVerdict } from "../src/commands/audit-verdict.ts";
import type { AuditEntry } from "../src/order/audit.ts";
import { keepsStatus, next, quietActions, type Status } from "../src/order/lifecycle.ts";
import type { Order, Step } from "../src/order/order.ts";
import { APPROVALS, cast, ELSEWHERE, NEWS, OPS, quorumFor } from "./cast.ts";
import type { Ledger } from "./ledger.ts";
import type { Gesture, Story } from "./people.ts";
import { EDITED } from "./plan.ts";

/** What must never be, whatever the weather. */
export const violationKinds = {
  "order-lost":
    "an order that was acknowledged is not there, or there are more than were asked for",
  "not-placed": "somebody could not place an order however often they tried",
  "bought-twice": "an order was bought more than once",
  "not-approved": "something was bought, or counted, that nobody had the right to approve",
  "not-as-approved": "what was bought is not what was approved",
  "wrong-end": "what the order says of its purchase is not true",
  "not-finished": "an order, an errand or a job was left behind",
  "click-lost": "a click was acknowledged, changed nothing, and nobody was told",
  "history-broken": "the history skips, repeats or contradicts itself",
  "audit-incomplete": "the audit trail is broken, or misses or invents something",
  "not-told": "an end was not told where it was asked for",
  "told-twice": "a message was posted more than once",
  "wrong-card": "the card or its story does not show the order as it is",
  "at-once-twice":
    "two calls to buy one order were under way at once, although no worker had lost it",
  misuse: "a world was asked for something that it would refuse, or complain about",
  secret: "a secret is where it must not be",
  "bot-ended": "a bot ended by itself",
} as const;
export type ViolationKind = keyof typeof violationKinds;

export interface Violation {
  readonly kind: ViolationKind;
  readonly what: string;
  /** Of the order, in the plan; absent for what belongs to none. */
  readonly name?: string;
}

/** What the store and the queues hold, read with the bot's own adapters. */
export interface Store {
  order(id: string): Promise<Order | undefined>;
  /** The ids of all orders. */
  ids(): Promise<readonly string[]>;
  /** Errands and jobs that nobody has done, what is due by then and was not done, and what nobody has sealed. */
  left(by: Date): Promise<readonly string[]>;
  /** The audit trail, and whether its chain holds and leads through an anchor that a log kept. */
  trail(anchor: string | undefined): Promise<Trail>;
  close(): Promise<void>;
}

export interface Trail {
  readonly entries: readonly Partial<AuditEntry>[];
  readonly verdict: { readonly ok: boolean; readonly text: string };
}

export function openStore(url: string, prefix: string): Store {
  const connection = connectRedis([url], "workers", () => undefined);
  const orders = redisOrders(connection, prefix, () => new Date());
  const queue = bullProducer(connection, prefix, () => undefined);
  const audit = redisAudit(connection, prefix);
  const newest = async (stream: string): Promise<string | undefined> =>
    (await connection.xrevrange(stream, "+", "-", "COUNT", 1))[0]?.[0];
  return {
    order: (id) => orders.find(id),
    async ids() {
      const keys = await connection.keys(`${prefix}:order:*`);
      return keys.map((key) => key.slice(`${prefix}:order:`.length));
    },
    async left(by) {
      const due = await orders.due(by, 20);
      const errands = await connection.zrange(`${prefix}:outbox`, "0", "20");
      const { clock: _, ...counted } = await queue.counts();
      const jobs = Object.entries(counted).flatMap(([name, states]) =>
        Object.entries(states)
          .filter(([, count]) => count > 0)
          .map(([state, count]) => `${count} ${state} in ${name}`),
      );
      const { trail, chain } = auditKeys(prefix);
      const [entry, seal] = [await newest(trail), await newest(chain)];
      return [
        ...(entry === seal ? [] : [`the audit trail is sealed up to ${seal} of ${entry}`]),
        ...errands,
        ...jobs,
        ...due.map((id) => `order ${id}, which the clock has to look at`),
      ];
    },
    async trail(anchor) {
      const entries: Partial<AuditEntry>[] = [];
      for await (const { entry } of audit.places()) if (entry) entries.push(entryIn(entry));
      return { entries, verdict: sayVerdict(await verifyChain(audit.places(), anchor), anchor) };
    },
    async close() {
      await queue.close();
      connection.disconnect();
    },
  };
}

/** Statuses in which somebody still works on an order. */
export const working: readonly Status[] = ["approved", "provisioning"];

export interface Evidence {
  readonly stories: readonly Story[];
  readonly ledger: Ledger;
  readonly cloud: Cloud;
  readonly orders: ReadonlyMap<string, Order>;
  /** The entries of the audit trail, by order. */
  readonly trail: ReadonlyMap<string, readonly Partial<AuditEntry>[]>;
  /** Orders whose job a worker lost, as the bots' logs tell. */
  readonly lostJobs: ReadonlySet<string>;
}

/** Everything that must hold for orders, checked against the ledgers of both worlds. */
export function violationsOf(evidence: Evidence): readonly Violation[] {
  const { stories, orders, cloud } = evidence;
  const byName = Map.groupBy(orders.values(), ({ spec }) => spec.name);
  const bought = Map.groupBy(cloud.purchases, nameOf);
  const names = new Set(stories.map(({ plan }) => plan.name));
  const stray = (name: string, what: string): Violation[] =>
    names.has(name) ? [] : [{ kind: "order-lost", what }];
  return [
    ...stories.flatMap((story) => {
      const { name } = story.plan;
      const file: File = {
        ...evidence,
        story,
        all: byName.get(name) ?? [],
        order: orders.get(story.orderId ?? ""),
        purchases: bought.get(name) ?? [],
      };
      return checks.flatMap(([kind, check]) => check(file).map((what) => ({ kind, what, name })));
    }),
    ...[...byName.keys()].flatMap((name) => stray(name, `nobody ordered ${name}`)),
    ...[...bought.keys()].flatMap((name) =>
      stray(name, `nobody ordered ${name}, and it was bought`),
    ),
  ];
}

type Purchase = Cloud["purchases"][number];

/** What is known about one order of the plan. */
interface File extends Evidence {
  readonly story: Story;
  /** Every order of that name in the store: a form that was given up may have been taken all the same. */
  readonly all: readonly Order[];
  /** The one that its requester knows of. */
  readonly order: Order | undefined;
  readonly purchases: readonly Purchase[];
}

const specOf = ({ body }: Purchase): Readonly<Record<string, unknown>> =>
  body["instanceSpec"] as Readonly<Record<string, unknown>>;
const nameOf = (purchase: Purchase): string => String(specOf(purchase)["name"]);

const checks: readonly (readonly [ViolationKind, (file: File) => readonly string[]])[] = [
  ["order-lost", lostOrders],
  ["not-placed", unplaced],
  ["bought-twice", repeatedPurchases],
  ["not-approved", unapprovedPurchases],
  ["not-as-approved", otherPurchases],
  ["wrong-end", wrongEnds],
  ["not-finished", unfinished],
  ["click-lost", lostClicks],
  ["history-broken", brokenHistory],
  ["audit-incomplete", incompleteTrail],
  ["not-told", untoldEnds],
  ["told-twice", repeatedMessages],
  ["wrong-card", wrongCards],
  ["at-once-twice", doubleCalls],
];

function lostOrders({ story, order, all }: File): string[] {
  const { orderId, forms, plan } = story;
  if (orderId !== undefined && !order)
    return [`order ${orderId} was acknowledged and is not there`];
  if (all.length > forms.size)
    return [`there are ${all.length} orders of ${forms.size} forms that were sent`];
  if (order && order.requester.userId !== plan.requester) return ["it has another requester"];
  if (order && order.askedIn !== plan.askedIn) return ["it was asked for in another place"];
  return [];
}

function unplaced({ story: { orderId, forms } }: File): string[] {
  return orderId === undefined ? [`${forms.size} forms were sent, and none of them was taken`] : [];
}

/** Each order has one token, so an order of the store is bought at most once, and nothing is bought without one. */
function repeatedPurchases({ all, purchases }: File): string[] {
  const troubles = purchases
    .filter(({ clientToken }) => !all.some((order) => order.clientToken === clientToken))
    .map(({ clientToken }) => `it was bought under the token ${clientToken}, which no order has`);
  for (const { id, clientToken } of all) {
    const own = purchases.filter((purchase) => purchase.clientToken === clientToken);
    if (own.length > 1) troubles.push(`order ${id} was bought ${own.length} times`);
  }
  if (purchases.length > all.length)
    troubles.push(`it was bought ${purchases.length} times, for ${all.length} orders`);
  return troubles;
}

const purchaseOf = ({ purchases }: File, { clientToken }: Order): Purchase | undefined =>
  purchases.find((purchase) => purchase.clientToken === clientToken);

function unapprovedPurchases(file: File): string[] {
  const { story, all } = file;
  const { plan, gestures } = story;
  return all.flatMap((order) => {
    const givers = order.approvals.map(({ userId }) => userId);
    const troubles = givers
      .filter((giver) => !(cast.approvers as readonly string[]).includes(giver))
      .map((giver) => `${giver} counts, and is no approver`);
    if (new Set(givers).size < givers.length) troubles.push("one person counts twice");
    for (const { action: done, asked: action = done, by, version } of order.history)
      if (
        by.kind === "person" &&
        action !== "place" &&
        !gestures.some((one) => ledTo(one, action, by.userId, order, version))
      )
        troubles.push(
          `${by.userId} is said to have done "${action}" on version ${version - 1}, and did not`,
        );
    troubles.push(...voidApprovals(order));
    const isBegun = order.history.some(({ action }) => action === "begin");
    const hurrier = order.history.find(({ action }) => action === "break-glass")?.by;
    const mayHurry =
      hurrier?.kind === "person" && (cast.breakers as readonly string[]).includes(hurrier.userId);
    if (hurrier && !mayHurry) troubles.push("somebody broke the glass who may not");
    const needed = mayHurry ? 0 : quorumFor(plan.requester, order.spec.count);
    if ((isBegun || purchaseOf(file, order)) && givers.length < needed)
      troubles.push(`it was bought with ${givers.length} of ${needed} approvals`);
    const ruled = order.history.some(({ by }) => by.kind === "policy");
    if (ruled !== (plan.quorum === 0)) troubles.push("the wrong kind of approval let it through");
    return troubles;
  });
}

/** An approval is of what the order was then: a change of it voids all but that of whoever proposed the change. */
function voidApprovals({ approvals, history }: Order): string[] {
  const changed = history.findLast(({ action }) => action === "edit" || action === "accept");
  if (!changed) return [];
  const countsStill = (giver: string): boolean =>
    history.some(
      ({ action, by, version }) =>
        by.kind === "person" &&
        by.userId === giver &&
        ((action === "approve" && version > changed.version) ||
          (action === "propose" && changed.action === "accept")),
    );
  return approvals
    .filter(({ userId }) => !countsStill(userId))
    .map(({ userId }) => `${userId} approved what it was before version ${changed.version}`);
}

/** Whether this gesture led to that version: nothing that it relied on may have changed since the card was drawn. */
const ledTo = (
  { who, what, version: drawn }: Gesture,
  action: Step["action"],
  userId: string,
  { history }: Order,
  version: number,
): boolean =>
  who === userId &&
  stepOf(what, action) &&
  (drawn === undefined ||
    (drawn < version &&
      history
        .filter((step) => step.version > drawn && step.version < version)
        .every((step) => step.action !== "place" && quietActions.includes(step.action))));

function otherPurchases(file: File): string[] {
  const { plan } = file.story;
  return file.all.flatMap((order) => {
    const purchase = purchaseOf(file, order);
    if (!purchase) return [];
    const sent = specOf(purchase);
    const { password: _password, userData: _userData, ...open } = sent;
    const troubles: string[] = [];
    if (canonical(open) !== canonical(order.spec))
      troubles.push("what was bought is not what the order says");
    const was = (wanted: Step["action"]): boolean =>
      order.history.some(({ action }) => action === wanted);
    const asked = {
      ...plan.spec,
      ...(was("accept") ? { count: "1" } : {}),
      ...(was("edit") ? { description: EDITED } : {}),
    };
    for (const [path, wanted] of Object.entries(asked))
      if (String(valueAt(sent, path)) !== wanted)
        troubles.push(
          `${path} was asked for as ${wanted} and bought as ${String(valueAt(sent, path))}`,
        );
    if (purchase.region !== "cn-east-tz1") troubles.push("it was bought in another region");
    const secrets = plan.secrets && {
      password: hashOf(plan.secrets.password),
      userData: hashOf(Buffer.from(plan.secrets.userData).toString("base64")),
    };
    if (canonical(purchase.secretHashes) !== canonical(secrets ?? {}))
      troubles.push("its password or start-up script is not the one that was given");
    return troubles;
  });
}

function wrongEnds(file: File): string[] {
  return file.all.flatMap((order) => {
    const { status, instanceIds, failure, history } = order;
    const purchase = purchaseOf(file, order);
    const troubles: string[] = [];
    if (status === "provisioned" && !purchase)
      troubles.push("it is said to be bought, and was not");
    if (
      status === "provisioned" &&
      purchase &&
      canonical(instanceIds) !== canonical(purchase.instanceIds)
    )
      troubles.push("the ids that are recorded are not those that were sold");
    const mayHaveBought = status === "unknown" || history.some(({ action }) => action === "doubt");
    if (purchase && status !== "provisioned" && !mayHaveBought)
      troubles.push(`it was bought, and stands as ${status}`);
    if ((status === "failed" || status === "unknown") && !failure)
      troubles.push(`it is ${status} and does not say why`);
    return troubles;
  });
}

function unfinished({ all }: File): string[] {
  return all
    .filter(({ status }) => working.includes(status))
    .map(({ status }) => `it is still ${status}`);
}

/** A click that was acknowledged either shows in the history or was answered to the one who made it, each one. */
function lostClicks({ story, order, ledger }: File): string[] {
  if (!order) return [];
  const byPerson = Map.groupBy(story.gestures, ({ who }) => who);
  return [...byPerson].flatMap(([who, gestures]) => {
    const steps = order.history.filter(({ by }) => by.kind === "person" && by.userId === who);
    const claimed = gestures.filter(({ done }) => done);
    const missing = claimed.filter(({ what }) => !steps.some(({ action }) => stepOf(what, action)));
    const clicks = gestures.filter(({ done, answered }) => !done && !answered);
    const acknowledged = clicks.reduce((sum, one) => sum + one.acknowledged, 0);
    const kept = steps.filter(
      ({ action }) =>
        clicks.some(({ what }) => stepOf(what, action)) &&
        !claimed.some(({ what }) => stepOf(what, action)),
    ).length;
    const told =
      ledger.told(order.id, who).length +
      ledger.toldAtLarge(who).filter(({ at }) => clicks.some((one) => isAnswerTo(one, at))).length;
    return [
      ...missing.map(({ what }) => `${who} was told that "${what}" was done, and it was not`),
      ...(acknowledged > kept + told
        ? [
            `${who} clicked, and ${acknowledged} were acknowledged: ${kept} are in the history and ${told} were answered`,
          ]
        : []),
    ];
  });
}

/** Whether a gesture asks for this step. */
function stepOf(what: Gesture["what"], action: string): boolean {
  return action === (what === "close" ? "cancel" : what);
}
const isAnswerTo = ({ at }: Gesture, told: number): boolean => told >= at && told < at + 6_000;

function brokenHistory({ all }: File): string[] {
  return all.flatMap(({ history, status, version }) => {
    // Whether these led to approval or not, the history does not say: it depends on how many were needed then.
    const agreeing: readonly Step["action"][] = ["approve", "accept", "edit"];
    let reached = new Set<Status>(["pending"]);
    let last = 0;
    const troubles: string[] = [];
    for (const { action, by, version: made } of history) {
      // A rule approves in the same breath in which the order is placed.
      if (made !== last + 1 && by.kind !== "policy")
        troubles.push(`version ${made} follows version ${last}`);
      last = made;
      if (action === "place") continue;
      const led = [...reached].flatMap((from) => {
        const to = next(from, action);
        return to === undefined ? [] : agreeing.includes(action) ? [from, to] : [to];
      });
      if (led.length === 0)
        troubles.push(`"${action}" was done while it was ${[...reached].join(" or ")}`);
      reached = new Set(led);
    }
    if (last !== version) troubles.push(`it is version ${version}, its last step ${last}`);
    if (!reached.has(status)) troubles.push(`it is ${status}, which no step led to`);
    return troubles;
  });
}

/** Every step stands in the trail once, and so does every click that was acknowledged and changed nothing. */
function incompleteTrail({ all, story, order, trail, ledger }: File): string[] {
  const steps = all.flatMap((one) => {
    const entries = trail.get(one.id) ?? [];
    const done = entries
      .filter(({ refusal }) => refusal === undefined)
      .map(
        ({ action, versionAfter, userId, actor }) => `${action} ${versionAfter} ${userId ?? actor}`,
      )
      .toSorted();
    const taken = one.history
      .filter(({ asked }) => asked === undefined)
      .map(
        ({ action, version, by }) => `${action} ${version} ${"userId" in by ? by.userId : by.kind}`,
      )
      .toSorted();
    return done.join() === taken.join()
      ? []
      : [`the trail of ${one.id} tells "${done.join(", ")}", its history "${taken.join(", ")}"`];
  });
  const entries = (order && trail.get(order.id)) ?? [];
  const clicks = Map.groupBy(
    story.gestures.filter(({ done, answered }) => !done && !answered),
    ({ who }) => who,
  );
  const missing = [...clicks].flatMap(([who, gestures]) => {
    const acknowledged = gestures.reduce((sum, one) => sum + one.acknowledged, 0);
    const kept = entries.filter(
      ({ userId, action }) => userId === who && action !== "place",
    ).length;
    const told = ledger
      .toldAtLarge(who)
      .filter(({ at }) => gestures.some((one) => isAnswerTo(one, at))).length;
    return acknowledged > kept + told
      ? [`${acknowledged} clicks of ${who} were acknowledged, and the trail tells of ${kept}`]
      : [];
  });
  return [...steps, ...missing];
}

type Message = ReturnType<Ledger["shown"]>[number];

const posted = (ledger: Ledger, { id }: Order): readonly (Message & { readonly name: string })[] =>
  ledger
    .shown(id)
    .filter((message) => message.change === "posted" && message.name !== undefined) as (Message & {
    readonly name: string;
  })[];

/** The version in which an order came to where it stands. */
const endOf = ({ history }: Order): number =>
  history.findLast(({ action }) => action === "place" || !keepsStatus(action))?.version ?? 0;

/** Every end is told where it was asked for; where the bot may not speak at that moment, to its requester alone. */
function untoldEnds({ all, ledger, story }: File): string[] {
  const { askedIn, requester } = story.plan;
  const alone = `D${requester.slice(1)}`;
  return all.flatMap((order) => {
    if (order.status === "pending" || working.includes(order.status)) return [];
    const end = `result-${endOf(order)}`;
    const told = posted(ledger, order).filter(
      ({ name, channel }) =>
        (name.startsWith(`${end} `) && channel === askedIn && askedIn !== ELSEWHERE) ||
        (name.startsWith(`${end}-alone `) && channel === alone),
    );
    const alarms = order.history
      .filter(({ action }) => action === "break-glass")
      .flatMap(({ version }) =>
        [APPROVALS, NEWS, ...(askedIn === OPS ? [OPS] : [])].filter(
          (channel) =>
            !posted(ledger, order).some(({ name }) =>
              name.startsWith(`alarm-${version}-${channel} `),
            ),
        ),
      );
    return [
      ...(told.length === 1
        ? []
        : [`its end (${order.status}) was told ${told.length} times in ${askedIn} or ${alone}`]),
      ...alarms.map(
        (channel) => `that it was bought past its approvers was not told in ${channel}`,
      ),
    ];
  });
}

/** Slack's answer may be lost, a bot killed, Redis away: no message about an order stands twice in one place. */
function repeatedMessages({ all, ledger }: File): string[] {
  return all.flatMap((order) => {
    const messages = posted(ledger, order);
    const places = Map.groupBy(messages, ({ name, channel }) => {
      const [message = "", version] = name.split(" ");
      return `${message === "story" ? `the story up to ${version}` : message} in ${channel}`;
    });
    return [...places]
      .filter(([, several]) => several.length > 1)
      .map(([which, several]) => `${which} was posted ${several.length} times`);
  });
}

function wrongCards({ all, ledger }: File): string[] {
  return all.flatMap((order) => {
    const story = posted(ledger, order).findLast(({ name }) => name.startsWith("story "));
    if (ledger.cards(order.id).length > 0 && story?.name !== `story ${order.version}`)
      return [
        `the story ends with ${story?.name ?? "nothing"}, and it is version ${order.version}`,
      ];
    const card = ledger.cards(order.id).at(-1);
    if (!card)
      return ["denied", "cancelled", "expired"].includes(order.status) ? [] : ["it has no card"];
    return card.version === order.version
      ? []
      : [`its card shows version ${card.version} of ${order.version}: ${card.text}`];
  });
}

/**
 * A job runs once at a time, unless the worker that had it is gone, and its call with it, or stood still. Whoever finds a
 * job left behind says so in its log, unless it is killed in the same moment.
 */
function doubleCalls({ all, ledger, lostJobs }: File): string[] {
  return all.flatMap(({ id, clientToken }) => {
    if (lostJobs.has(id)) return [];
    const calls = ledger.calls(clientToken).toSorted((one, other) => one.at - other.at);
    return calls.flatMap(({ at, ms, gaveUpMs = ms }, index) => {
      const following = calls[index + 1];
      return following && following.at < at + Math.min(ms, gaveUpMs)
        ? [
            `a call to buy order ${id} began ${following.at - at} ms into another one that took ${ms}`,
          ]
        : [];
    });
  });
}

const valueAt = (value: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (inner, key) => (inner as Readonly<Record<string, unknown>> | undefined)?.[key],
      value,
    );

/** The same text for equal data, whatever the order of keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
