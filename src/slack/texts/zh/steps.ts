import type { Action, Status } from "../../../order/lifecycle.ts";
import type { Step } from "../../../order/order.ts";

export const servers = (count: number): string => `${count} 台服务器`;

const actors = {
  rule: (name: string): string => `审批策略的规则“${name}”`,
  clock: "系统定时任务",
  bot: "机器人",
  somebody: "已有其他人先行操作",
};

/** Who did what, when. */
const step = (who: string, what: string, at: string): string => `${who} ${what} ${at}`;

const did: Readonly<Record<Step["action"], string>> = {
  place: "提交了申请",
  approve: "批准了订单",
  deny: "拒绝了订单",
  cancel: "取消了订单",
  expire: "使订单因超时而过期",
  begin: "开始购买",
  complete: "完成了购买",
  fail: "未能完成购买",
  doubt: "未收到云端的应答",
  retry: "要求重试",
  "break-glass": "未经审批，紧急放行了订单",
  propose: "建议缩减订单后批准",
  accept: "接受了缩减后的订单",
  decline: "保留了原订单",
  edit: "修改了订单，此前的批准全部作废",
  withdraw: "撤回了批准",
  recheck: "点击时发现情况有变",
  remind: "再次提醒了审批人",
  escalate: "通知了后备审批人",
  adopt: "认领了找到的服务器",
  observe: "查看了服务器状态",
};

const stands: Readonly<Record<Status, string>> = {
  pending: "正在等待审批",
  approved: "已获批准",
  provisioning: "正在购买",
  provisioned: "已购买成功",
  failed: "未能购买",
  unknown: "是否已购买尚不确定，需要人工核实",
  denied: "已被拒绝",
  cancelled: "已取消",
  expired: "在获批之前已过期",
};

const verbs: Readonly<Record<Action | "view", string>> = {
  view: "查看此订单",
  approve: "批准此订单",
  deny: "拒绝此订单",
  cancel: "取消此订单",
  retry: "重试此订单",
  expire: "使此订单过期",
  begin: "购买此订单",
  complete: "购买此订单",
  fail: "购买此订单",
  doubt: "购买此订单",
  "break-glass": "紧急放行此订单",
  propose: "建议缩减此订单",
  accept: "接受缩减建议",
  decline: "谢绝缩减建议",
  edit: "修改此订单",
  withdraw: "撤回批准",
  recheck: "重新核对此订单",
  remind: "再次提醒审批人",
  escalate: "通知后备审批人",
  adopt: "为此订单认领服务器",
  observe: "查看此订单的服务器",
};

const titles: Readonly<Record<Status, string>> = {
  pending: "待审批",
  approved: "已批准，即将购买",
  provisioning: "正在购买",
  provisioned: "已购买",
  failed: "未购买",
  unknown: "是否已购买尚不确定",
  denied: "已拒绝",
  cancelled: "已取消",
  expired: "已过期",
};

/** Of a purchase of which only some was made. */
const partly = "仅部分购买成功";

/** Who did what, and how things stand. */
export const steps = { actors, step, did, stands, verbs, titles, partly };
