import { networks } from './0001-networks.ts'
import { subnets } from './0002-subnets.ts'
import { subnetpools } from './0003-subnetpools.ts'
import { securityGroups } from './0004-security-groups.ts'
import { routers } from './0005-routers.ts'
import { qos } from './0006-qos.ts'
import { trunks } from './0007-trunks.ts'
import { presets } from './0008-presets.ts'
import { portForwardings } from './0009-port-forwardings.ts'
import { gateways } from './0010-gateways.ts'
import { agents } from './0011-agents.ts'
import { segmentRanges } from './0012-network-segment-ranges.ts'
import { metering } from './0013-metering.ts'
import { flavors } from './0014-flavors.ts'
import { localIps } from './0015-local-ips.ts'
import { logs } from './0016-logs.ts'
import { ndpProxies } from './0017-ndp-proxies.ts'
import { autoAllocatedTopologies } from './0018-auto-allocated-topologies.ts'

export const NETWORK_MIGRATIONS = [
  networks,
  subnets,
  subnetpools,
  securityGroups,
  routers,
  qos,
  trunks,
  presets,
  portForwardings,
  gateways,
  agents,
  segmentRanges,
  metering,
  flavors,
  localIps,
  logs,
  ndpProxies,
  autoAllocatedTopologies,
]
