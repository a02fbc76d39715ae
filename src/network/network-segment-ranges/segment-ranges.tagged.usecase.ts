import { ADMIN } from '../base-rules.ts'
import { taggable } from '../tags/taggable.ts'
import { segmentRangeRows } from './segment-ranges.store.ts'

export const segmentRangeTagged = taggable({
  resource: 'network_segment_range',
  collection: 'network_segment_ranges',
  path: '/network_segment_ranges',
  rows: segmentRangeRows,
  checks: { create: ADMIN, get: ADMIN, update: ADMIN, delete: ADMIN },
})
