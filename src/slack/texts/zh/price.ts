import type { Words } from "../en.ts";

/** What an order costs. Amounts come with their currency. */
export const price: Words["price"] = {
  unknown: "机器人不掌握价格，请在京东云控制台查看。",
  open: "回答以上问题后即可看到价格。",
  parts: { servers: "服务器", bandwidth: "带宽", extraUplink: "额外上行带宽" },
  part: (name, amount) => `${name} ${amount}`,
  madeOf: (parts) => `（${parts.join("、")}）`,
  hourly: (hour, month, parts) =>
    `*每小时约 ${hour}* ${parts}，按 31 天计每月 ${month}，为全部服务器合计。`,
  monthly: (month, parts) => `*每月约 ${month}* ${parts}，为全部服务器合计。`,
  atOnce: (sum, parts, term, endsAt) =>
    `*批准后将一次性扣款约 ${sum}* ${parts}，为全部服务器${term ? `${term}` : "整个购买时长"}的费用。费用不可退还，且到期之前${endsAt ? `（约 ${endsAt} ）` : ""}不能删除服务器。`,
  term: (duration, unit) => ` ${duration} ${unit === "year" ? "年" : "个月"}`,
  asOf: (day) => `价格依据 ${day} 的价目表。`,
  byBook: "价格依据价目表。",
  brief: {
    atOnce: (sum) => `一次性扣款约 ${sum}`,
    hour: (hour) => `每小时约 ${hour}`,
    month: (month) => `每月约 ${month}`,
  },
  hourlyShort: (hour, month) => `每小时约 ${hour}，按 31 天计每月 ${month}`,
  monthlyShort: (month) => `每月约 ${month}`,
  atOnceShort: (sum) => `一次性扣款约 ${sum}，为整个购买时长的费用`,
};
