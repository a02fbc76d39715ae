/** Refusals of Placement, and the words for programs that they carry (placement/errors.py). */
import { Fault, type FaultOptions } from '../kernel/faults.ts'

export const CODES = {
  undefined: 'placement.undefined_code',
  inventoryInUse: 'placement.inventory.inuse',
  concurrentUpdate: 'placement.concurrent_update',
  duplicateName: 'placement.duplicate_name',
  providerInUse: 'placement.resource_provider.inuse',
  cannotDeleteParent: 'placement.resource_provider.cannot_delete_parent',
  providerNotFound: 'placement.resource_provider.not_found',
  duplicateParameter: 'placement.query.duplicate_key',
  badParameter: 'placement.query.bad_value',
  missingParameter: 'placement.query.missing_value',
} as const

/** @param options `type` is one of `CODES` */
export function refusal(status: number, message: string, options: FaultOptions = {}): Fault {
  return new Fault(status, message, options)
}

/** Somebody else was first: the generation that the client knows is not that of now. */
export function concurrentUpdate(message: string): Fault {
  return refusal(409, message, { type: CODES.concurrentUpdate })
}
