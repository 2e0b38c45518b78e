import type { Words } from "../en.ts";

/** A line a step, in the thread under a card and in the details. */
const told: Words["life"]["told"] = {
  place: ({ who, goods }) => (goods ? `${who} 申请了 ${goods}。` : `${who} 提交了申请。`),
  approve: ({ who, seats, rule }) =>
    rule ? `已按规则“${rule}”自动批准，无需他人审批。` : `${who} 已批准（${seats}）。`,
  "break-glass": ({ who, reason }) =>
    `${who} 紧急放行：未经审批策略要求的审批，直接放行。${reason}`,
  propose: ({ who, changes, reason }) => `${who} 愿意批准缩减后的订单：${changes}。${reason}`,
  accept: ({ who, changes, seats }) =>
    `${who} 接受了缩减后的订单：${changes}。只计入针对缩减后订单的批准（${seats}）。`,
  decline: ({ who }) => `${who} 保留了原订单。`,
  edit: ({ who, changes, seats, isVoid }) =>
    `${who} 修改了订单${changes ? `：${changes}` : ""}。${isVoid ? "此前的批准已全部作废。" : ""}${seats ? `目前已批准 ${seats}。` : "修改后的订单无需审批。"}`,
  withdraw: ({ who, seats }) => `${who} 撤回了批准（${seats}）。`,
  recheck: ({ who, moves, seats, isVoid }) =>
    `${who} 点击时情况已有变化：${moves}。未执行任何操作。${isVoid ? `仍然有效的批准：${seats}。` : ""}`,
  remind: ({ people, seats }) => `仍在等待审批，目前已批准 ${seats}。请 ${people} 处理。`,
  escalate: ({ people }) => `规定时间内无人处理。${people} 现在也可以审批。`,
  deny: ({ who, reason }) => `${who} 拒绝了订单。${reason}`,
  cancel: ({ who }) => `${who} 取消了订单。`,
  expire: () => "未在规定时间内获得批准，订单已过期。",
  begin: () => "开始购买。",
  complete: ({ ids, made, of }) =>
    made < of ? `已购买，但仅创建了 ${made}/${of} 台： ${ids} 。` : `已购买： ${ids} 。`,
  fail: ({ failure }) => failure || "未能购买。",
  doubt: ({ failure }) => failure || "未收到云端的应答，不清楚是否已经购买。",
  retry: ({ who }) => `${who} 要求重试。`,
  adopt: ({ who, ids }) => `${who} 确认以下服务器属于此订单： ${ids} 。`,
  observe: ({ progress }) => progress,
};

/** The life of an order after it was placed. Mentions and moments come ready to be shown. */
export const life: Words["life"] = {
  told,
  seats: (have, of) => `${have}/${of}`,
  reason: (reason) => `理由：“${reason}”。`,
  at: (moment, line) => `${moment} · ${line}`,
  change: (field, from, to) => `${field}：${from} → ${to}`,
  nothing: "–",
  more: (list, more) => `${list} 等，另有 ${more} 项`,
  listed: (names) => names.join("、"),
  approvers: "各位审批人",

  building: (running, of, failed) =>
    `创建中：${running}/${of} 台已运行${failed > 0 ? `，${failed} 台失败` : ""}。`,
  allRunning: (of) => (of === 1 ? "服务器已运行。" : `${of} 台服务器均已运行。`),
  someFailed: (running, of, failed) =>
    `${running}/${of} 台服务器已运行，${failed} 台失败。请到京东云控制台核实。`,
  tooLong: (running, of) =>
    `半天之后仍只有 ${running}/${of} 台服务器在运行，机器人不再继续查看。请到京东云控制台核实。`,
  server: (id, status, addresses) => `${id} ${status}${addresses ? ` · ${addresses}` : ""}`,
  statuses: { "": "尚未列出", running: "运行中", error: "失败" },

  alarm: (id, who, requester, goods, reason) =>
    `:rotating_light: *紧急放行：* ${who} 未经审批策略要求的审批，直接放行了订单 ${id}：${requester} 申请的 ${goods}。${reason}`,
  proposal: (who, changes, reason) => `${who} 愿意批准缩减后的订单：${changes}。${reason}`,
  wouldCost: (price, asked) => `缩减后的价格：${price}${asked ? `（原为${asked}）` : ""}。`,
  proposalVoids: "接受之后，此前的批准将全部作废，因为这些批准针对的是原来较大的订单。",
  acceptBuys: "*接受之后将立即购买，* 无需其他人批准。",
  accept: "接受",
  decline: "保留原订单",
  edit: "修改订单",
  proposalOver: {
    accepted: "您已接受缩减后的订单。",
    declined: "您保留了原订单。",
    replaced: "下方有更新的建议。",
    over: "该建议已失效。",
  },
};
