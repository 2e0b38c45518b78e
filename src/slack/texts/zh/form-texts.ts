import type { FieldText, FormTexts } from "../kinds.ts";

const chargeModes: Readonly<Record<string, string>> = {
  postpaid_by_duration: "按配置计费（后付费）",
  prepaid_by_duration: "包年包月（预付费，一次性扣款，不可退款）",
  postpaid_by_usage: "按用量计费（后付费）",
};
const yesNo = { no: "不需要公网 IP", yes: "需要弹性公网 IP（收费）" };
const lines = { un: "中国联通（un）", ct: "中国电信（ct）", cm: "中国移动（cm）" };
const subnetEmpty =
  "该可用区没有子网。请先在京东云控制台创建子网（如无私有网络 VPC，请先创建 VPC），然后点击“重试”。";
const raidEmpty = "云端没有为该机型提供 RAID 方案，请选择其他机型。";
const lineEmpty = "该地域不提供公网线路，请选择不需要公网 IP，或更换地域。";
const aliasHint = "每行一个网段，例如 10.0.1.16/28；其后可注明所属网段的 ID。";
const privateIpHint = "仅限购买一台时填写，须位于子网网段内；留空则自动分配。";
const uplinkHint = "在公网带宽之外另加的出方向带宽，单位 Mbps，收费。";
const sharedHint = "公网 IP 将使用同一线路的共享带宽。";

const script = (part: number): FieldText => ({
  label: `启动脚本（第 ${part} 部分）`,
  hint: `紧接第 ${part - 1} 部分的末尾，中间不会插入任何字符。`,
});

/** The form's questions. Plain text. */
export const form: FormTexts = {
  regionId: { label: "地域", empty: "机器人的云账号没有可用的地域，请联系云账号管理员开通。" },
  az: { label: "可用区", empty: "机器人的云账号在该地域没有可用区，请联系云账号管理员。" },
  deviceType: {
    label: "机型",
    empty: "该可用区的机型已全部售罄，或没有在售机型。请选择其他可用区或地域。",
  },
  osTypeId: { label: "操作系统", empty: "云端没有为该机型提供操作系统，请选择其他机型。" },
  sysRaidTypeId: { label: "系统盘 RAID", empty: raidEmpty },
  dataRaidTypeId: { label: "数据盘 RAID", empty: raidEmpty },
  subnetId: { label: "子网", empty: subnetEmpty },
  name: {
    label: "服务器名称",
    hint: "2 到 32 个字符，可用字母、数字、中文、_ 和 -，以字母或中文开头。购买多台时自动追加编号。",
  },
  count: { label: "购买数量（台）" },
  "charge.chargeMode": { label: "计费方式", choices: chargeModes },
  "charge.chargeUnit": { label: "购买时长单位", choices: { month: "月", year: "年" } },
  "charge.chargeDuration": { label: "购买时长", hint: "1 到 9 个月，或 1 到 3 年。" },
  "charge.autoRenew": {
    label: "到期后",
    choices: {
      false: "不自动续费，到期即止",
      true: "自动续费，直至关闭（每次续费都会扣款）",
    },
  },
  enableInternet: { label: "公网访问", choices: yesNo },
  lineType: { label: "公网线路", choices: lines, empty: lineEmpty },
  bandwidth: { label: "公网带宽（Mbps）", hint: "每台服务器的带宽。" },
  internetChargeMode: {
    label: "公网 IP 计费方式",
    hint: "须与服务器的计费方式一致。",
    choices: chargeModes,
  },
  keypairId: {
    label: "密钥对",
    hint: "密钥对需在京东云控制台创建。",
    empty: "该地域没有密钥对，请先在京东云控制台创建。",
  },
  sections: {
    label: "更多设置",
    choices: {
      network: "网络：内网 IP、别名 IP、额外上行带宽",
      secondInterface: "第二网络接口",
      access: "登录密码和启动脚本",
      advanced: "主机名、描述、标签、优惠凭证",
    },
  },

  privateIp: { label: "内网 IP", hint: privateIpHint },
  aliasIps: { label: "别名 IP", hint: aliasHint },
  extraUplinkBandwidth: { label: "额外上行带宽（Mbps）", hint: uplinkHint },
  bandwidthPackageId: { label: "共享带宽", hint: sharedHint },

  extensionSubnetId: { label: "第二接口：子网", empty: subnetEmpty },
  extensionPrivateIp: { label: "第二接口：内网 IP", hint: privateIpHint },
  extensionAliasIps: { label: "第二接口：别名 IP", hint: aliasHint },
  extensionEnableInternet: { label: "第二接口：公网访问", choices: yesNo },
  extensionLineType: { label: "第二接口：公网线路", choices: lines, empty: lineEmpty },
  extensionBandwidth: { label: "第二接口：公网带宽（Mbps）", hint: "每台服务器的带宽。" },
  extensionExtraUplinkBandwidth: {
    label: "第二接口：额外上行带宽（Mbps）",
    hint: uplinkHint,
  },
  extensionInternetChargeMode: {
    label: "第二接口：公网 IP 计费方式",
    hint: "须与服务器的计费方式一致。",
    choices: chargeModes,
  },
  extensionBandwidthPackageId: { label: "第二接口：共享带宽", hint: sharedHint },

  password: {
    label: "登录密码",
    hint: "留空则由云端生成并发送给云账号持有人。密码加密保存，不会向任何人显示。",
  },
  userData: {
    label: "启动脚本",
    hint: "首次启动时执行，须以 #!/bin/bash 或 #!/usr/bin/env python 开头。加密保存。",
  },
  "userData.2": script(2),
  "userData.3": script(3),
  "userData.4": script(4),
  "userData.5": script(5),
  "userData.6": script(6),

  hostname: {
    label: "主机名",
    hint: "2 到 64 个字符，可用字母、数字、连字符和单个点号。购买多台时自动追加编号。",
  },
  description: { label: "描述", hint: "最多 256 个字符。" },
  resourceTags: {
    label: "标签",
    hint: "每行一个，格式为 key=value，最多 10 个；键中的 = 写作 \\=。",
  },
  "charge.buyScenario": {
    label: "优惠凭证",
    hint: "京东云提供的优惠凭证，Base64 文本。",
  },
  justification: { label: "申请理由", hint: "审批人会看到此内容。" },
};

/** What the API has and the form asks under another name. */
export const besideForm: Readonly<Record<string, FieldText>> = {
  interfaceMode: { label: "网络接口数量", choices: { bond: "一个", dual: "两个" } },
};
