import type { RefusalWords } from "../kinds.ts";

/** Why a gesture changed nothing. Only the person who made it sees it. */
export const refusals: RefusalWords = {
  guest:
    "访客无权在此执行该操作，未做任何更改。如有需要，机器人管理员可以在审批策略中将您单独列入名单。",
  foreign:
    "其他工作区的成员无权在此执行该操作，未做任何更改。如有需要，机器人管理员可以在审批策略中将您单独列入名单。",
  deactivated: "该账号已停用，未做任何更改。",
  "no-rule":
    "审批策略中没有适用于此申请的规则，因此无人可以审批。请更换地域、机型、数量或计费方式，或联系机器人管理员。",
  "rule-gone":
    "审批策略中已没有适用于此订单的规则，未做任何更改。申请人可以取消该订单，再重新申请。",
  "not-approver": "您不是此订单的审批人，未做任何更改。",
  "own-order": (verb) =>
    `这是您本人提交的申请，需由其他人来${verb}。您可以用 \`/edcps cancel\` 撤回。`,
  "not-yours": (verb) => `只有申请人和审批人可以${verb}。`,
  "unknown-order": "没有找到该订单，未做任何更改。用 `/edcps orders` 可以查看您的订单。",
  stale: (who) =>
    `您看到的卡片已不是最新状态：${who}。您的点击未造成任何更改。卡片现已更新，如仍需处理，请重新操作。`,
  "wrong-status": (stands, who, verb) =>
    `订单${stands}（${who}），目前已无法${verb}。未做任何更改。`,
  "already-approved": (have, quorum) =>
    `您已批准过此订单（${have}/${quorum}），每人只计一次，还需要其他人批准。`,
  "not-due": "尚未到执行该操作的时间，未做任何更改。",
  "approvals-gone": (have, quorum) =>
    `此订单获批之后，审批策略有变动：目前仅有 ${have}/${quorum} 个批准有效，因此无法重试。如果可能已经购买，请先到京东云控制台核实，再用 \`/edcps create\` 重新下单。`,
  "not-retriable":
    "此订单按原样重试仍会被云端拒绝，因此无法重试。请用 `/edcps create` 提交修改后的订单。",
  "cannot-seal": "机器人未配置用于加密保存密码和启动脚本的密钥，因此不接收这些内容。未下单。",
};
