/** Source: openstack/neutron neutron/conf/policies/network_segment_range.py. */
import { ADMIN } from '../base-rules.ts'
import { resourceRules } from '../policies.ts'
import { SEGMENT_RANGES } from './segment-ranges.table.ts'

export const segmentRangeRules = resourceRules(SEGMENT_RANGES, {
  ...{ create: ADMIN, show: ADMIN, update: ADMIN, delete: ADMIN },
})
