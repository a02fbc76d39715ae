/** What the client is told where bytes cannot be taken or given. */
import type { StoreFailureReason } from '../../drivers/image/interface.ts'
import { badRequest, overLimit, unavailable, type Fault } from '../../kernel/faults.ts'
import { detailed } from '../faults.ts'
import { DataRefused } from '../formats/formats.ts'

/** Why a store failed; undefined for other errors. */
export function failureOf(error: unknown): StoreFailureReason | undefined {
  if (!(error instanceof Error) || error.name !== 'StoreFailure') return undefined
  return (error as Error & { readonly reason: StoreFailureReason }).reason
}

/** There are more or fewer bytes than the client said there would be. */
export class WrongSize extends Error {
  override name = 'WrongSize'
}

/**
 * The refusal of bytes that could not be taken; other errors as they are.
 * Source: upload of openstack/glance glance/api/v2/image_data.py.
 */
export function inGlancesWords(error: unknown): unknown {
  if (error instanceof DataRefused) return detailed(415, error.message)
  if (error instanceof WrongSize) return badRequest(error.message)
  return storeFault(error) ?? error
}

function storeFault(error: unknown): Fault | undefined {
  switch (failureOf(error)) {
    case 'full':
      return overLimit(
        'Image storage media is full: There is not enough disk space on the image storage media.',
        { cause: error },
      )
    case 'refused':
      return unavailable(
        'Insufficient permissions on image storage media: Permission to write image storage media ' +
          'denied.',
        { cause: error },
      )
    case 'away':
    case 'missing':
      return unavailable('The image storage media is not available.', { cause: error })
    case undefined:
      return undefined
  }
}
