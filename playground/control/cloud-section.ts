import type { Cloud } from "../edcps/cloud.ts";
import type { Slack } from "../slack/slack.ts";
import { asFields, asText } from "../slack/json.ts";
import type { BadDays } from "./bad-days.ts";
import type { CloudNow } from "./sections.ts";

const NEWEST_CALLS = 25;
const NEWEST_BREACHES = 20;

export function cloudSection(cloud: Cloud, slack: Slack, days: BadDays): CloudNow {
  const { world } = cloud;
  return {
    days: days.states(),
    stock: world.stock.map(({ region, deviceType, available }) => ({
      region,
      deviceType,
      name: world.regions.find((each) => each.region === region)?.regionName ?? region,
      available,
    })),
    purchases: cloud.purchases
      .map(({ clientToken = "", body, instanceIds, at, repeats }) => {
        const spec = asFields(body["instanceSpec"]);
        return {
          clientToken,
          name: asText(spec["name"]) ?? "",
          deviceType: asText(spec["deviceType"]) ?? "",
          instanceIds: [...instanceIds],
          at,
          repeats,
        };
      })
      .toReversed(),
    instances: cloud
      .instances()
      .map(({ instanceId, name, region, status }) => ({ id: instanceId, name, region, status }))
      .toReversed(),
    calls: cloud.requests
      .slice(-NEWEST_CALLS)
      .map(({ requestId, operation, at, ms, status, fault }) => ({
        id: requestId,
        operation,
        at,
        ms,
        status,
        ...(fault !== undefined && { fault }),
      }))
      .toReversed(),
    breaches: [...slack.complaints, ...cloud.violations].slice(-NEWEST_BREACHES),
  };
}

/** What the catalogue says and what can be bought go together, as in the real cloud. */
export function setStock(
  cloud: Cloud,
  region: string,
  deviceType: string,
  available: number,
): void {
  const stock = cloud.world.stock.find(
    (each) => each.region === region && each.deviceType === deviceType,
  );
  if (!stock) throw new Error(`There is no stock of ${deviceType} in ${region}.`);
  stock.available = available;
  for (const type of cloud.world.deviceTypes)
    if (type.region === region && type.deviceType === deviceType) type.isSoldOut = available === 0;
}
