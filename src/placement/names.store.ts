/** The names of traits and resource classes: the standard ones, and those that operators added. */
import type { Tx } from '../storage/database.ts'
import { UniqueViolation } from '../storage/errors.ts'
import { inList, statement } from '../storage/statement.ts'
import { STANDARD_RESOURCE_CLASSES } from './standard/resource-classes.ts'
import { STANDARD_TRAITS } from './standard/traits.ts'
import type { Times } from './answers.ts'

export type Kind = 'traits' | 'resource_classes'

export interface Name extends Times {
  readonly name: string
}

const STANDARD: Readonly<Record<Kind, ReadonlySet<string>>> = {
  traits: new Set(STANDARD_TRAITS),
  resource_classes: new Set<string>(STANDARD_RESOURCE_CLASSES),
}

/** Standard names are as old as the service. */
const STANDARD_SINCE = '1970-01-01T00:00:00.000Z'

export function isStandard(kind: Kind, name: string): boolean {
  return STANDARD[kind].has(name)
}

const selects = {
  traits: statement((db) => db.selectFrom('custom_traits').selectAll().orderBy('id')),
  resource_classes: statement((db) =>
    db.selectFrom('custom_resource_classes').selectAll().orderBy('id'),
  ),
}

const selectsOfNames = {
  traits: statement((db, p: { names: readonly string[] }) =>
    db.selectFrom('custom_traits').selectAll().where('name', 'in', inList(p.names)),
  ),
  resource_classes: statement((db, p: { names: readonly string[] }) =>
    db.selectFrom('custom_resource_classes').selectAll().where('name', 'in', inList(p.names)),
  ),
}

/** The standard ones first, then the others as they were added. */
export async function allNames(tx: Tx, kind: Kind): Promise<Name[]> {
  const standard = [...STANDARD[kind]].map((name) => ({ name, created_at: STANDARD_SINCE }))
  return [...standard, ...(await tx.all(selects[kind], {}))]
}

/** Those of `names` that there are. */
export async function findNames(
  tx: Tx,
  kind: Kind,
  names: Iterable<string>,
): Promise<ReadonlyMap<string, Name>> {
  const found = new Map<string, Name>()
  const others: string[] = []
  for (const name of names) {
    if (isStandard(kind, name)) found.set(name, { name, created_at: STANDARD_SINCE })
    else others.push(name)
  }
  if (others.length === 0) return found
  for (const row of await tx.all(selectsOfNames[kind], { names: others })) found.set(row.name, row)
  return found
}

export async function findName(tx: Tx, kind: Kind, name: string): Promise<Name | undefined> {
  return (await findNames(tx, kind, [name])).get(name)
}

/** @returns false where there is one already */
export async function addName(tx: Tx, kind: Kind, name: string, now: string): Promise<boolean> {
  const made = await tx.db
    .insertInto(`custom_${kind}`)
    .values({ name, created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return (made.numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Whoever has it has it by its new name. @returns false where the new name is taken */
export async function renameClass(tx: Tx, from: string, to: string, now: string): Promise<boolean> {
  if (from !== to && (await findName(tx, 'resource_classes', to)) !== undefined) return false
  try {
    await tx.db
      .updateTable('custom_resource_classes')
      .set({ name: to, updated_at: now })
      .where('name', '=', from)
      .execute()
  } catch (error) {
    if (error instanceof UniqueViolation) return false
    throw error
  }
  for (const table of ['provider_inventories', 'resource_allocations'] as const) {
    await tx.db
      .updateTable(table)
      .set({ resource_class: to })
      .where('resource_class', '=', from)
      .execute()
  }
  return true
}

export async function removeName(tx: Tx, kind: Kind, name: string): Promise<void> {
  await tx.db.deleteFrom(`custom_${kind}`).where('name', '=', name).execute()
}

/** Has a provider the trait, or an inventory of the class? */
export async function isNameUsed(tx: Tx, kind: Kind, name: string): Promise<boolean> {
  const found =
    kind === 'traits'
      ? await tx.db
          .selectFrom('provider_traits')
          .select('provider_id')
          .where('trait', '=', name)
          .limit(1)
          .executeTakeFirst()
      : await tx.db
          .selectFrom('provider_inventories')
          .select('provider_id')
          .where('resource_class', '=', name)
          .limit(1)
          .executeTakeFirst()
  return found !== undefined
}

/** The traits that some provider has. */
export async function usedTraits(tx: Tx): Promise<ReadonlySet<string>> {
  const rows = await tx.db.selectFrom('provider_traits').select('trait').distinct().execute()
  return new Set(rows.map(({ trait }) => trait))
}
