/** Rules of projects and domains (keystone/resource/core.py). */
import type { Condition } from '../../kernel/lists/conditions.ts'
import { badRequest, conflict, forbidden } from '../../kernel/faults.ts'

/** What the rules need to know of a project or domain. */
export interface ProjectFacts {
  readonly id: string
  readonly is_domain: number
  readonly domain_id: string | null
  readonly enabled: number
}

/**
 * @param above the parent's parents, up to the domain
 * @param deepest how many projects there may be in a row
 * @throws 400, where the parent lies in another domain, or 403, where the tree gets too deep.
 */
export function refuseParent(
  domainId: string,
  parent: ProjectFacts,
  above: readonly ProjectFacts[],
  deepest: number,
): void {
  if (parent.is_domain === 1 && parent.id !== domainId) {
    throw badRequest(
      `Cannot create project, the parent (${parent.id}) is acting as a domain, but this project's ` +
        `domain id (${domainId}) does not match the parent's id.`,
    )
  }
  if (parent.is_domain === 0 && parent.domain_id !== domainId) {
    throw badRequest(
      `Cannot create project, since it specifies its domain_id ${domainId}, but specifies a parent ` +
        `in a different domain (${parent.domain_id}).`,
    )
  }
  const disabled = [...above, parent].find((project) => project.enabled === 0)
  if (disabled !== undefined) {
    throw badRequest(
      `cannot create a project in a branch containing a disabled project: ${disabled.id}`,
    )
  }
  if (above.length + 1 > deepest) {
    throw forbidden(`Max hierarchy depth reached for ${parent.id} branch.`)
  }
}

/** @throws 403 for switching on below something that is off, or off above something that is on. */
export function refuseSwitch(
  project: ProjectFacts,
  enabled: boolean,
  above: readonly ProjectFacts[],
  below: readonly ProjectFacts[],
): void {
  if (enabled === (project.enabled === 1)) return
  if (enabled && above.some((parent) => parent.enabled === 0)) {
    throw forbidden(`Cannot enable project ${project.id} since it has disabled parents`)
  }
  if (!enabled && project.is_domain === 0 && below.some((child) => child.enabled === 1)) {
    throw forbidden(
      `Cannot disable project ${project.id} since its subtree contains enabled projects.`,
    )
  }
}

/** @throws 400 or 403 for what no update may change. */
export function refuseMove(
  project: ProjectFacts & { readonly parent_id: string | null },
  changes: Readonly<Record<string, unknown>>,
): void {
  if (changes['id'] !== undefined && changes['id'] !== project.id) {
    throw badRequest('Cannot change ID')
  }
  if (Object.hasOwn(changes, 'domain_id') && changes['domain_id'] !== project.domain_id) {
    throw badRequest('Cannot change Domain ID')
  }
  if (Object.hasOwn(changes, 'parent_id') && changes['parent_id'] !== project.parent_id) {
    throw forbidden('Update of `parent_id` is not allowed.')
  }
  if (Object.hasOwn(changes, 'is_domain') && changes['is_domain'] !== (project.is_domain === 1)) {
    throw badRequest('Update of `is_domain` is not allowed.')
  }
}

/** A project that acts as a domain lies nowhere. */
export function notAtTheRoot() {
  return badRequest('only root projects are allowed to act as domains.')
}

export function nameTaken(project: { id: string; name: string; is_domain: number }) {
  const details =
    project.is_domain === 1
      ? `it is not permitted to have two projects acting as domains with the same name: ${project.name}`
      : 'it is not permitted to have two projects with either the same name or same id in the same ' +
        `domain: name is ${project.name}, project id ${project.id}`
  return conflict(`Conflict occurred attempting to store project - ${details}.`)
}

export function missingAbove(parentId: string | null | undefined) {
  return badRequest(`Could not find project: ${parentId ?? null}.`)
}

/** Something was put into it while it was being deleted. */
export function stillUsed(id: string) {
  return forbidden(
    `Cannot delete the project ${id} since it is not a leaf in the hierarchy. ` +
      'Use the cascade option if you want to delete a whole subtree.',
  )
}

/** As trees of ids: `{ "<child>": { "<grandchild>": null } }`; null where there is nothing. */
export interface IdTree {
  [id: string]: IdTree | null
}

interface Linked {
  readonly id: string
  readonly parent_id: string | null
}

export function subtreeIds(rootId: string, below: readonly Linked[]): IdTree | null {
  const children = below.filter((project) => project.parent_id === rootId)
  if (children.length === 0) return null
  return Object.fromEntries(children.map(({ id }) => [id, subtreeIds(id, below)]))
}

/** @param above from the parent up to the domain */
export function parentIds(above: readonly Linked[]): IdTree | null {
  return above.reduceRight<IdTree | null>((tree, { id }) => Object.fromEntries([[id, tree]]), null)
}

type Held = Extract<Condition, { kind: 'members' }>['held']

/** `tags`, `tags-any`, `not-tags`, `not-tags-any`, as the API working group defines them. */
export const TAG_FILTERS: ReadonlyMap<string, Held> = new Map([
  ['tags', 'all'],
  ['tags-any', 'any'],
  ['not-tags', 'not all'],
  ['not-tags-any', 'none'],
])

export function tagConditions(asked: Readonly<Record<string, string | undefined>>): Condition[] {
  return [...TAG_FILTERS].flatMap(([name, held]) => {
    const names = [...new Set((asked[name] ?? '').split(',').filter(Boolean))]
    return names.length === 0 ? [] : [{ kind: 'members', relation: 'tags', names, held }]
  })
}
