/**
 * What of QoS specs a host heeds that connects to a volume. Source: openstack/cinder
 * cinder/volume/manager.py (_parse_connection_options).
 */
import type { QosSpecs } from './qos-specs.ts'

/** Limits that may be given per GiB of the volume, with a floor and a ceiling. */
const PER_GIB = [
  'read_iops_sec',
  'read_bytes_sec',
  'write_iops_sec',
  'write_bytes_sec',
  'total_iops_sec',
  'total_bytes_sec',
] as const

/** Null where the specs are for the backend alone. */
export function frontEndSpecs(
  qos: QosSpecs | undefined,
  sizeGib: number,
): Record<string, string | number | null> | null {
  if (qos === undefined || qos.consumer === 'back-end') return null
  const specs = new Map<string, string | number | null>(qos.specs)
  const take = (key: string): number | undefined => {
    const value = specs.get(key)
    specs.delete(key)
    return value === undefined ? undefined : Number(value)
  }
  for (const limit of PER_GIB) {
    const each = Number(specs.get(`${limit}_per_gb`) ?? Number.NaN)
    // Upstream gives up on what is no number.
    if (!Number.isSafeInteger(each)) continue
    specs.delete(`${limit}_per_gb`)
    const least = take(`${limit}_per_gb_min`) ?? 0
    const asked = Math.max(least, each * sizeGib)
    specs.set(limit, Math.min(asked, take(`${limit}_max`) ?? asked))
  }
  return Object.fromEntries(specs)
}
