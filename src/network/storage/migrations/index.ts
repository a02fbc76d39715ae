import { networks } from './0001-networks.ts'
import { subnets } from './0002-subnets.ts'
import { subnetpools } from './0003-subnetpools.ts'
import { securityGroups } from './0004-security-groups.ts'
import { routers } from './0005-routers.ts'
import { qos } from './0006-qos.ts'
import { trunks } from './0007-trunks.ts'
import { presets } from './0008-presets.ts'
import { gateways } from './0012-gateways.ts'
import { segmentRanges } from './0014-network-segment-ranges.ts'
import { metering } from './0015-metering.ts'
import { flavors } from './0017-flavors.ts'
import { portForwardings } from './0011-port-forwardings.ts'
import { localIps } from './0018-local-ips.ts'
import { agents } from './0013-agents.ts'
import { logs } from './0019-logs.ts'
import { ndpProxies } from './0020-ndp-proxies.ts'

export const NETWORK_MIGRATIONS = [
  networks,
  subnets,
  subnetpools,
  securityGroups,
  routers,
  qos,
  trunks,
  presets,
  gateways,
  segmentRanges,
  metering,
  flavors,
  localIps,
  logs,
  portForwardings,
  agents,
  ndpProxies,
]
