import type { FieldId } from "../../order/form-fields.ts";

interface FieldText {
  readonly label: string;
  readonly hint?: string;
  readonly choices?: Readonly<Record<string, string>>;
}

export const chargeModes: Readonly<Record<string, string>> = {
  postpaid_by_duration: "Pay as configured, while it exists (postpaid)",
  prepaid_by_duration: "Prepaid: charged at once, no refund",
  postpaid_by_usage: "Pay by usage (postpaid)",
};

/** The form's questions. Plain text. */
export const form: Record<FieldId, FieldText> = {
  regionId: { label: "Region" },
  az: { label: "Availability zone" },
  deviceType: { label: "Device type", hint: "Types that are sold out are not listed." },
  osTypeId: { label: "Operating system" },
  sysRaidTypeId: { label: "System disk RAID" },
  dataRaidTypeId: { label: "Data disk RAID" },
  subnetId: { label: "Subnet" },
  name: {
    label: "Server name",
    hint: "2 to 32 letters, digits, _ or -, beginning with a letter or a Chinese character. Several servers get numbers added.",
  },
  count: { label: "How many servers" },
  "charge.chargeMode": { label: "Billing", choices: chargeModes },
  "charge.chargeUnit": { label: "Term: unit", choices: { month: "Months", year: "Years" } },
  "charge.chargeDuration": { label: "Term: how many", hint: "1 to 9 months, or 1 to 3 years." },
  enableInternet: {
    label: "Public network",
    choices: { no: "No public address", yes: "Yes, with a public address (billed)" },
  },
  lineType: {
    label: "Public line",
    choices: { un: "China Unicom (un)", ct: "China Telecom (ct)", cm: "China Mobile (cm)" },
  },
  bandwidth: { label: "Public bandwidth, Mbps" },
  internetChargeMode: {
    label: "Billing of the public address",
    hint: "It has to be the same as the server's.",
    choices: chargeModes,
  },
  keypairId: { label: "Key pair" },
  sections: { label: "More settings", choices: { access: "Password and start-up script" } },
  password: {
    label: "Login password",
    hint: "Left empty, the cloud makes one and sends it to the holder of the account. It is stored sealed and shown to nobody.",
  },
  userData: {
    label: "Start-up script",
    hint: "Runs at the first boot. Begins with #!/bin/bash or #!/usr/bin/env python. Stored sealed.",
  },
  justification: { label: "Why is this needed?", hint: "The approvers read this." },
};
