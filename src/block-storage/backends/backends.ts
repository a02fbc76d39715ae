/**
 * What a pool says of itself. Names of capabilities are those of openstack/cinder
 * cinder/interface/volume_driver.py (get_volume_stats).
 */
import { Type as T } from 'typebox'
import type { VolumePool } from '../../drivers/volume/interface.ts'
import { booleanFrom } from '../../kernel/booleans.ts'
import { str } from '../../kernel/python.ts'
import type { Capabilities, Capability } from './extra-specs-match.ts'

const CAPABILITY = T.Union([T.String(), T.Number(), T.Boolean(), T.Null()])

/** That of the connections that the simulated backends give. */
const PROTOCOL = 'iSCSI'

/** The operator may add some and say others otherwise. */
export const CAPABILITIES = T.Record(T.String(), CAPABILITY)

/** @param allocated GiB @param timestamp as answers show times */
export function poolCapabilities(
  pool: VolumePool,
  allocated: number,
  timestamp: string,
): Capabilities {
  return {
    pool_name: pool.name.split('#')[1] ?? '',
    total_capacity_gb: pool.capacityGib,
    free_capacity_gb: Math.max(pool.capacityGib - allocated, 0),
    provisioned_capacity_gb: allocated,
    allocated_capacity_gb: allocated,
    reserved_percentage: 0,
    max_over_subscription_ratio: '1.0',
    thin_provisioning_support: true,
    thick_provisioning_support: false,
    multiattach: true,
    QoS_support: false,
    filter_function: null,
    goodness_function: null,
    volume_backend_name: pool.backendName,
    storage_protocol: PROTOCOL,
    cacheable: true,
    vendor_name: 'Stackling',
    driver_version: '1.0.0',
    // As that of LVM begins: the driver, the host and what of it the pool is.
    location_info: `SimulatedVolumeDriver:${pool.name.replace(/[@#]/g, ':')}`,
    timestamp,
    ...pool.capabilities,
  }
}

const ISCSI: readonly Capability[] = [PROTOCOL, 'iscsi']
const NVME_OF: readonly Capability[] = [
  ...['NVMe-oF', 'NVMeOF', 'nvmeof'],
  ...['NVMe-RoCE', 'NVMe-FC', 'NVMe-TCP'],
]

/**
 * Must a host that connects to a volume of the pool keep others from doing so meanwhile? 1 and 0 for
 * yes and no, null where it must whatever it is able to.
 * Source: openstack/cinder cinder/volume/manager.py (_driver_shares_targets).
 */
export function sharesTargets({ capabilities }: VolumePool): number | null {
  const { shared_targets: shared = true, storage_protocol: protocol = PROTOCOL } = capabilities
  if (shared === false) return 0
  if (NVME_OF.includes(protocol)) return null
  return ISCSI.includes(protocol) ? 1 : 0
}

/**
 * Does a capability equal what a client writes for it?
 * Source: openstack/cinder cinder/scheduler/host_manager.py (_equal_after_convert).
 */
export function capabilityEquals(capability: Capability | undefined, text: string): boolean {
  if (capability === undefined || capability === null) return false
  if (typeof capability === 'boolean') return capability === (booleanFrom(text) ?? false)
  return str(capability) === text
}

/** What types can ask of a backend in extra specs: `get_capabilities` of cinder/volume/driver.py. */
export const STANDARD_PROPERTIES = {
  thin_provisioning: {
    title: 'Thin Provisioning',
    description: 'Sets thin provisioning.',
    type: 'boolean',
  },
  compression: { title: 'Compression', description: 'Enables compression.', type: 'boolean' },
  qos: { title: 'QoS', description: 'Enables QoS.', type: 'boolean' },
  replication_enabled: {
    title: 'Replication',
    description: 'Enables replication.',
    type: 'boolean',
  },
}
