/** Making, changing and deleting, which projects and domains have in common. */
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, type Fault, forbidden } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { changedExtra } from '../changes.ts'
import { extraOf } from '../collections.ts'
import type { IdentityEnv } from '../operation.ts'
import { changedOptions, refuseDeletionOfImmutable, refuseUpdateOfImmutable } from '../options.ts'
import { recordEnd } from '../revocations/revocations.usecase.ts'
import { endedByDomain } from '../revocations/revocations.store.ts'
import { notAtTheRoot, refuseMove, refuseParent, refuseSwitch, stillUsed } from './projects.ts'
import { PLACE_ATTRIBUTES, type NewProject, type ProjectChanges } from './projects.schemas.ts'
import {
  deleteContents,
  deletePlaces,
  findDomain,
  findPlace,
  insertPlace,
  projectsAbove,
  projectsBelow,
  replaceTags,
  updatePlace,
  type ProjectRow,
} from './projects.store.ts'

/** Where something belongs whose request does not say so: where its maker is. */
export function domainOf(ctx: RequestContext, asked: string | null | undefined): string {
  return asked || ctx.token.domainId || ctx.token.projectDomainId || 'default'
}

/** Tags are answered in the order in which they were sent. */
export interface Written {
  readonly row: ProjectRow
  readonly tags: readonly string[]
}

/** @param within where a project is to lie, and how deep; null makes a domain */
export async function createPlace(
  tx: Tx,
  id: string,
  asked: NewProject,
  within: { readonly domainId: string; readonly deepest: number } | null,
): Promise<Written> {
  const domainId = within?.domainId ?? null
  const parentId = asked.parent_id || domainId
  if (within === null) {
    if (parentId !== null) throw notAtTheRoot()
  } else {
    const domain = await findDomain(tx, within.domainId)
    if (domain === undefined) throw badRequest(`Could not find domain: ${within.domainId}.`)
    const parent = await findPlace(tx, parentId!)
    if (parent === undefined) throw badRequest(`Could not find project: ${parentId}.`)
    refuseParent(domain.id, parent, await projectsAbove(tx, parent.id), within.deepest)
  }
  const row: ProjectRow = {
    id,
    name: asked.name.trim(),
    is_domain: domainId === null ? 1 : 0,
    domain_id: domainId,
    parent_id: parentId,
    description: asked.description === undefined ? '' : asked.description,
    enabled: (asked.enabled ?? true) ? 1 : 0,
    generation: 0,
    options: changedOptions('{}', asked.options),
    extra: JSON.stringify(extraOf(asked, PLACE_ATTRIBUTES)),
  }
  const tags = (asked.tags ?? []).map((tag) => tag.trim())
  await insertPlace(tx, row, tags)
  return { row, tags }
}

/**
 * @param before locked
 * @param as where a domain would lie, Keystone does not look at
 */
export async function changePlace(
  tx: Tx,
  before: ProjectRow,
  changes: ProjectChanges,
  as: 'project' | 'domain',
): Promise<ProjectRow> {
  refuseUpdateOfImmutable(before.is_domain === 1 ? 'domain' : 'project', before, changes)
  if (as === 'project') refuseMove(before, changes)
  const enabled = changes.enabled ?? before.enabled === 1
  const above = enabled ? await projectsAbove(tx, before.id) : []
  const below = enabled ? [] : await projectsBelow(tx, before.id)
  refuseSwitch(before, enabled, above, below)
  const after = {
    name: changes.name?.trim() ?? before.name,
    description: changes.description === undefined ? before.description : changes.description,
    enabled: enabled ? 1 : 0,
    options: changedOptions(before.options, changes.options),
    extra: changedExtra(before.extra, changes, PLACE_ATTRIBUTES),
  }
  await updatePlace(tx, before, after)
  if (changes.tags !== undefined) {
    await replaceTags(
      tx,
      before.id,
      changes.tags.map((tag) => tag.trim()),
    )
  }
  return { ...before, ...after }
}

/** @param row locked */
export async function deletePlace(tx: Tx, env: IdentityEnv, row: ProjectRow): Promise<void> {
  const isDomain = row.is_domain === 1
  refuseDeletionOfImmutable(isDomain ? 'domain' : 'project', row)
  if (isDomain) {
    if (row.enabled === 1) throw domainInUse()
    await recordEnd(tx, env, await endedByDomain(tx, row.id))
    await deleteContents(tx, row.id)
  } else {
    if ((await projectsBelow(tx, row.id)).length > 0) throw stillUsed(row.id)
    await recordEnd(tx, env, [{ kind: 'project', subject_id: row.id }])
  }
  await deletePlaces(tx, [row.id])
}

function domainInUse(): Fault {
  return forbidden('Cannot delete a domain that is enabled, please disable it first.')
}
