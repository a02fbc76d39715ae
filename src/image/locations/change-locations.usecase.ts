/**
 * Locations are changed by patches of their image, where they are shown. What a patch may say is in
 * which order they come, what is said of them, and which of several goes: bytes that others put
 * somewhere are no user's to name.
 * Source: openstack/glance glance/api/v2/images.py (_do_replace_locations, _do_add_locations,
 * _do_remove_locations), glance/location.py.
 */
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, conflict, forbidden } from '../../kernel/faults.ts'
import type { PatchOperation } from '../../kernel/json-patch.ts'
import { repr } from '../../kernel/python.ts'
import type { Tx } from '../../storage/database.ts'
import { detailed } from '../faults.ts'
import { authorizeOnImage } from '../images/image-target.usecase.ts'
import { factsOf, type ImageLocation, type VisibleImage } from '../images/image.ts'
import type { ImageEnv } from '../operation.ts'
import { DELETE_LOCATION, SET_LOCATION } from './locations.policies.ts'
import { writeLocations } from './locations.store.ts'

const WORDS = { add: 'add', remove: 'remove', replace: 'update' }

/**
 * @param image held by the transaction
 * @returns its locations from now on
 * @throws Fault 400, 403, 404, 409
 */
export async function changeLocations(
  tx: Tx,
  env: ImageEnv,
  ctx: RequestContext,
  image: VisibleImage,
  change: PatchOperation,
): Promise<readonly ImageLocation[]> {
  const { op } = change
  const isEmpty = op === 'replace' && (change.value as readonly unknown[]).length === 0
  if (isEmpty) throw detailed(403, 'Cannot set locations to empty list.')
  authorizeOnImage(ctx, op === 'remove' ? DELETE_LOCATION : SET_LOCATION, factsOf(image))
  if (!env.options.showLocations) {
    throw forbidden(`It's not allowed to ${WORDS[op]} locations if locations are invisible.`)
  }
  const changed = await changedBy(tx, env, image, change)
  await writeLocations(tx, image.id, changed)
  return changed
}

async function changedBy(
  tx: Tx,
  env: ImageEnv,
  image: VisibleImage,
  { op, path, value }: PatchOperation & { readonly value?: unknown },
): Promise<readonly ImageLocation[]> {
  const isReady = image.status === 'active' || (image.status === 'queued' && op !== 'remove')
  if (!isReady) {
    throw conflict(`It's not allowed to ${op} locations if image status is ${image.status}.`)
  }
  if (op === 'replace') return replaced(image, value as readonly Sent[])
  if (op === 'remove') return removed(tx, env, image, path[1])
  if (!/^(\d+|-)$/.test(path[1] ?? '')) throw badRequest('Invalid position for adding a location.')
  throw badRequest('Invalid location')
}

interface Sent {
  readonly url: string
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** The same locations, in another order or with other things said of them. @throws 400 */
function replaced({ locations }: VisibleImage, sent: readonly Sent[]): ImageLocation[] {
  const left = [...locations]
  const taken = sent.flatMap(({ url, metadata = {} }) => {
    const at = left.findIndex((location) => location.url === url)
    if (at < 0) return []
    const { store: _store, ...others } = metadata
    return left.splice(at, 1).map((location) => ({ ...location, metadata: others }))
  })
  if (left.length === 0 && taken.length === sent.length) return taken
  if (locations.length === 0) throw badRequest('Invalid location')
  const there = locations.map(({ url, store, metadata }) => ({
    ...{ url, metadata: { ...metadata, store } },
  }))
  throw badRequest(`Original locations is not empty: ${repr(there)}`)
}

/** The bytes go with it. @throws 400, 403 */
async function removed(
  tx: Tx,
  { custody }: ImageEnv,
  { id, locations }: VisibleImage,
  position: string | undefined,
): Promise<ImageLocation[]> {
  if (locations.length === 1) throw detailed(403, 'Cannot remove last location in the image.')
  const at = position === '-' ? locations.length - 1 : Number(position)
  const location = locations[at]
  if (location === undefined) throw badRequest('Invalid position for removing a location.')
  await custody.discard(tx, id, location)
  return locations.filter((one) => one !== location)
}
