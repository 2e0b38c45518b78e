import type { Words } from "../en.ts";
import { servers } from "./steps.ts";

/** What the slash command answers. Whatever is quoted comes escaped; `code` comes with its backticks. */
export const command: Words["command"] = {
  help: [
    "`/edcps create [key=value …]` 打开订购服务器的表单，并预先填入您输入的内容",
    "`/edcps orders [mine|waiting|all] [state]` 列出订单：您的、等待您处理的，或您可以查看的全部订单",
    "`/edcps order &lt;id&gt;` 查看某个订单及其历史记录",
    "`/edcps cancel &lt;id&gt;` 在购买之前撤回订单",
    "`/edcps instances [region] [state]` 列出现有的服务器",
    "`/edcps policy explain &lt;id&gt;|key=value … [member id]` 说明适用哪条规则、由谁审批，以及不能执行某项操作的原因",
    "`/edcps help` 显示此帮助",
    '例如： `/edcps create region=cn-east-tz1 count=2 name=web charge=prepaid unit=month duration=3 why="春季促销"`',
  ],
  unknown: (word, nearest) => `无法识别 ${word} 。${nearest ? `您是否想输入 ${nearest} ？` : ""}`,
  cancelled: (id, rest) => `订单 ${id} 已取消。${rest}`,
  nameARegion: (commands) => `请指定以下地域之一： ${commands.join(" 、 ")}`,
  noServers: (region) => `地域 ${region} 中没有服务器。`,
  servers: (count, region) => `${region} 中有 ${servers(count)}`,
  server: (id, name, status, ip) =>
    `• ${id} ${name}：${status ?? "状态未知"}${ip ? `，${ip}` : ""}`,
  more: (count) => `另有 ${count} 台，请在京东云控制台查看。`,
};

/** What is wrong with a line of `/edcps create`. */
export const line: Words["line"] = {
  notOrdered: "未打开表单，也未下单：",
  notExplained: "未查询审批策略：",
  unknownKey: (key, nearest) =>
    `无法识别参数 ${key} 。${nearest ? `您是否想输入 ${nearest} ？` : ""}`,
  wrongValue: (key, value, nearest, choices) =>
    `参数 ${key} 的值不能是 ${value} 。${nearest ? `您是否想输入 ${nearest} ？` : ""}可选的值： ${choices} 。`,
  secretKey: (key) => `请勿在命令中输入 ${key} ，因为 Slack 会保留命令内容。请在表单中填写。`,
  twice: (key) => `参数 ${key} 出现了两次，请只保留一个。`,
  noValue: (key) => `参数 ${key} 没有值，请在其后写上等号和值。`,
  more: (count) => `另有 ${count} 处问题。`,
  corrected: (code) => `已更正，可直接复制： ${code}`,
  keys: (keys) => `可用的参数： ${keys} 。含空格的值请加引号。`,
  listed: (names) => names.join(" 、 "),
};
