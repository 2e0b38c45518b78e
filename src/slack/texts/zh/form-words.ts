import type { Words } from "../en.ts";
import type { formWords as english } from "../en/form-words.ts";

/** What the form says beside its questions. Labels are plain; whatever has stars or stands in a section is mrkdwn. */
export const formWords: typeof english = {
  formTitle: "订购服务器",
  formSubmit: "提交订单",
  choose: "请选择…",
  tryAgain: "重试",
  formLoading: (label) => `*${label}*\n正在加载…`,
  formFailed: (label) => `*${label}*\n云端没有应答，无法获取该列表。您已填写的内容不会丢失。`,
  formEmpty: (label) =>
    `*${label}*\n云端在此处没有可选项。请先在京东云控制台创建，或更换地点或机型。`,
  formStock: (count) => `库存 ${count} 台`,
  formFreeAddresses: (count) => `剩余 ${count} 个可用 IP`,
  noSealing:
    "此处不能填写密码和启动脚本：机器人未配置用于加密保存的密钥（ORDER_ENCRYPTION_KEY）。请使用密钥对。",
  entry: (number) => `第 ${number} 行：`,

  editTitle: (id) => `修改订单 ${id}`,
  editSubmit: "提交修改",
  editVoids: "提交之后，此前的批准将全部作废，修改后的订单将按审批规则重新判定。",
  editKeeps: "留空则保留之前加密保存的内容。",
  editedTitle: "订单已修改",

  placedTitle: "订单已提交",
  placedAlready: (id) => `此表单之前已提交，对应订单 *${id}* ，没有重复下单。`,
  placedApproved: (id, rule) =>
    `订单 *${id}* 已按规则“${rule}”自动批准，正在购买。结果将发送到您提出申请的频道。`,
  placedWaits: (id, quorum) =>
    `订单 *${id}* 正在等待审批，需要 ${quorum} 人批准。结果将发送到您提出申请的频道。在购买之前，可以用 \`/edcps cancel ${id}\` 撤回。`,
};

/** What an edit came to. */
export const edited: Words["edited"] = {
  changed: (id, changes) => `订单 *${id}* 已修改${changes ? `：${changes}` : ""}。`,
  voids: "此前的批准已全部作废。",
  waits: (quorum) => `订单正在等待审批，需要 ${quorum} 人批准。`,
  approved: (rule) => `按规则“${rule}”，修改后的订单无需审批，正在购买。`,
};

/** The same, with what is quoted already escaped and numbers written out. */
export const formQuotes: Words["formQuotes"] = {
  soldOut: (labels, more) =>
    `目前售罄：${labels.join(" · ")}${more > 0 ? ` 等，另有 ${more} 种` : ""}。`,
  kept: (moment) =>
    `:warning: 云端暂时没有应答：以下列表获取于 ${moment} 。购买之前会再次校验您的订单。`,
  notOffered: (label, value, nearest) =>
    `*${label}* ：此处不提供“${value}”。${nearest ? `最接近的选项是 ${nearest} 。` : ""}`,
  search: (count) => `共 ${count} 项，可输入名称或 ID 搜索。`,
};
