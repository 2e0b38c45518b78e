/**
 * Text in which deflate finds most of an order again: orders are short and much alike, so what is the same in all of
 * them is kept here once. What is frequent stands last, where it is named in the fewest bits.
 *
 * What was stored can be read with this very text only: it must never change. Another one would need a mark of its own
 * in `packed.ts`, and a version that reads both before any version writes it.
 */
export const ORDER_DICTIONARY = [
  ',"failure":{"kind":"not-understood","kind":"secrets-lost","kind":"given-up","kind":"not-valid","kind":"no-answer","kind":"refused","status":"TIMEOUT","status":"INVALID_ARGUMENT","status":"QUOTA_EXCEEDED","detail":"","requestId":"","retriable":true,"retriable":false,"found":["i-"]}',
  ',"proposal":{"by":{"userId":"U0","teamId":"T0"},"at":"20","spec":{},"price":{},"reason":""},"left":0',
  ',"changes":[{"field":"charge.chargeDuration","from":"2","to":"1"},{"field":"count","from":"2","to":"1"},{"field":"bandwidth",',
  ',"moves":[{"what":"price","from":{},"to":{}},{"what":"rule","from":{"name":"","quorum":1},"to":{"name":"","quorum":1}},{"what":"stock","left":0}],"asked":"approve"',
  ',"asks":{"users":["U0"],"groups":["S0"]}',
  '"action":"break-glass","action":"propose","action":"accept","action":"decline","action":"withdraw","action":"recheck","action":"escalate","action":"remind","action":"doubt","action":"adopt","action":"retry","action":"edit","action":"fail","action":"expire","action":"cancel","action":"deny","version":2,"reason":""',
  '"status":"expired","status":"cancelled","status":"denied","status":"unknown","status":"failed","status":"pending","status":"approved","status":"provisioning"',
  ',"remindAt":"20","escalateAt":"20","escalatedAt":"20"',
  ',"sealed":"',
  ',"extensionSubnetId":"subnet-","extensionPrivateIp":"10.","extensionAliasIps":[{"id":"","cidr":""}],"extensionEnableInternet":"no","extensionLineType":"","extensionBandwidth":,"extensionExtraUplinkBandwidth":,"extensionInternetChargeMode":"","extensionBandwidthPackageId":""',
  ',"resourceTags":[{"key":"","value":""}],"keypairId":"keypair-","description":"","hostname":"","privateIp":"10.0.","aliasIps":[{"id":"","cidr":"/24"}],"bandwidthPackageId":"","internetChargeMode":"charged_by_bandwidth"',
  ',"lineType":"bgp","lineType":"unicom","lineType":"mobile","lineType":"telecom","bandwidth":10,"extraUplinkBandwidth":10',
  ',"enableInternet":"yes","charge":{"chargeMode":"postpaid_by_usage"},"charge":{"chargeMode":"prepaid_by_duration","chargeUnit":"year","chargeUnit":"month","chargeDuration":1,"autoRenew":true,"autoRenew":false,"buyScenario":""},"interfaceMode":"dual"',
  ',"parts":[{"of":"extraUplink","amount":},{"of":"bandwidth","amount":}],"atOnce":',
  ',"by":{"kind":"policy","rule":""},"by":{"kind":"clock"}',
  '{"schemaVersion":2,"id":"","version":5,"status":"provisioned","requester":{"userId":"U0","teamId":"T0"},"askedIn":"C0"',
  ',"region":"cn-east-tz1","spec":{"az":"cn-east-tz1a","deviceType":"edcps.c.normal1","osTypeId":"","sysRaidTypeId":"","dataRaidTypeId":"","subnetId":"subnet-","imageType":"standard","enableInternet":"no","networkType":"vpc","name":"","count":1,"charge":{"chargeMode":"postpaid_by_duration"},"interfaceMode":"bond"}',
  ',"labels":{"regionId":" (cn-north-","az":"可用区A (cn-south-","deviceType":"标准计算型 (edcps.","osTypeId":"Ubuntu 22.04 64位","osTypeId":"CentOS 7.9(x86_64)","sysRaidTypeId":"NORAID","sysRaidTypeId":"RAID1 (2 x 300GB SAS)","dataRaidTypeId":"RAID10 (6 x 1TB SATA)","subnetId":" (10.0.0.0/24)"}',
  ',"price":{"currency":"CNY","asOf":"2026-01-01","perMonth":,"perHour":,"parts":[{"of":"servers","amount":0000}]},"justification":"","clientToken":"',
  '","rule":{"name":"","quorum":1,"stages":[{"users":["U0"],"groups":["S0"],"groups":[],"quorum":1}]}',
  ',"approvals":[{"userId":"U0","teamId":"T0","at":"2026-01-01T00:00:00.000Z"}],"placedAt":"2026-","expiresAt":"2026-',
  '"history":[{"at":"2026-01-01T00:00:00.000Z","by":{"kind":"person","userId":"U0","teamId":"T0"},"action":"place","version":1},{"at":"2026-01-01T00:00:00.000Z","by":{"kind":"person","userId":"U0","teamId":"T0"},"action":"approve","seats":{"have":1,"of":1},"version":2},{"at":"2026-01-01T00:00:00.000Z","by":{"kind":"purchase"},"action":"begin","version":3},{"at":"2026-01-01T00:00:00.000Z","by":{"kind":"purchase"},"action":"complete","requestId":"","version":4},{"at":"2026-01-01T00:00:00.000Z","by":{"kind":"clock"},"action":"observe","progress":{"running":1,"failed":0,"of":1,"over":"all"},"version":5}]',
  ',"instanceIds":["i-"],"servers":[{"instanceId":"i-","status":"running","privateIp":"10.0.","publicIp":"1"}]}',
].join("");
