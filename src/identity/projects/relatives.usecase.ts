/** The projects above and below one, for those who ask for them with it (keystone/api/projects.py). */
import { badRequest } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { placesOfUser } from '../grants/grants.store.ts'
import type { Belonging } from '../groups/belonging.store.ts'
import { limitsOfProjects } from '../limits/limits.store.ts'
import { isSet, type Texts } from '../lists.ts'
import { parentIds, subtreeIds } from './projects.ts'
import { projectsAbove, projectsBelow, type ProjectRow } from './projects.store.ts'

/** The parameters that ask for them; `include_limits` asks for the limits of those that are listed. */
export const RELATIONS = [
  'parents_as_list',
  'parents_as_ids',
  'subtree_as_list',
  'subtree_as_ids',
] as const

type Relation =
  | { readonly kind: 'ids'; readonly ids: unknown }
  | {
      readonly kind: 'list'
      readonly rows: readonly ProjectRow[]
      /** What is shown of the limits of one: nothing where they were not asked for. */
      limitsOf(id: string): object
    }

export type Relatives = Readonly<Partial<Record<'parents' | 'subtree', Relation>>>

/** @param bearer lists hold the projects that they may enter, ids all of them @throws 400 */
export async function relativesOf(
  tx: Tx,
  row: ProjectRow,
  asked: Texts,
  bearer: Belonging,
): Promise<Relatives> {
  const parents = formAsked(asked, 'parents')
  const subtree = formAsked(asked, 'subtree')
  const list = (rows: readonly ProjectRow[]) => listed(tx, rows, asked, bearer)
  const above = parents && (await projectsAbove(tx, row.id))
  const below = subtree && (await projectsBelow(tx, row.id))
  return {
    ...(above && {
      parents: parents === 'list' ? await list(above) : { kind: 'ids', ids: parentIds(above) },
    }),
    ...(below && {
      subtree:
        subtree === 'list' ? await list(below) : { kind: 'ids', ids: subtreeIds(row.id, below) },
    }),
  }
}

/** @throws 400 for both forms at once */
function formAsked(asked: Texts, relation: 'parents' | 'subtree'): 'list' | 'ids' | undefined {
  const [list, ids] = [`${relation}_as_list`, `${relation}_as_ids`]
  if (isSet(asked, list) && isSet(asked, ids)) {
    throw badRequest(`Cannot use ${list} and ${ids} query params at the same time.`)
  }
  if (isSet(asked, list)) return 'list'
  return isSet(asked, ids) ? 'ids' : undefined
}

async function listed(
  tx: Tx,
  rows: readonly ProjectRow[],
  asked: Texts,
  bearer: Belonging,
): Promise<Relation> {
  const places = await placesOfUser(tx, 'project', bearer)
  const own = new Set(places.map(({ id }) => id))
  const shown = rows.filter(({ id }) => own.has(id))
  if (!isSet(asked, 'include_limits')) return { kind: 'list', rows: shown, limitsOf: () => ({}) }
  const limits = await limitsOfProjects(
    tx,
    shown.map(({ id }) => id),
  )
  return { kind: 'list', rows: shown, limitsOf: (id) => ({ limits: limits.get(id) ?? [] }) }
}
