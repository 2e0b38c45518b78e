/** What the cloud offers, as the form needs it. Names are the API's own; `edcps/catalogue.ts` fills them. */

/** A list of the catalogue. `asOf` is there when the cloud could not be asked now and the list is one that was kept. */
export interface Listed<T> {
  readonly items: readonly T[];
  readonly asOf?: Date;
}

export interface Az {
  readonly az: string;
  readonly azName: string;
}

export interface Region {
  readonly region: string;
  readonly regionName: string;
  readonly azs: readonly Az[];
}

export interface DeviceType {
  readonly deviceType: string;
  readonly name: string;
  readonly family: string;
  readonly cpuConcise: string;
  readonly memConcise: string;
  readonly gpuConcise: string;
  readonly systemDisk: string;
  readonly dataDisk: string;
  readonly isSoldOut: boolean;
}

/** Counted per region, not per zone. */
export interface DeviceStock {
  readonly deviceType: string;
  readonly available: number;
}

export interface OperatingSystem {
  readonly osTypeId: string;
  readonly osName: string;
  readonly osType: string;
}

export interface Raid {
  readonly raidTypeId: string;
  readonly raidType: string;
  readonly volumeType: "system" | "data";
  readonly volumeDetail: string;
}

export interface Subnet {
  readonly subnetId: string;
  readonly name: string;
  readonly cidr: string;
  /** A second range, for alias addresses only; empty when there is none. */
  readonly secondaryCidr: string;
  readonly az: string;
  readonly vpcId: string;
  readonly vpcName: string;
  readonly availableIpCount: number;
}

export interface KeyPair {
  readonly keypairId: string;
  readonly name: string;
}

export interface BandwidthPackage {
  readonly bandwidthPackageId: string;
  readonly name: string;
  readonly lineType: string;
  /** Mbps */
  readonly bandwidth: number;
}

/** What a region has left for new elastic IPs. */
export interface AddressStock {
  readonly available: number;
  /** Mbps */
  readonly availableBandwidth: number;
  /** Mbps */
  readonly availableExtraUplinkBandwidth: number;
}

/** A server that exists, as `describeInstances` shows it. `status` is any string: only running, stopped and error are certain. */
export interface Instance {
  readonly instanceId: string;
  readonly name: string;
  readonly region: string;
  readonly az: string;
  readonly deviceType: string;
  readonly status: string;
  readonly privateIp: string;
  readonly publicIp: string;
  /** ISO 8601, or empty when the API left it out. */
  readonly createTime: string;
}
