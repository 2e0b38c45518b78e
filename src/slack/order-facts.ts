import type { Order } from "../order/order.ts";
import type { Fact } from "./blocks.ts";
import type { Texts } from "./texts.ts";

/** Who asks for what. What was shown is what is bought: everything here comes from the stored order. */
export const mainFacts = (order: Order, { card }: Texts): readonly Fact[] => [
  [card.who, { userId: order.requester.userId }],
  [card.what, `${order.spec.count} × ${labelsOf(order)("deviceType", order.spec.deviceType)}`],
  where(order, card),
];

/** Everything else that was asked for. */
export function furtherFacts(order: Order, texts: Texts): readonly Fact[] {
  const { card, form } = texts;
  const { spec } = order;
  const labelOf = labelsOf(order);
  const rows: (Fact | undefined)[] = [
    name(order, card),
    [card.billing, billing(order, texts)],
    given(form.hostname.label, spec.hostname),
    given(form.description.label, spec.description),
    [
      card.system,
      card.disks(
        labelOf("osTypeId", spec.osTypeId),
        labelOf("sysRaidTypeId", spec.sysRaidTypeId),
        labelOf("dataRaidTypeId", spec.dataRaidTypeId),
      ),
    ],
    ...networkFacts(order, texts),
    given(form.keypairId.label, spec.keypairId && labelOf("keypairId", spec.keypairId)),
    order.sealed ? [card.sealed, card.sealedGiven] : undefined,
    given(
      form.resourceTags.label,
      spec.resourceTags?.map(({ key, value }) => `${key}=${value}`).join(", "),
    ),
    given(form["charge.buyScenario"].label, spec.charge.buyScenario && card.voucherGiven),
    // While it can still be decided, the price stands in a sentence of its own.
    order.status === "pending"
      ? undefined
      : [
          missingOf(order) > 0 ? card.priceOfAll(spec.count) : card.price,
          order.price ? texts.price.short(order.price) : card.priceUnknown,
        ],
  ];
  return rows.filter((row) => row !== undefined);
}

/** What people want to know of new servers first. */
export const firstFacts = (order: Order, { card }: Texts): readonly Fact[] => [
  where(order, card),
  name(order, card),
];

function where(order: Order, card: Texts["card"]): Fact {
  const labelOf = labelsOf(order);
  return [card.where, `${labelOf("regionId", order.region)} · ${labelOf("az", order.spec.az)}`];
}

const name = ({ spec }: Order, card: Texts["card"]): Fact => [
  card.name,
  spec.count > 1 ? card.numbered(spec.name) : spec.name,
];

/** By the name that the requester saw next to the id. */
const labelsOf =
  ({ labels }: Order) =>
  (field: string, id: string): string =>
    labels[field] ?? id;

const given = (label: string, value: string | undefined): Fact | undefined =>
  value ? [label, value] : undefined;

function networkFacts(order: Order, texts: Texts): readonly (Fact | undefined)[] {
  const { card, form } = texts;
  const { spec } = order;
  const labelOf = labelsOf(order);
  return [
    [card.subnet, labelOf("subnetId", spec.subnetId ?? "–")],
    given(form.privateIp.label, spec.privateIp),
    given(form.aliasIps.label, aliases(spec.aliasIps)),
    [
      card.network,
      publicNetwork(texts, {
        enabled: spec.enableInternet,
        bandwidth: spec.bandwidth,
        line: spec.lineType,
        uplink: spec.extraUplinkBandwidth,
        shared: spec.bandwidthPackageId && labelOf("bandwidthPackageId", spec.bandwidthPackageId),
      }),
    ],
    ...(spec.interfaceMode === "dual"
      ? [
          [card.secondSubnet, labelOf("extensionSubnetId", spec.extensionSubnetId ?? "–")] as const,
          given(form.extensionPrivateIp.label, spec.extensionPrivateIp),
          given(form.extensionAliasIps.label, aliases(spec.extensionAliasIps)),
          [
            card.secondNetwork,
            publicNetwork(texts, {
              enabled: spec.extensionEnableInternet,
              bandwidth: spec.extensionBandwidth,
              line: spec.extensionLineType,
              uplink: spec.extensionExtraUplinkBandwidth,
              shared:
                spec.extensionBandwidthPackageId &&
                labelOf("extensionBandwidthPackageId", spec.extensionBandwidthPackageId),
            }),
          ] as const,
        ]
      : []),
  ];
}

const aliases = (entries: Order["spec"]["aliasIps"]): string | undefined =>
  entries?.map(({ cidr, id }) => [cidr, id].filter(Boolean).join(" ")).join(", ");

interface PublicNetwork {
  readonly enabled: "yes" | "no" | undefined;
  readonly bandwidth: number | undefined;
  readonly line: string | undefined;
  readonly uplink: number | undefined;
  readonly shared: string | undefined;
}

function publicNetwork(
  { card, form }: Texts,
  { enabled, bandwidth, line, uplink, shared }: PublicNetwork,
): string {
  if (enabled !== "yes") return card.noNetwork;
  const lineName = line === undefined ? "?" : (form.lineType.choices?.[line] ?? line);
  const plain = card.publicly(String(bandwidth ?? "?"), lineName);
  const faster = uplink ? card.extraUplink(plain, uplink) : plain;
  return shared ? card.shared(faster, shared) : faster;
}

function billing({ spec }: Order, { card, form }: Texts): string {
  const { chargeMode = "postpaid_by_duration", chargeUnit, chargeDuration } = spec.charge;
  const mode = form["charge.chargeMode"].choices?.[chargeMode] ?? chargeMode;
  const term = chargeUnit && chargeDuration ? card.term(mode, chargeDuration, chargeUnit) : mode;
  return spec.charge.autoRenew ? card.renews(term) : term;
}

/** How many servers were asked for and not made. */
export const missingOf = ({ status, spec, instanceIds }: Order): number =>
  status === "provisioned" ? Math.max(0, spec.count - instanceIds.length) : 0;
