import type { Words } from "../en.ts";
import { buttons } from "./gestures.ts";
import { servers } from "./steps.ts";

/** What messages about an order say. Whatever is quoted comes escaped; names of facts are plain. */
export const orders: Words["orders"] = {
  about: (name, sentence) => `订单 ${name} ：${sentence}`,
  named: (name) => `订单 ${name}`,
  onlySome: (made, wanted) =>
    `*${wanted} 台服务器中已创建 ${made} 台。* 其余 ${wanted - made} 台未得到云端确认：补充下单之前，请先到京东云控制台核实。`,
  madeAll: () => "新服务器需要一段时间才能开始运行。",
  nothingBought: "未购买任何资源。",
  mayHaveBought: "之前的某次尝试可能已经购买：在任何人重新下单之前，请先到京东云控制台核实。",
  chargedAtOnce: (count) =>
    `*最后一位审批人批准后，将立即从账号一次性扣除 ${servers(count)}的费用。* 费用不可退还，且到期之前不能删除服务器。`,
  renews: "*到期后自动续费，每次续费都会扣款，* 直至在京东云控制台关闭自动续费。",
  billedWhileItExists: (count) => `${servers(count)}自创建时开始计费，直至删除为止。`,
  termEnds: (moment, renews) =>
    `包年包月约于 ${moment} 到期${renews ? "，届时将自动续费并再次扣款，直至关闭自动续费" : ""}。`,
};

export const card: Words["card"] = {
  heading: (title, id) => `${title} · 订单 ${id}`,
  summary: (id, title, requester, goods, region) =>
    `订单 ${id}：${title}。${requester} 在 ${region} 申请 ${goods}。`,
  who: "申请人",
  what: "内容",
  where: "地点",
  name: "名称",
  numbered: (name) => `${name}（自动追加编号）`,
  system: "系统",
  disks: (os, system, data) => `${os}；系统盘 ${system}；数据盘 ${data}`,
  subnet: "子网",
  network: "公网",
  noNetwork: "无",
  publicly: (mbps, line) => `弹性公网 IP，每台 ${mbps} Mbps，线路：${line}（收费）`,
  extraUplink: (network, mbps) => `${network}，额外上行带宽 ${mbps} Mbps（收费）`,
  shared: (network, name) => `${network}，共享带宽 ${name}`,
  secondSubnet: "第二接口",
  secondNetwork: "第二接口公网",
  sealed: "加密内容",
  sealedGiven: "已填写密码或启动脚本，不会向任何人显示",
  voucherGiven: "已填写优惠凭证",
  billing: "计费",
  term: (mode, duration, unit) => `${mode}；${duration} ${unit === "year" ? "年" : "个月"}`,
  renews: (billing) => `${billing}；自动续费，每次续费都会扣款`,
  price: "价格",
  priceOfAll: (count) => `全部 ${count} 台的价格`,
  priceUnknown: "机器人不掌握价格",
  instances: "实例",
  rule: (name) => `规则“${name}”`,
  approved: (seats, names) => `已批准 ${seats}${names ? `：${names}` : ""}`,
  approvedBold: (seats, names) => (names ? `*已批准 ${seats}：* ${names}` : `*已批准 ${seats}*`),
  pastApprovers: (who) => `:rotating_light: 由 ${who} 紧急放行，未经审批`,
  stage: (name, number, seats, people) =>
    `${name ?? `第 ${number} 组`} ${seats}${people ? `：${people}` : ""}`,
  mayApprove: (people, beside) => `${beside ? "可代为审批" : "可审批"}：${people}`,
  moved: (what, isVoid) =>
    `:warning: *卡片显示之后情况有变：* ${what}。${isVoid ? "*此前的部分或全部批准不再有效。* " : ""}请重新核对后再决定。`,
  soldOut: ":warning: *该机型现已售罄。* 云端会拒绝此订单。",
  left: (left, wanted) =>
    `:warning: *该机型仅剩 ${left} 台，而此订单申请了 ${wanted} 台。* 可以选择“修改后批准”。`,
  proposal: (said, requester, buys) =>
    `${said}需由 ${requester} 确认是否接受${buys ? "，一旦接受将立即购买" : ""}。`,
  waitsUntil: (moment) => `有效期至 ${moment}`,
};

/** Buttons of a card that say a number, and what their dialogs say. Plain. */
export const cardButtons: Words["cardButtons"] = {
  orderMissing: (count) => `补购其余 ${count} 台`,
  changeAndOrderAgain: "修改后重新订购",
  propose: "修改后批准",
  withdraw: "撤回我的批准",
  breakGlass: "紧急放行",
  adopt: "认领这些服务器",
};

export const unknownAdvice: Words["unknownAdvice"] = {
  order_adopt: `*${cardButtons.adopt}* ：如果这些服务器就是本次购买的，请选择此项，订单将记录为已购买。`,
  order_retry: `*${buttons.retry}* ：如果没有购买，或者无法确定，请选择此项；将使用同一令牌再次请求云端，不会重复购买。`,
  order_cancel: `*${buttons.closeOrder}* ：不再处理此订单。`,
};

export const result: Words["result"] = {
  bought: (requester, goods, rest, ids) =>
    `已为 ${requester} 购买 ${goods}。 ${rest ? `${rest} ` : ""}实例 ID： ${ids.join(", ")}`,
  stands: (requester, goods, stands, by) =>
    `${requester} 申请的 ${goods} ${stands}${by ? `（操作人：${by}）` : ""}。`,
  invite: (channel) =>
    `机器人不在频道 ${channel} 中，因此仅向您发送此消息。在该频道中 \`/invite\` 机器人之后，后续结果将发送到频道中。`,
  unposted: (id) =>
    `订单 ${id} 已保存，但尚未能通知审批人：机器人无法在审批频道中发送消息。机器人管理员可以在健康检查中看到此问题；修复之后，审批请求会立即发出。`,
};

export const details: Words["details"] = {
  stands: (id, stands) => `订单 *${id}* ${stands}。`,
  request: (step, id) => `${step}（请求 ID：${id}）`,
};
