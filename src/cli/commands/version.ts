/** `stackling version`. */
import type { Run } from '../command.ts'
import { VERSION } from '../version.ts'

export const version: Run = async ({ io }) => {
  io.out(`Stackling ${VERSION} on Node ${process.versions.node}`)
  return 0
}
