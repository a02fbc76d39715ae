/** What is done to servers that are there. */
import { getConsoleOutput } from './console-output.ops.ts'
import { deferredDeleteOperations } from './deferred-delete.ops.ts'
import { lockOperations } from './locks.ops.ts'
import { machineOperations } from './machine.ops.ts'
import { resetState } from './reset-state.ops.ts'

export const serverActionOperations = [
  ...machineOperations,
  ...lockOperations,
  ...deferredDeleteOperations,
  resetState,
  getConsoleOutput,
]
