import type { FieldText, FormTexts } from "../kinds.ts";

const chargeModes: Readonly<Record<string, string>> = {
  postpaid_by_duration: "Pay as configured, while it exists (postpaid)",
  prepaid_by_duration: "Prepaid: charged at once, no refund",
  postpaid_by_usage: "Pay by usage (postpaid)",
};
const yesNo = { no: "No public address", yes: "Yes, with a public address (billed)" };
const lines = {
  un: "China Unicom (un)",
  ct: "China Telecom (ct)",
  cm: "China Mobile (cm)",
};
const subnetEmpty =
  "This zone has no subnet. Make one in the JD Cloud console (a VPC first, if there is none), then press Try again.";
const raidEmpty = "The cloud offers no RAID for this type. Choose another device type.";
const lineEmpty = "This region offers no public line. Choose no public address, or another region.";
const aliasHint =
  "One range a line, such as 10.0.1.16/28; behind it, if you like, the id of the range that it is taken from.";
const privateIpHint = "For one server only; must lie in the subnet. Empty: the cloud picks one.";
const uplinkHint = "Mbps on top, for outgoing traffic only. Billed.";
const sharedHint = "The address then shares the bandwidth of a package on the same line.";

const script = (part: number): FieldText => ({
  label: `Start-up script, part ${part}`,
  hint: `Continues exactly where part ${part - 1} ends, with nothing in between.`,
});

/** The form's questions. Plain text. */
export const form: FormTexts = {
  regionId: {
    label: "Region",
    empty: "The bot's account has no region. The cloud administrator has to open one for it.",
  },
  az: {
    label: "Availability zone",
    empty: "This region has no zone for the bot's account. Ask the cloud administrator.",
  },
  deviceType: {
    label: "Device type",
    empty:
      "Everything here is sold out, or nothing is on sale in this zone. Choose another zone or region.",
  },
  osTypeId: {
    label: "Operating system",
    empty: "The cloud offers no operating system for this type. Choose another device type.",
  },
  sysRaidTypeId: { label: "System disk RAID", empty: raidEmpty },
  dataRaidTypeId: { label: "Data disk RAID", empty: raidEmpty },
  subnetId: { label: "Subnet", empty: subnetEmpty },
  name: {
    label: "Server name",
    hint: "2 to 32 letters, digits, _ or -, beginning with a letter or a Chinese character. Several servers get numbers added.",
  },
  count: { label: "How many servers" },
  "charge.chargeMode": { label: "Billing", choices: chargeModes },
  "charge.chargeUnit": { label: "Term: unit", choices: { month: "Months", year: "Years" } },
  "charge.chargeDuration": { label: "Term: how many", hint: "1 to 9 months, or 1 to 3 years." },
  "charge.autoRenew": {
    label: "When the term ends",
    choices: {
      false: "It ends, unless somebody renews it",
      true: "It renews by itself until switched off (charged each time)",
    },
  },
  enableInternet: { label: "Public network", choices: yesNo },
  lineType: { label: "Public line", choices: lines, empty: lineEmpty },
  bandwidth: { label: "Public bandwidth, Mbps", hint: "For each server." },
  internetChargeMode: {
    label: "Billing of the public address",
    hint: "It has to be the same as the server's.",
    choices: chargeModes,
  },
  keypairId: {
    label: "Key pair",
    hint: "Key pairs are made in the JD Cloud console.",
    empty: "There is no key pair in this region. Make one in the JD Cloud console.",
  },
  sections: {
    label: "More settings",
    choices: {
      network: "Network: fixed and alias addresses, extra bandwidth",
      secondInterface: "Second network interface",
      access: "Password and start-up script",
      advanced: "Host name, description, tags, voucher",
    },
  },

  privateIp: { label: "Private address", hint: privateIpHint },
  aliasIps: { label: "Alias addresses", hint: aliasHint },
  extraUplinkBandwidth: { label: "Extra uplink, Mbps", hint: uplinkHint },
  bandwidthPackageId: { label: "Shared bandwidth", hint: sharedHint },

  extensionSubnetId: { label: "Second interface: subnet", empty: subnetEmpty },
  extensionPrivateIp: { label: "Second interface: private address", hint: privateIpHint },
  extensionAliasIps: { label: "Second interface: alias addresses", hint: aliasHint },
  extensionEnableInternet: { label: "Second interface: public network", choices: yesNo },
  extensionLineType: { label: "Second interface: public line", choices: lines, empty: lineEmpty },
  extensionBandwidth: { label: "Second interface: bandwidth, Mbps", hint: "For each server." },
  extensionExtraUplinkBandwidth: {
    label: "Second interface: extra uplink, Mbps",
    hint: uplinkHint,
  },
  extensionInternetChargeMode: {
    label: "Second interface: billing of the address",
    hint: "It has to be the same as the server's.",
    choices: chargeModes,
  },
  extensionBandwidthPackageId: {
    label: "Second interface: shared bandwidth",
    hint: sharedHint,
  },

  password: {
    label: "Login password",
    hint: "Left empty, the cloud makes one and sends it to the holder of the account. It is stored sealed and shown to nobody.",
  },
  userData: {
    label: "Start-up script",
    hint: "Runs at the first boot. Begins with #!/bin/bash or #!/usr/bin/env python. Stored sealed.",
  },
  "userData.2": script(2),
  "userData.3": script(3),
  "userData.4": script(4),
  "userData.5": script(5),
  "userData.6": script(6),

  hostname: {
    label: "Host name",
    hint: "2 to 64 letters, digits, hyphens and single dots. Several servers get a number added.",
  },
  description: { label: "Description", hint: "At most 256 characters." },
  resourceTags: {
    label: "Tags",
    hint: "One a line: key=value, at most 10. A = inside a key is written \\=.",
  },
  "charge.buyScenario": {
    label: "Voucher",
    hint: "The promotion voucher as JD Cloud gave it: text in base64.",
  },
  justification: { label: "Why is this needed?", hint: "The approvers read this." },
};

/** What the API has and the form asks under another name. */
export const besideForm: Readonly<Record<string, FieldText>> = {
  interfaceMode: {
    label: "Network interfaces",
    choices: { bond: "one", dual: "two" },
  },
};
