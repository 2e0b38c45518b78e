import type { Words } from "../en.ts";

const KEYS = "云端不接受机器人的访问密钥，需由机器人管理员检查密钥和系统时间。";

/** What went wrong with a purchase, and what is safe to do next. */
export const failures: Words["failures"] = {
  nothingBought: "未购买任何资源。",
  secretsLost:
    "未购买任何资源：无法解密已加密保存的密码或启动脚本。机器人管理员恢复 ORDER_ENCRYPTION_KEY 之后，可以重试此订单。",
  notValid: (what) =>
    `未购买任何资源：此订单不符合云端或本团队当前审批策略的规定（${what}）。请提交修改后的订单。`,
  understood: {
    QUOTA_EXCEEDED: "账号配额已用完。请释放服务器或向京东云申请提升配额，然后重新下单。",
    RATE_LIMIT: "云端暂时不再接受请求，请几分钟后重试。",
    FAILED_PRECONDITION:
      "云端目前无法完成该操作，例如机型已售罄，或子网没有可用 IP。请更换后重新下单。",
    INVALID_ARGUMENT: "云端不接受此配置，请提交修改后的订单。",
    OUT_OF_RANGE: "某个取值超出云端允许的范围，请提交修改后的订单。",
    NOT_FOUND: "订单中指定的某项资源已不存在，请提交修改后的订单。",
    UNAUTHENTICATED: KEYS,
    ACCESS_ERROR: KEYS,
    HTTP_FORBIDDEN: "机器人的云账号没有购买服务器的权限，需由云账号管理员授权。",
  },
  refused: (status) => `云端拒绝了请求（${status}）。`,
  unreached: (status) => `无法连接到云端（${status}）。`,
  safeAgain: "可以放心重试此订单。",
  noUseAgain: "按原样重试此订单不会有不同结果。",
  givenUp: "十多分钟前已向京东云发出购买请求，但没有收到应答，因此没有再次请求。",
  unanswered: (status) => `已向京东云发出购买请求，但不清楚结果（${status}），可能已经购买。`,
  couldNotLook: "无法向云端查询现有的服务器。",
  noneFound: (name) => `没有找到名为 ${name} 的服务器。`,
  found: (names) => `找到以下同名服务器，可能就是本次购买的：${names}。`,
  named: (names, more) => `${names.join("、")}${more > 0 ? ` 等，另有 ${more} 台` : ""}`,
  lookFirst: "在任何人重新下单之前，请先到京东云控制台核实。",
  said: (detail) => `云端返回：“${detail}”。`,
  request: (id) => `请求 ID：${id}。`,
};
