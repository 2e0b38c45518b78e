import type { ProblemWords, RuleFacts } from "../kinds.ts";

const range = ({ min, max }: RuleFacts): string =>
  min !== undefined && max !== undefined
    ? `在 ${min} 到 ${max} 之间`
    : max !== undefined
      ? `不超过 ${max}`
      : `不少于 ${min ?? 0}`;

const field = (label: string | undefined): string => (label ? `“${label}”` : "其他字段");

/** What is wrong with one field of the form. Plain text. */
export const problems: ProblemWords = {
  "not-in-list": () => "该选项已不再提供，请选择其他选项。",
  "not-checked": () => "云端没有应答，无法校验该选项，因此未下单。请稍后再次提交。",
  "sold-out": () => "该选项目前已售罄，请选择其他选项。",
  stock: ({ max }) => `该机型在此地域的库存仅剩 ${max ?? 0} 台。`,
  "outside-subnet": ({ expected }) =>
    `必须位于所选子网的网段内${expected ? `：${expected}` : ""}。`,
  "reserved-address": () => "子网的首尾地址为保留地址，不可使用，请换一个地址。",
  "subnet-full": ({ max }) => `该子网仅剩 ${max ?? 0} 个可用 IP，请选择其他子网或减少服务器数量。`,
  "address-stock": ({ max }) => `此地域仅剩 ${max ?? 0} 个公网 IP。`,
  "bandwidth-stock": ({ max }) => `此地域的带宽合计仅剩 ${max ?? 0} Mbps（所有服务器共用）。`,
  "tag-line": () => "请按 key=value 的格式填写标签，每行一个。",
  "alias-empty": () => "每一行都需要填写网段（如 10.0.1.16/28）或 ID。",
  object: () => "无法读取此订单，未下单。",
  known: () => "无法识别该字段，未下单。",
  required: () => "请填写此项。",
  type: () => "填写的内容类型不正确（例如此处应填整数）。",
  choice: ({ choices }) => `请从以下选项中选择：${choices?.join("、") ?? "可选的值"}。`,
  "not-offered": ({ choices }) =>
    `此处不提供该选项。${choices?.length ? `请从以下选项中选择：${choices.join("、")}。` : ""}`,
  base64: () => "内容不是有效的 Base64 文本。",
  ipv4: () => "请填写 IPv4 地址，例如 10.0.1.5。",
  cidr: () => "请填写网段，例如 10.0.1.0/24。",
  "hostname-form": () => "只能使用字母、数字和连字符，可用单个点号分段；首尾不能是点号或连字符。",
  "id-characters": () => "这不像是云端的资源 ID。",
  length: (facts) => `长度须${range(facts)} 个字符。`,
  "list-length": (facts) => `条目数须${range(facts)} 条。`,
  "name-characters": () => "只能使用字母、数字、中文、下划线和连字符。",
  "name-start": () => "须以字母或中文开头。",
  "policy-limit": ({ max }) => `本团队的策略最多允许 ${max ?? 0}。`,
  range: (facts) => `取值须${range(facts)}。`,
  "script-first-line": () => "脚本首行必须是 #!/bin/bash 或 #!/usr/bin/env python。",
  "script-size": ({ max }) => `脚本不能超过 ${max ?? 16_384} 字节。`,
  "tag-characters": () => "标签只能包含字母、数字、中文、空格以及 _ . : / = + - @。",
  "tag-leading-blank": () => "标签不能以空格开头。",
  "tag-reserved-prefix": () => "标签不能以 jrn: 或 jdc- 开头。",
  "visible-characters": () => "内容中包含不可见字符，请重新输入。",
  voucher: () => "这不是云端可以识别的优惠凭证。",
  "password-length": (facts) => `密码长度须${range(facts)} 个字符。`,
  "password-characters": () =>
    "只能使用字母、数字和 ( ) ` ~ ! @ # $ % & * _ - + = | { } [ ] : ; ' < > , . ? / ^。",
  "password-forbidden-word": () => "密码不能包含 jd、360、bug、com、cloud 或 password。",
  "password-digit-run": () => "密码不能包含三个连续的数字，例如 123 或 987。",
  "password-letter-run": () => "密码不能包含三个连续的字母，例如 abc 或 cba。",
  "password-keyboard-run": () => "密码不能包含键盘上相邻的三个键，例如 qwe 或 qaz。",
  "password-user-name": () => "密码不能包含用户名 root。",
  "password-classes": () => "大写字母、小写字母、数字、特殊字符须至少包含三种。",
  "required-with": ({ other, value }) =>
    `${field(other)}${value ? `为“${value}”` : "已填写"}时，必须填写此项。`,
  "not-with": ({ other, value }) =>
    `此项不能与${field(other)}${value ? `为“${value}”` : ""}同时使用。`,
  duration: (facts) => `购买时长须${range(facts)}。`,
  "same-as": () => "公网 IP 的计费方式必须与服务器一致。",
  "not-beside": ({ other }) => `已填写${field(other)}时，请将此项留空。`,
  "single-server": () => "仅购买一台服务器时才能指定内网 IP。",
  "hostname-room": ({ max }) =>
    `批量购买时主机名后会追加编号，请预留位置：最多 ${max ?? 62} 个字符。`,
  "distinct-keys": () => "每个标签键只能出现一次。",
};
