import { CODES, refusal } from '../faults.ts'
import type { PlacementEnv } from '../operation.ts'
import type { Tx } from '../../storage/database.ts'
import { hasAllocations } from '../allocations/allocations.store.ts'
import { actionFailed, canonical, type Provider } from './provider.ts'
import {
  changeProvider,
  deleteProvider,
  findProvider,
  hasChildren,
  insertProvider,
  moveTo,
  providersOfTrees,
} from './providers.store.ts'

export interface NewProvider {
  readonly name: string
  readonly uuid?: string
  readonly parent_provider_uuid?: string | null
}

const NO_PARENT = 'parent provider UUID does not exist.'

/** Source: placement/objects/resource_provider.py (_create_in_db). @throws 400, 409 */
export async function createProvider(
  tx: Tx,
  { ids, clock }: PlacementEnv,
  asked: NewProvider,
): Promise<Provider> {
  const { name } = asked
  const uuid = asked.uuid ? canonical(asked.uuid) : ids.uuid()
  const failed = (reason: string) => {
    const why = actionFailed('create', reason)
    return refusal(400, `Unable to create resource provider "${name}", ${uuid}: ${why}`)
  }
  if (name === '') throw failed('name is required')
  const { parent_provider_uuid: parentUuid = null } = asked
  if (parentUuid === uuid) {
    throw failed(
      'parent provider UUID cannot be same as UUID. Please set parent provider UUID to None if ' +
        'there is no parent.',
    )
  }
  // A tree that grows is not moved or deleted meanwhile.
  const parent = parentUuid === null ? undefined : await findProvider(tx, parentUuid, 'change')
  if (parentUuid !== null && parent === undefined) throw failed(NO_PARENT)
  await insertProvider(tx, { uuid, name, parent, now: clock.isoNow() })
  return (await findProvider(tx, uuid))!
}

/**
 * Gives a provider another name, and another parent with all that hangs below it.
 * Source: placement/objects/resource_provider.py (_update_in_db).
 * @param mayMove does the microversion let a provider leave its parent?
 * @throws 400, 409
 */
export async function updateProvider(
  tx: Tx,
  { clock }: PlacementEnv,
  provider: Provider,
  asked: { readonly name: string; readonly parent_provider_uuid?: string | null },
  mayMove: boolean,
): Promise<Provider> {
  const failed = (action: 'create' | 'update', reason: string) =>
    refusal(
      400,
      `Unable to save resource provider ${provider.uuid}: ${actionFailed(action, reason)}`,
    )
  const changes = { name: asked.name, updated_at: clock.isoNow() }
  const parentUuid =
    asked.parent_provider_uuid === undefined ? provider.parent_uuid : asked.parent_provider_uuid
  if (parentUuid === null && provider.parent_id !== null && !mayMove) {
    throw failed('update', 'un-parenting a provider is not currently allowed.')
  }
  const parent = parentUuid === null ? undefined : await findProvider(tx, parentUuid, 'change')
  if (parentUuid !== null && parent === undefined) throw failed('create', NO_PARENT)
  const isMoved = (parent?.id ?? null) !== provider.parent_id
  if (isMoved && parent !== undefined && provider.parent_id !== null && !mayMove) {
    throw failed('update', 're-parenting a provider is not currently allowed.')
  }
  const subtree = isMoved || parent !== undefined ? await subtreeOf(tx, provider) : []
  if (parent !== undefined && subtree.includes(parent.id)) {
    throw failed('update', 'creating loop in the provider tree is not allowed.')
  }
  await changeProvider(tx, provider.id, { ...changes, parent_id: parent?.id ?? null })
  if (isMoved) await moveTo(tx, subtree, parent?.root_id ?? provider.id)
  return (await findProvider(tx, provider.uuid))!
}

/** A provider and all below it, by their ids. */
async function subtreeOf(tx: Tx, provider: Provider): Promise<readonly number[]> {
  const tree = await providersOfTrees(tx, [provider.root_id])
  const byParent = Map.groupBy(tree, ({ parent_id }) => parent_id)
  const below = (id: number): readonly number[] => [
    id,
    ...(byParent.get(id) ?? []).flatMap((child) => below(child.id)),
  ]
  return below(provider.id)
}

/** Source: placement/objects/resource_provider.py (_delete). @throws 409 */
export async function removeProvider(tx: Tx, { id, uuid }: Provider): Promise<void> {
  if (await hasChildren(tx, id)) {
    throw refusal(
      409,
      `Unable to delete parent resource provider ${uuid}: It has child resource providers.`,
      { type: CODES.cannotDeleteParent },
    )
  }
  if (await hasAllocations(tx, { provider_id: id })) {
    throw refusal(
      409,
      `Unable to delete resource provider ${uuid}: Resource provider has allocations.`,
      { type: CODES.providerInUse },
    )
  }
  await deleteProvider(tx, id)
}
