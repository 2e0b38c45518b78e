import type { Words } from "../en.ts";

/** Lists of orders. */
export const lists: Words["lists"] = {
  titles: { mine: "您的订单", waiting: "等待您处理的订单", all: "您可以查看的全部订单" },
  filters: { mine: "我的订单", waiting: "等待我处理", all: "我可查看的全部" },
  none: {
    mine: "您还没有下过订单。用 `/edcps create` 可以打开订购表单。",
    waiting: "目前没有等待您处理的订单。",
    all: "目前没有您可以查看的订单。",
  },
  inState: (title, state) => `${title}：${state}`,
  state: "状态",
  anyState: "所有状态",
  newer: "较新的",
  older: "较早的",
  further: "继续查找",
  refresh: "刷新",
  what: (id, goods, region) => `*${id}* ${goods}，${region}`,
  asked: (moment) => `申请时间 ${moment}`,
  askedBy: (who, moment) => `申请人 ${who} ，申请时间 ${moment}`,
  noneInState: "这些订单中没有处于此状态的订单。",
  noneLeft: "此页已没有订单：原来的订单现在处于其他状态。",
  stoppedAfter: (count) => `目前已查找 ${count} 个订单，可能还有更多。`,
  notListed: "未列出任何内容：",
  unknownWord: (word, nearest) =>
    `${word} 既不是列表，也不是状态。${nearest ? `您是否想输入 ${nearest} ？` : ""}`,
  tooMany: (word) => `${word} 是多余的：请只指定一个列表和一个状态。`,
  onlyPending: (word) => `${word} 不适用：只有待审批的订单才会等待处理。`,
  words: (scopes, states) => `可用的列表： ${scopes} 。可用的状态： ${states} 。`,
};

/** The tab that everybody has for themselves. */
export const home: Words["home"] = {
  welcome: "您可以在这里订购京东云服务器、处理等待您的订单，并跟踪自己的订单。",
  order: "订购服务器",
  nothingWaits: "没有等待您处理的订单。",
  moreWait: "查看更多等待我处理的订单",
  asOf: (moment) => `数据截至 ${moment} 。刷新可以查看最新变化。`,
};

/** Lists of servers that exist. */
export const servers: Words["servers"] = {
  states: (counts) => `按状态统计：${counts}。`,
  count: (state, count) => `${state} ${count} 台`,
  noState: "状态未知",
  next: "下一页",
  previous: "上一页",
  noneInState: (state, region) => `地域 ${region} 中没有状态为 ${state} 的服务器。`,
  range: (from, to, of) => `第 ${from}–${to} 台，共 ${of} 台`,
  unknownWord: (word, nearest) =>
    `${word} 既不是地域，也不是该地域中服务器的状态。${nearest ? `您是否想输入 ${nearest} ？` : ""}`,
};
