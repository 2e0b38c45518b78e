import type { Words } from "../en.ts";
import type { buttons as englishButtons, gestureWords as englishWords } from "../en/gestures.ts";
import { servers } from "./steps.ts";

/** Buttons and dialogs. Plain text. */
export const buttons: typeof englishButtons = {
  close: "关闭",
  cancel: "取消",
  approve: "批准",
  deny: "拒绝",
  showDetails: "详情",
  retry: "重试",
  orderAgain: "再次订购",
  cancelOrder: "取消订单",
  closeOrder: "关闭订单",
};

/** The dialogs before what costs money or cannot be taken back. Plain. */
export const dialogs: Words["dialogs"] = {
  back: "返回",
  buy: { title: (count) => `购买 ${servers(count)}？`, yes: "购买" },
  approve: { title: (count) => `批准购买 ${servers(count)}？`, yes: "批准" },
  accept: {
    title: (count) => `接受缩减后的订单（${servers(count)}）？`,
    yes: "接受",
    proposerAgrees: "接受之后，即视为提出此建议的审批人已批准。",
    nobodyElse: "无需其他人批准。",
    charged: (sum, count) =>
      `确认后将立即购买，并从账号一次性${sum ? `扣款约 ${sum}` : `扣除 ${servers(count)}的费用`}。`,
    billed: (price, count) =>
      `确认后将立即购买 ${servers(count)}：${price ?? "机器人不掌握价格"}，计费至删除为止。`,
  },
  retry: {
    title: (id) => `重试订单 ${id}？`,
    text: "将使用同一令牌重新发送同一订单：已经购买的资源不会重复购买。",
    yes: "重试",
  },
  adopt: {
    title: (count, id) => `将 ${servers(count)}记录为订单 ${id}？`,
    text: (ids) =>
      `订单将记录为已购买，对应以下服务器：${ids}。请先确认这些服务器不是其他人创建的。`,
    yes: "记录为已购买",
  },
  cancel: {
    title: (id) => `取消订单 ${id}？`,
    text: "订单将被撤回，此操作不可恢复。",
    yes: "取消订单",
  },
  close: {
    title: (id) => `关闭订单 ${id}？`,
    text: "订单将关闭，不再重试。可能已经购买的资源会保留在京东云控制台中，并继续产生费用。",
    yes: "关闭订单",
  },
};

/** The forms that ask for what an action needs beside a click. Titles, labels and hints are plain. */
export const actionForms: Words["actionForms"] = {
  deny: { title: "拒绝订单", submit: "拒绝", reason: "拒绝理由（申请人会看到）" },
  propose: {
    title: "修改后批准",
    submit: "提出建议",
    intro:
      "请至少调小一项数值。申请人会看到前后差异；申请人接受之后，缩减后的订单即视为已获您的批准；如无需其他人批准，将立即购买。",
    asked: (value) => `申请值：${value}。`,
    reason: "理由（申请人会看到）",
    done: (requester, buys) =>
      `已向 ${requester} 征求意见。${buys ? "*申请人一旦接受，将立即购买；* " : ""}在申请人接受之前，不会购买任何资源。`,
  },
  breakGlass: {
    title: "紧急放行",
    submit: "不经审批直接购买",
    warning:
      ":rotating_light: *将不经审批策略要求的审批，立即购买。* 所有人都会收到通知，得知操作人和理由：审批频道、提交申请的频道，以及公告频道。",
    charged: (sum, count) =>
      `*将立即从账号一次性扣款${sum ? `约 ${sum}` : `，支付 ${servers(count)}的费用；机器人不掌握具体金额`}。*`,
    reason: "为何不能等待审批？（所有人都会看到）",
    done: "订单已放行，即将购买。所有人都会收到通知。",
  },
};

/** In the dialog before an approval that is paid at once. */
export const prepaid: Words["prepaid"] = {
  chargesNow: (sum, count) =>
    `将立即从账号一次性扣款${sum ? `约 ${sum}` : `，支付 ${servers(count)}的费用；机器人不掌握具体金额`}。`,
  charges: (isLast, sum, count) =>
    `${isLast ? "您是最后一位审批人，批准后" : "最后一位审批人批准后，"}将立即从账号一次性${sum ? `扣款约 ${sum}` : `扣除 ${servers(count)}的费用`}。`,
  buyFor: (sum) => `购买（约 ${sum}）`,
  nobodyAsked: (rule) => `点击“购买”将立即购买：根据规则“${rule}”，此订单无需审批。`,
  unlessBought: (sum, count) =>
    `如尚未购买，将立即从账号一次性扣除${sum ? `约 ${sum}` : ` ${servers(count)}的费用`}，不可退还。`,
  renews: "到期后自动续费，每次都会再次扣款。",
  noWayBack: () => "费用不可退还，且到期之前不能删除服务器。",
};

/** What somebody is told when their gesture could not be done. */
export const gestureWords: typeof englishWords = {
  storeDown: "未记录任何更改：机器人无法连接到数据存储。请几分钟后重试。",
  storeUnsure:
    "不确定此操作是否已记录：机器人的数据存储没有及时确认。重试之前请先查看订单状态；重复点击不会造成影响。",
  identityDown: "无法向 Slack 确认您的身份，未做任何更改。请稍后重试。",
  newerOrder:
    "机器人正在升级：此订单由新版本保存，当前版本无法识别，未做任何更改。请几分钟后重试。",
  unreadableOrder:
    "机器人无法读取此订单的存储数据：数据已损坏，或由当前版本无法识别的机器人版本保存。未做任何更改；在能够重新读取之前，机器人不会为此订单购买任何资源。此订单可能此前已经购买，请勿重新下单，并请联系机器人管理员：原因可在日志中查看，从备份恢复的方法见 `docs/ways-to-die.md`。",
  slackDown: "Slack 未能打开表单，未记录任何更改。请重试。",
  cloudDown: "无法连接到云端，未做任何更改。请稍后重试。",
  failed: "机器人内部出现错误，不会再自动执行任何操作。机器人管理员可以在日志中找到原因。",
  slow: "操作耗时过长，未能及时应答。重试之前请先查看订单状态；重复点击不会造成影响。",
};
