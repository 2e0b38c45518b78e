import type { Words } from "../en.ts";

/** What the policy says to an order. Rules, people, moments and whatever was typed come ready to be shown. */
export const explain: Words["explain"] = {
  order: (id, who) => `*审批策略对 ${who} 的订单 ${id} 的规定*`,
  line: (who, line) => `*审批策略对 ${who} 提交以下申请的规定* ${line}`,
  price: (price) => `价格：${price}。`,
  noPrice: "价格：未知。",
  decides: (rule) => `*适用规则“${rule}”。*`,
  takesToo: (rule) => `规则“${rule}”也适用，但排在后面。`,
  more: (count) => `另有 ${count} 条规则。`,
  auto: "无需审批：符合该规则的申请提交后立即购买。",
  approvals: (count, people) => `需由以下人员中的 ${count} 人批准：${people}。`,
  stages: (stages) => `以下各组均须同意，每人只计一次：${stages}。`,
  stage: (name, count, people) => `${name ? `${name}，` : ""}${people} 中的 ${count} 人`,
  ownToo: "审批人可以批准自己的订单。",
  notOwn: "任何人都不能批准自己的订单。",
  escalation: (after, people) => `如果 ${after}内无人处理，以下人员也可以审批：${people}。`,
  breakGlass: (people, ownToo) =>
    `以下人员可以单独决定立即购买，但必须填写理由，所有人都会看到：${people}${ownToo ? "，包括自己的订单" : ""}。`,
  reminder: (after) => `${after}后再次提醒审批人，此后每次的间隔加倍。`,
  quiet: (from, to, zone, weekends) =>
    `${from} 至 ${to}${weekends ? "以及周末" : ""}不提醒（${zone}）。`,
  expires: (after) => `${after}内无人处理的订单会自动过期。`,
  times: {
    remindAt: (moment) => `再次提醒审批人的时间：${moment}。`,
    escalateAt: (moment) => `通知后备审批人的时间：${moment}。`,
    expiresAt: (moment) => `如果无人处理，订单将于以下时间过期：${moment}。`,
  },
  duration: {
    minutes: (count) => `${count} 分钟`,
    hours: (count) => `${count} 小时`,
    days: (count) => `${count} 天`,
  },
  can: (who, actions) => `${who} 目前可以：${actions}。`,
  canNothing: (who) => `${who} 目前无法对此订单执行任何操作。`,
  told: (who) => `*${who} 目前会看到的答复：*`,
  answer: (actions, sentence) => `• ${actions}：${sentence}`,
  listed: (names) => names.join("、"),
  unsaid: (keys) => `审批策略还要求更多信息，请一并说明： ${keys} 。`,
  nameThem: (name) =>
    `Slack 只发送了名称，因此无法确定 ${name} 是谁。请填写其成员 ID：可在其个人资料中选择“复制成员 ID”获得。`,
  usage:
    "用 `/edcps policy explain &lt;id&gt;` 查询某个订单，或用 `/edcps policy explain key=value …` 查询尚未提交的申请（参数与 `/edcps create` 相同）。在末尾加上成员 ID，即可查询与他人有关的规定。",
};
