import type { Fault } from '../../kernel/faults.ts'
import { CODES, refusal } from '../faults.ts'

/** A provider with the uuids of those around it. Times are ISO. */
export interface Provider {
  readonly id: number
  readonly uuid: string
  readonly name: string
  readonly generation: number
  readonly parent_id: number | null
  readonly root_id: number
  readonly parent_uuid: string | null
  readonly root_uuid: string
  readonly created_at: string
  readonly updated_at: string
}

export function noProvider(uuid: string): string {
  return `No resource provider with uuid ${uuid} found`
}

export function providerNotFound(uuid: string): Fault {
  return refusal(404, noProvider(uuid))
}

/** The rules of a tree, in the words of `ObjectActionError`. */
export function actionFailed(action: 'create' | 'update', reason: string): string {
  return `Object action ${action} failed because: ${reason}`
}

export function nameTaken(what: string): Fault {
  return refusal(409, `Conflicting resource provider ${what} already exists.`, {
    type: CODES.duplicateName,
  })
}

/** As Python's `uuid.UUID` writes what clients write in any case, with dashes or without. */
export function canonical(uuid: string): string {
  const digits = uuid.toLowerCase().replaceAll(/urn:|uuid:|[{}-]/g, '')
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
