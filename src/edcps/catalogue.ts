import { z } from "zod";
import type { Listed, Raid } from "../order/catalogue.ts";
import { CloudFailure } from "../workflow/cloud-failure.ts";
import type { Catalogue, Clock } from "../workflow/ports.ts";
import type { EdcpsClient, EdcpsRequest } from "./client.ts";
import { allPages, type Listing, listing } from "./listing.ts";
import { type MemoryLimits, rememberedWithAge } from "../remembered.ts";

/*
 * The models are those of the API, cut to what the form needs. An id must be there, since an order will carry it. A text
 * may be missing, and so may a number that is 0 or a flag that is false. A missing name is replaced by the id: whoever
 * chooses must be able to tell two entries apart.
 */
const id = z.string().min(1);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
const amount = z
  .number()
  .nonnegative()
  .nullish()
  .transform((value) => value ?? 0);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

const regions = listing(
  "regions",
  z
    .object({
      region: id,
      regionName: text,
      azs: z
        .array(
          z
            .object({ az: id, azName: text })
            .transform((one) => ({ ...one, azName: one.azName || one.az })),
        )
        .nullish()
        .transform((azs) => azs ?? []),
    })
    .transform((one) => ({ ...one, regionName: one.regionName || one.region })),
);

const deviceTypes = listing(
  "deviceTypes",
  z
    .object({
      deviceType: id,
      name: text,
      family: text,
      cpuConcise: text,
      memConcise: text,
      gpuConcise: text,
      systemDiskAmount: amount,
      systemDiskSize: amount,
      systemDiskModel: text,
      dataDiskAmount: amount,
      dataDiskSize: amount,
      dataDiskModel: text,
      isSoldOut: flag,
    })
    .transform((one) => ({
      deviceType: one.deviceType,
      name: one.name || one.deviceType,
      family: one.family,
      cpuConcise: one.cpuConcise,
      memConcise: one.memConcise,
      gpuConcise: one.gpuConcise,
      systemDisk: disks(one.systemDiskAmount, one.systemDiskSize, one.systemDiskModel),
      dataDisk: disks(one.dataDiskAmount, one.dataDiskSize, one.dataDiskModel),
      isSoldOut: one.isSoldOut,
    })),
);

const deviceStock = listing("devicesStock", z.object({ deviceType: id, available: amount }));

const operatingSystems = listing(
  "oss",
  z
    .object({ osTypeId: id, osName: text, osType: text })
    .transform((one) => ({ ...one, osName: one.osName || one.osTypeId })),
);

const raids = listing(
  "raids",
  z
    .object({ raidTypeId: id, raidType: text, volumeType: text, volumeDetail: text })
    .transform((one) => ({ ...one, raidType: one.raidType || one.raidTypeId })),
);

const subnets = listing(
  "subnets",
  z
    .object({
      subnetId: id,
      name: text,
      cidr: text,
      // Only the newer edition of the API's pages has it.
      secondaryCidr: text,
      az: text,
      vpcId: text,
      vpcName: text,
      availableIpCount: amount,
    })
    .transform((one) => ({ ...one, name: one.name || one.subnetId })),
);

const lineType = z.object({ lineType: id });
/** Documented as one object, under a name in the plural: a list is taken as well. */
const lineTypes = z
  .object({ lineType: z.union([z.array(lineType), lineType]).nullable() })
  .transform((found) => ({ entries: [found.lineType ?? []].flat(), totalCount: undefined }));

const keyPairs = listing(
  "keypairs",
  z
    .object({ keypairId: id, name: text })
    .transform((one) => ({ ...one, name: one.name || one.keypairId })),
);

const bandwidthPackages = listing(
  "bandwidthPackages",
  z
    .object({ bandwidthPackageId: id, name: text, lineType: text, bandwidth: amount })
    .transform((one) => ({ ...one, name: one.name || one.bandwidthPackageId })),
);

/**
 * The one answer that is no list. Its region must be there, as the id of an entry must: without it an empty object would
 * pass for a region that has nothing left.
 */
const addressStock = z
  .object({
    region: id,
    available: amount,
    availableBandwidth: amount,
    availableExtraUplinkBandwidth: amount,
  })
  .transform(({ region: _region, ...stock }) => ({ entries: [stock], totalCount: undefined }));

export interface EdcpsCatalogueOptions {
  readonly now: Clock;
  /** How long a list is given again without asking. */
  readonly freshMs?: number;
  /** The same for what every order of anybody changes. */
  readonly freshStockMs?: number;
  /** How old a list may be that is given while the cloud is slow or down. */
  readonly staleMs?: number;
  /** How slow the cloud may be before that. A form has 3 seconds and asks for several lists, one after the other. */
  readonly patienceMs?: number;
  /** Lists kept at most, for each operation. */
  readonly most?: number;
}

/** What will repeat itself (the key was withdrawn, say) is never hidden behind an old list. */
const isOutage = (failure: unknown): boolean =>
  failure instanceof CloudFailure && failure.facts.retry !== "no";

/** What the API offers. People open forms by the dozen, and most of it changes slowly: every list is kept for a while. */
export function edcpsCatalogue(
  client: EdcpsClient,
  {
    now,
    freshMs = 60_000,
    freshStockMs = 15_000,
    staleMs = 24 * 3_600_000,
    patienceMs = 400,
    most = 100,
  }: EdcpsCatalogueOptions,
): Catalogue {
  const limits = { now, freshMs, staleMs, patienceMs, isOutage, most };
  const stockLimits = { ...limits, freshMs: freshStockMs };

  async function list<T>(request: Omit<EdcpsRequest<Listing<T>>, "method">): Promise<readonly T[]> {
    return (await client.call({ ...request, method: "GET" })).result.entries;
  }

  return {
    regions: listed(
      () => list({ operation: "describeEdCPSRegions", path: "/edgeRegions", result: regions }),
      limits,
    ),
    deviceTypes: listed(
      (region, az) =>
        list({
          operation: "describeDeviceTypes",
          region,
          path: "/deviceTypes",
          query: { az },
          result: deviceTypes,
        }),
      limits,
    ),
    deviceStock: listed(
      (region) =>
        list({
          operation: "describeDeviceStock",
          region,
          path: "/deviceStock",
          result: deviceStock,
        }),
      stockLimits,
    ),
    operatingSystems: listed(
      (region, deviceType) =>
        list({
          operation: "describeOS",
          region,
          path: "/os",
          query: { deviceType },
          result: operatingSystems,
        }),
      limits,
    ),
    raids: listed(async (region, deviceType) => {
      const request = {
        operation: "describeDeviceRaids",
        region,
        path: "/raids",
        query: { deviceType },
      };
      return (await list({ ...request, result: raids })).filter(isOrderable);
    }, limits),
    subnets: listed((region, az) => {
      const request = { operation: "describeSubnets", region, path: "/subnets", query: { az } };
      return allPages(client, { ...request, result: subnets }, (one) => one.subnetId);
    }, limits),
    lineTypes: listed(async (region) => {
      const lines = await list({
        operation: "describeLineTypes",
        region,
        path: "/lineTypes",
        result: lineTypes,
      });
      return [...new Set(lines.map((one) => one.lineType))];
    }, limits),
    keyPairs: listed((region) => {
      const request = { operation: "describeKeypairs", region, path: "/keypairs" };
      return allPages(client, { ...request, result: keyPairs }, (one) => one.keypairId);
    }, limits),
    bandwidthPackages: listed((region) => {
      const request = {
        operation: "describeBandwidthPackages",
        region,
        path: "/bandwidthPackages",
      };
      return allPages(
        client,
        { ...request, result: bandwidthPackages },
        (one) => one.bandwidthPackageId,
      );
    }, limits),
    addressStock: listed(
      (region) =>
        list({
          operation: "describeElasticIpStock",
          region,
          path: "/elasticIpStock",
          result: addressStock,
        }),
      stockLimits,
    ),
  };
}

/** `load` with a memory, which says of what it kept that it is kept. */
function listed<Args extends readonly string[], T>(
  load: (...args: Args) => Promise<readonly T[]>,
  limits: MemoryLimits,
): (...args: Args) => Promise<Listed<T>> {
  const answer = rememberedWithAge(load, limits);
  return async (...args) => {
    const { value, ...age } = await answer(...args);
    return { items: value, ...age };
  };
}

/** An order has a RAID for its system and one for its data disks; a volume of another kind could not be ordered. */
function isOrderable(one: Omit<Raid, "volumeType"> & { readonly volumeType: string }): one is Raid {
  return one.volumeType === "system" || one.volumeType === "data";
}

/** `2 x 300 GB SAS`; empty when there are none. */
function disks(count: number, sizeGb: number, model: string): string {
  return count === 0
    ? ""
    : [`${count} x`, sizeGb > 0 && `${sizeGb} GB`, model].filter(Boolean).join(" ");
}
