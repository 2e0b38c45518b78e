import type { RefusalWords } from "../kinds.ts";

/** Why a gesture changed nothing. Only the person who made it sees it. */
export const refusals: RefusalWords = {
  guest:
    "访客无权在此执行该操作，未做任何更改。如有需要，机器人管理员可以在审批策略中将您单独列入名单。",
  foreign:
    "其他工作区的成员无权在此执行该操作，未做任何更改。如有需要，机器人管理员可以在审批策略中将您单独列入名单。",
  deactivated: "该账号已停用，未做任何更改。",
  "no-rule": (why) =>
    `审批策略中没有适用于此申请的规则，因此无人可以审批。${why}请更换地域、机型、数量或计费方式，或联系机器人管理员。`,
  "rule-gone":
    "审批策略中已没有适用于此订单的规则，未做任何更改。申请人可以取消该订单，再重新申请。",
  "not-approver": "您不是此订单的审批人，未做任何更改。",
  "own-order": (verb) =>
    `这是您本人提交的申请，需由其他人来${verb}。您可以用 \`/edcps cancel\` 撤回。`,
  "not-yours": (verb, isRequesters) => `只有申请人${isRequesters ? "" : "和审批人"}可以${verb}。`,
  "unknown-order": "没有找到该订单，未做任何更改。用 `/edcps orders` 可以查看您的订单。",
  stale: (who) =>
    `您看到的卡片已不是最新状态：${who}。您的点击未造成任何更改。卡片现已更新，如仍需处理，请重新操作。`,
  "wrong-status": (stands, who, verb) =>
    `订单${stands}${who ? `（${who}）` : ""}，目前无法${verb}。未做任何更改。`,
  "already-approved": (have, quorum) =>
    `您已批准过此订单（${have}/${quorum}），每人只计一次，还需要其他人批准。`,
  "not-due": "尚未到执行该操作的时间，未做任何更改。",
  moved: (what) =>
    `卡片显示之后情况有变：${what}。未执行任何操作。卡片现已更新，如仍要继续，请再次点击。`,
  "seat-taken": (have, quorum) =>
    `目前缺少的不是您的批准：已满足 ${have}/${quorum}，其余须由其他组的人员批准。未做任何更改。`,
  "needs-nobody":
    "按照现行审批策略，此类订单无需审批。申请人可以打开“修改订单”并重新提交，随后将立即购买。",
  "not-break-glass": "审批策略未将您列入可紧急放行的人员名单，未做任何更改。",
  "not-approved-by-you": "您尚未批准过此订单，因此没有可撤回的批准。",
  "no-proposal": "该修改建议已失效，未做任何更改。请以订单卡片显示的情况为准。",
  "not-smaller": "未提出建议：至少要有一项数值小于申请值，且任何一项都不能大于申请值。",
  "no-change": "未做任何更改：订单及其已有的批准均保持不变。",
  "no-reason": "未购买任何资源：紧急放行必须填写理由，所有人都会看到。",
  "nothing-found":
    "没有找到可能属于此订单的服务器，因此无法认领。请先到京东云控制台核实，再重试或关闭订单。",
  "approvals-gone": (have, quorum) =>
    `此订单获批之后，审批策略或价格有变动：目前仅有 ${have}/${quorum} 个批准有效，因此无法重试。如果可能已经购买，请先到京东云控制台核实，再用 \`/edcps create\` 重新下单。`,
  "not-retriable":
    "此订单按原样重试仍会被云端拒绝，因此无法重试。请用 `/edcps create` 提交修改后的订单。",
  "cannot-open":
    "机器人的密钥无法解密此订单已加密保存的内容，未做任何更改。请重新填写登录密码或启动脚本，或取消此订单后重新下单。",
  "about-others":
    "只有此类订单的审批人可以查询审批策略对他人的规定。您可以查询与您本人有关的规定。",
  "cannot-seal":
    "机器人未配置用于加密保存密码和启动脚本的密钥，因此不接收这些内容。未下单，也未做任何更改。",
};
