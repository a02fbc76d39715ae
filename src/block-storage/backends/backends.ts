/**
 * What a backend says of itself. Names of capabilities are those of openstack/cinder
 * cinder/interface/volume_driver.py (get_volume_stats).
 */
import { Type as T, type Static } from 'typebox'
import type { VolumePool } from '../../drivers/volume/interface.ts'
import { closed } from '../../kernel/view.ts'

/** `volume_backend_name`, which extra specs of types refer to. */
export const BACKEND_NAME = 'simulated'

export const STATIC = {
  storage_protocol: 'simulated',
  vendor_name: 'Stackling',
  driver_version: '1.0.0',
} as const

export const CAPABILITIES = closed({
  pool_name: T.String(),
  total_capacity_gb: T.Integer(),
  free_capacity_gb: T.Integer(),
  provisioned_capacity_gb: T.Integer(),
  allocated_capacity_gb: T.Integer(),
  reserved_percentage: T.Integer(),
  max_over_subscription_ratio: T.String(),
  thin_provisioning_support: T.Boolean(),
  thick_provisioning_support: T.Boolean(),
  multiattach: T.Boolean(),
  QoS_support: T.Boolean(),
  filter_function: T.Null(),
  goodness_function: T.Null(),
  volume_backend_name: T.String(),
  storage_protocol: T.String(),
  vendor_name: T.String(),
  driver_version: T.String(),
  timestamp: T.String(),
})

/** @param allocated GiB @param timestamp as answers show times */
export function poolCapabilities(
  pool: VolumePool,
  allocated: number,
  timestamp: string,
): Static<typeof CAPABILITIES> {
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
    volume_backend_name: BACKEND_NAME,
    ...STATIC,
    timestamp,
  }
}
