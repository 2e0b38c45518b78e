/** The response models of the API, with its own field names. */

interface Az {
  region: string;
  az: string;
  azName: string;
}

export interface Region {
  region: string;
  regionName: string;
  azs: Az[];
}

export interface DeviceType {
  deviceType: string;
  name: string;
  family: string;
  region: string;
  cpuConcise: string;
  cpuDetail: string;
  memConcise: string;
  memDetail: string;
  ifConcise: string;
  ifDetail: string;
  gpuConcise: string;
  gpuDetail: string;
  systemDiskAmount: number;
  /** GB each. */
  systemDiskSize: number;
  systemDiskModel: string;
  dataDiskAmount: number;
  /** GB each. */
  dataDiskSize: number;
  dataDiskModel: string;
  isSoldOut: boolean;
}

export interface Os {
  osTypeId: string;
  osName: string;
  /** Lower case in answers although the query's values are `CentOS` and `Ubuntu`. */
  osType: string;
  osVersion: string;
  deviceType: string;
}

export interface Raid {
  volumeType: string;
  volumeDetail: string;
  raidTypeId: string;
  raidType: string;
  deviceType: string;
  description: string;
}

/** Stock is counted per region, not per availability zone. */
export interface ResourceStock {
  deviceType: string;
  region: string;
  available: number;
}

export interface ElasticIpStock {
  region: string;
  available: number;
  /** Mbps. */
  availableBandwidth: number;
  /** Mbps. */
  availableExtraUplinkBandwidth: number;
}

export interface LineType {
  lineType: string;
  region: string;
}

export interface Vpc {
  region: string;
  vpcId: string;
  name: string;
  cidr: string;
  description: string;
  createTime: string;
}

export interface Subnet {
  region: string;
  az: string;
  subnetId: string;
  name: string;
  cidr: string;
  vpcId: string;
  vpcName: string;
  availableIpCount: number;
  totalIpCount: number;
  networkType: string;
  description: string;
  createTime: string;
}

export interface SecondaryCidr {
  secondaryCidrId: string;
  cidr: string;
  region: string;
  az: string;
  subnetId: string;
  name: string;
  vpcId: string;
  vpcName: string;
  availableIpCount: number;
  totalIpCount: number;
}

export interface Keypair {
  keypairId: string;
  region: string;
  name: string;
  publicKey: string;
  fingerPrint: string;
  createTime: string;
  updateTime: string;
}

export interface Charge {
  chargeMode: string;
  /** `normal`, `overdue` or `arrear`. */
  chargeStatus: string;
  /** `YYYY-MM-DDTHH:mm:ssZ`, like the two below. */
  chargeStartTime: string;
  /** Empty for postpaid. */
  chargeExpiredTime: string;
  chargeRetireTime: string;
}

export interface BandwidthPackage {
  region: string;
  az: string;
  bandwidthPackageId: string;
  lineType: string;
  name: string;
  createTime: string;
  bandwidth: number;
  extraUplinkBandwidth: number;
  charge: Charge;
}

export interface AliasIp {
  region: string;
  az: string;
  instanceId: string;
  subnetId: string;
  secondaryCidrId: string;
  aliasIpId: string;
  cidr: string;
  isBondEip: boolean;
}

export interface ElasticIp {
  region: string;
  elasticIpId: string;
  elasticIp: string;
  lineType: string;
  /** `associate` or `disassociate`. */
  status: string;
  instanceType: string;
  instanceId: string;
  createTime: string;
  targetIp: string;
  bandwidthPackageId: string;
  bandwidth: number;
  extraUplinkBandwidth: number;
  charge: Charge;
}

/** An instance as the API shows it: it has neither tags nor a password nor the token that made it. */
export interface CloudInstance {
  instanceId: string;
  region: string;
  az: string;
  deviceType: string;
  name: string;
  description: string;
  /** `running`, `stopped` and `error` are known; every other string is a transition. */
  status: string;
  networkType: string;
  vpcId: string;
  vpcName: string;
  subnetId: string;
  subnetName: string;
  privateIp: string;
  lineType: string;
  elasticIpId: string;
  publicIp: string;
  publicIpv6: string;
  enableInternet: string;
  enableIpv6: string;
  bandwidth: number;
  extraUplinkBandwidth: number;
  interfaceMode: string;
  extensionVpcId: string;
  extensionVpcName: string;
  extensionSubnetId: string;
  extensionSubnetName: string;
  extensionPrivateIp: string;
  extensionEnableInternet: string;
  extensionElasticIpId: string;
  extensionPublicIp: string;
  extensionBandwidth: number;
  extensionExtraUplinkBandwidth: number;
  imageType: string;
  osTypeId: string;
  osName: string;
  osType: string;
  osVersion: string;
  sysRaidTypeId: string;
  sysRaidType: string;
  dataRaidTypeId: string;
  dataRaidType: string;
  keypairId: string;
  agentStatus: string;
  createTime: string;
  updateTime: string;
  charge: Charge;
}
