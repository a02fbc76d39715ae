import type { RequestContext } from '../../kernel/context.ts'
import { forbidden } from '../../kernel/faults.ts'
import type { PatchOperation } from '../../kernel/json-patch.ts'
import { detailed } from '../faults.ts'
import type { ImageEnv } from '../operation.ts'
import { authorizeOnImage } from '../images/image-target.usecase.ts'
import { factsOf, type VisibleImage } from '../images/image.ts'
import { DELETE_LOCATION, SET_LOCATION } from './locations.policies.ts'

const WORDS = { add: 'add', remove: 'remove', replace: 'update' }

/**
 * Locations are changed only where they are shown, and they are shown nowhere yet.
 * @throws Fault 403, 404
 */
export function changeLocations(
  _env: ImageEnv,
  ctx: RequestContext,
  image: VisibleImage,
  change: PatchOperation,
): void {
  const { op } = change
  const isEmpty = op === 'replace' && (change.value as readonly unknown[]).length === 0
  if (isEmpty) throw detailed(403, 'Cannot set locations to empty list.')
  authorizeOnImage(ctx, op === 'remove' ? DELETE_LOCATION : SET_LOCATION, factsOf(image))
  throw forbidden(`It's not allowed to ${WORDS[op]} locations if locations are invisible.`)
}
