import type { RequestContext } from '../../kernel/context.ts'
import { forbidden } from '../../kernel/faults.ts'
import type { PatchOperation } from '../../kernel/json-patch.ts'
import type { Tx } from '../../storage/database.ts'
import type { ImageEnv } from '../operation.ts'
import { attributesOf, isReserved, type Properties } from './attributes.ts'
import { readChanges } from './image-patch.ts'
import type { VisibleImage } from './image.ts'
import { patchImage } from './patch-image.usecase.ts'

/**
 * Gives an image these properties instead of those that it has; what the service keeps there for
 * itself stays.
 * @param image held by the caller
 * @throws Fault 400, 403, 404, 413
 */
export async function replaceProperties(
  tx: Tx,
  env: ImageEnv,
  ctx: RequestContext,
  image: VisibleImage,
  properties: Properties,
): Promise<void> {
  const before = new Map(Object.entries(image.properties))
  const attribute = ['tags', 'locations', ...Object.keys(attributesOf(image))].find((name) =>
    properties.has(name),
  )
  if (attribute !== undefined) throw forbidden(`Attribute '${attribute}' is reserved.`)
  const gone = [...before.keys()].filter((name) => !properties.has(name) && !isReserved(name))
  const changed = [...properties].filter(([name, value]) => before.get(name) !== value)
  const changes: PatchOperation[] = [
    ...gone.map((name): PatchOperation => ({ op: 'remove', path: [name] })),
    ...changed.map(([name, value]): PatchOperation => ({ op: 'add', path: [name], value })),
  ]
  await patchImage(tx, env, ctx, image, readChanges(changes), false)
}
