import { randomInt } from "node:crypto";
import type { PlaceRequest } from "../src/workflow/place-order.ts";
import { ordered } from "./outside/gestures.ts";

/** What somebody orders. */
export type Wish = Pick<PlaceRequest, "region" | "spec" | "labels" | "justification">;

const LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Random characters after a prefix: `subnet-` and ten of these, as the cloud's ids are. */
export const cloudId = (prefix: string, length = 10): string =>
  prefix + Array.from({ length }, () => LOWER[randomInt(LOWER.length)]).join("");
/** A letter and ten characters, as Slack's ids are. */
export const slackId = (letter: string): string => cloudId(letter).toUpperCase();

const plain = {
  imageType: "standard",
  enableInternet: "no",
  networkType: "vpc",
  count: 1,
  charge: { chargeMode: "postpaid_by_duration" },
  interfaceMode: "bond",
} as const;

/** What the stub cloud sells, as the form shows it. */
export function usualWish(name: string): Wish {
  const { regionId: region, ...chosen } = ordered;
  return {
    region,
    spec: { ...chosen, ...plain, name },
    labels: {
      regionId: "华东-泰州 (cn-east-tz1)",
      az: "泰州可用区A (cn-east-tz1a)",
      deviceType: "标准计算型I (edcps.c.normal1) · 16核 · 128GB",
      osTypeId: "CentOS 7.2(x86_64)",
      sysRaidTypeId: "RAID1 · 2 x 300GB SAS",
      dataRaidTypeId: "RAID10 · 8 x 960GB SSD",
      subnetId: "生产子网-001 (subnet-tz1a-001) · 10.0.1.0/24",
    },
    justification: "The build farm needs one more machine.",
  };
}

/** None of these words stands in the dictionaries with which orders are packed: the saving is to be what it is for others. */
const REGIONS = [
  ["cn-north-by1", "华北-北京边缘", "北京边缘"],
  ["cn-south-gz3", "华南-广州", "广州"],
  ["cn-southwest-cd2", "西南-成都", "成都"],
  ["cn-central-wh1", "华中-武汉", "武汉"],
  ["cn-northwest-xa1", "西北-西安", "西安"],
  ["cn-northeast-sy1", "东北-沈阳", "沈阳"],
  ["cn-east-nj2", "华东-南京", "南京"],
] as const;

const HARDWARE = [
  ["edcps.c.normal2", "通用计算型II", "20核 · 256GB", "2 x 480GB SSD", "14 x 800GB SSD"],
  ["edcps.c2.perf1", "高性能计算型I", "40核 · 384GB", "1 x 240GB SSD", "1 x 2000GB NVMe"],
  ["edcps.s2.normal", "高密存储型", "24核 · 256GB", "2 x 600GB SAS", "12 x 10000GB SATA"],
  ["edcps.g1.a10x2", "GPU推理型", "32核 · 512GB · 2 x A10", "2 x 960GB SSD", "4 x 3840GB NVMe"],
  ["edcps.m3.large", "大内存型", "56核 · 1024GB", "2 x 480GB SSD", "8 x 1920GB SSD"],
] as const;

const SYSTEMS = [
  "Ubuntu 18.04(x86_64)",
  "Debian 12.5(x86_64)",
  "Rocky Linux 9.3(x86_64)",
  "Windows Server 2019 Datacenter",
] as const;

const PURPOSES = ["edge", "video", "render", "db", "kafka", "train", "cdn", "search"] as const;
const SUBNETS = ["办公网", "日志网段", "数据库专用", "转码集群", "边缘缓存", "测试环境"] as const;

const REASONS = [
  "Replaces the host whose disk died on Tuesday; the spare is already in use elsewhere.",
  "618大促前扩容，预计流量是平时的三倍，6月25日之后可以退还。",
  "Customer in this region complains about latency above 80 ms, see the trace attached there.",
  "直播转码排队超过十分钟，需要再加一台。",
  "New node for the Kafka cluster, partitions are unbalanced since last month",
  "机房搬迁期间的过渡机器，预计用到下个季度末。",
  "Load tests for the March release. Can be returned two weeks later.",
  "训练任务显存不够，张工已经和财务确认过预算。",
  "Second replica for the reporting database, required by the audit",
  "日志保留期从30天改为180天，存储不够了。",
  "We promised the customer dedicated hardware in the contract (appendix 4).",
] as const;

/** Something else for each number, as different teams order. */
export function otherWish(number: number): Wish {
  const of = <T>(all: readonly T[]): T => all[number % all.length] as T;
  const [region, regionName, place] = of(REGIONS);
  const [deviceType, typeName, size, systemDisks, dataDisks] = of(HARDWARE);
  const az = `${region}b`;
  const subnetId = cloudId("subnet-");
  return {
    region,
    spec: {
      ...plain,
      az,
      deviceType,
      osTypeId: cloudId("os-"),
      sysRaidTypeId: cloudId("raid-"),
      dataRaidTypeId: cloudId("raid-"),
      subnetId,
      name: `${of(PURPOSES)}-${number}`,
    },
    labels: {
      regionId: `${regionName} (${region})`,
      az: `${place}可用区B (${az})`,
      deviceType: `${typeName} (${deviceType}) · ${size}`,
      osTypeId: of(SYSTEMS),
      sysRaidTypeId: `RAID1 · ${systemDisks}`,
      dataRaidTypeId: `RAID50 · ${dataDisks}`,
      subnetId: `${of(SUBNETS)}-${number % 97} (${subnetId}) · 172.${16 + (number % 16)}.${number % 251}.0/24`,
    },
    justification: `${of(REASONS)} OPS-${10_000 + number}`,
  };
}
