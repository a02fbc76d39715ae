import { Type as T } from 'typebox'
import { badRequest } from '../../kernel/faults.ts'
import { COMPUTE_BINARY } from './compute-service.ts'

export const DISABLED_REASON = T.String({ minLength: 1, maxLength: 255 })

/**
 * Only services that run servers have something to be disabled.
 * @throws 400
 */
export function checkUpdatable(binary: string): void {
  if (binary === COMPUTE_BINARY) return
  throw badRequest(
    `Updating a ${binary} service is not supported. Only nova-compute services can be updated.`,
  )
}
