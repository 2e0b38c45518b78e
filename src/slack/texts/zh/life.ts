import type { Words } from "../en.ts";

/** What the thread under a card tells. */
export const life: Words["life"] = {
  seats: (step, have, of) => `${step}（${have}/${of}）`,
  because: (step, reason) => `${step}：“${reason}”`,
  changed: (step, changes) => `${step}：${changes}`,
  change: (field, from, to) => `${field} ${from} → ${to}`,
  nothing: "–",
  building: (running, failed, of) =>
    `${running}/${of} 台已运行${failed > 0 ? `，${failed} 台失败` : ""}`,
  allRunning: (of) => `${of} 台服务器均已运行`,
  tooLong: (running, of) =>
    `半天之后仍只有 ${running}/${of} 台服务器在运行，机器人不再继续查看。请到京东云控制台核实`,
  server: (id, status, addresses) => `${id} ${status}${addresses ? `（${addresses}）` : ""}`,
  notTold: "尚未列出",
  reminder: (people, have, of) => `仍在等待审批：已批准 ${have}/${of}。请 ${people} 处理。`,
  escalated: (people) => `规定时间内无人处理。${people} 现在也可以审批。`,
  approvers: "各位审批人",
  alarm: (id, who, requester, goods) =>
    `:rotating_light: *紧急放行：* ${who} 未经审批策略要求的审批，直接放行了订单 ${id}：${requester} 申请的 ${goods}。`,
  proposal: (id, who, changes) => `如果缩减订单 ${id}，${who} 愿意批准：${changes}。`,
  said: (reason) => `理由：“${reason}”。`,
  proposalVoids: "接受之后，其他人此前的批准将作废，因为他们批准的是原来较大的订单。",
  accept: "接受",
  decline: "保留原订单",
};
