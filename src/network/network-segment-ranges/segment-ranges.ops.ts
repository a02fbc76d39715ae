import { attributeOperations } from '../../kernel/attributes/operations.ts'
import { segmentRangeNotFound } from '../faults/segment-ranges.ts'
import { operation } from '../operation.ts'
import { segmentRangeRules } from './segment-ranges.policies.ts'
import { segmentRangeRows } from './segment-ranges.store.ts'
import { SEGMENT_RANGES } from './segment-ranges.table.ts'
import { visibleRanges } from './segment-ranges.ts'
import {
  completedRanges,
  createRanges,
  deleteRange,
  updateRange,
} from './segment-ranges.usecase.ts'

export const segmentRangeOperations = attributeOperations(operation, SEGMENT_RANGES, {
  rules: segmentRangeRules,
  errors: [409],
  visible: visibleRanges,
  missing: segmentRangeNotFound,
  async find(call, id, visible, lock) {
    const row = await segmentRangeRows.find(call.tx, id, visible, lock)
    return row && (await completedRanges(call, [row]))[0]
  },
  list: async (call, request) =>
    completedRanges(call, await segmentRangeRows.list(call.tx, request)),
  create: createRanges,
  update: updateRange,
  delete: deleteRange,
})
