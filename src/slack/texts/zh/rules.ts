import type { Words } from "../en.ts";

/** Why a rule of the policy does not take an order. */
export const rules: Words["rules"] = {
  misses: {
    region: "不适用于该地域",
    az: "不适用于该可用区",
    deviceType: "不适用于该机型",
    chargeMode: "不适用于该计费方式",
    count: "超出其服务器数量上限",
    price: "超出其价格上限",
    "price-unknown": "该规则限定价格，而此订单的价格未知",
    requester: "不适用于该申请人",
  },
  passed: (rule, why) => `规则“${rule}”不适用：${why}。`,
};

/** What is not any more as a card showed it. */
export const moves: Words["moves"] = {
  rule: (from, to, before, now) =>
    from === to
      ? `规则“${to}”所需的批准人数由 ${before} 人变为 ${now} 人`
      : `现由规则“${to}”决定（需 ${now} 人批准），不再适用规则“${from}”`,
  price: (from, to) => `价格由 ${from} 变为 ${to}`,
  noPrice: "未知",
  stock: (left) => (left === 0 ? "该机型现已售罄" : `该机型现仅剩 ${left} 台`),
};
