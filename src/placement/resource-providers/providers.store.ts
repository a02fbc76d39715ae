import { lockRow } from '../../storage/locks.ts'
import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import { UniqueViolation } from '../../storage/errors.ts'
import { inIntegers, inList, statement } from '../../storage/statement.ts'
import { nameTaken, type Provider } from './provider.ts'

/** Providers with the uuids of their parent and root, which a caller narrows. */
export function providersOf(db: Tx['db']) {
  return db
    .selectFrom('resource_providers as provider')
    .innerJoin('resource_providers as root', 'root.id', 'provider.root_id')
    .leftJoin('resource_providers as parent', 'parent.id', 'provider.parent_id')
    .select([
      'provider.id',
      'provider.uuid',
      'provider.name',
      'provider.generation',
      'provider.parent_id',
      'root.id as root_id',
      'root.uuid as root_uuid',
      'parent.uuid as parent_uuid',
      'provider.created_at',
      'provider.updated_at',
    ])
}

const selectOne = statement((db, p: { uuid: string }) =>
  providersOf(db).where('provider.uuid', '=', p.uuid),
)

const selectMany = statement((db, p: { uuids: readonly string[] }) =>
  providersOf(db).where('provider.uuid', 'in', inList(p.uuids)).orderBy('provider.id'),
)

const selectTrees = statement((db, p: { roots: readonly string[] }) =>
  providersOf(db).where('provider.root_id', 'in', inIntegers(p.roots)).orderBy('provider.id'),
)

/** With a lock, nobody else changes it, what it has or what is taken of it until the unit ends. */
export async function findProvider(
  tx: Tx,
  uuid: string,
  lock?: Lock,
): Promise<Provider | undefined> {
  await lockRow(tx, 'resource_providers', { uuid }, lock)
  return tx.first(selectOne, { uuid })
}

/** Locked in the order of their ids, so that two who want the same ones do not wait for each other. */
export async function lockedProviders(
  tx: Tx,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, Provider>> {
  const found = await tx.all(selectMany, { uuids })
  for (const { id } of found) await lockRow(tx, 'resource_providers', { id }, 'change')
  const rows = tx.dialect === 'sqlite' ? found : await tx.all(selectMany, { uuids })
  return new Map(rows.map((row) => [row.uuid, row]))
}

/** All providers of some trees, by the order in which they were made. */
export function providersOfTrees(tx: Tx, roots: Iterable<number>): Promise<Provider[]> {
  return tx.all(selectTrees, { roots: [...roots].map(String) })
}

const selectByIds = statement((db, p: { ids: readonly string[] }) =>
  providersOf(db).where('provider.id', 'in', inIntegers(p.ids)).orderBy('provider.id'),
)

/** By the order in which they were made. */
export function providersById(tx: Tx, ids: readonly number[]): Promise<Provider[]> {
  return tx.all(selectByIds, { ids: ids.map(String) })
}

export interface NewProvider {
  readonly uuid: string
  readonly name: string
  readonly parent: Provider | undefined
  /** ISO. */
  readonly now: string
}

/** @throws 409 where the uuid or the name is taken */
export async function insertProvider(
  tx: Tx,
  { uuid, name, parent, now }: NewProvider,
): Promise<void> {
  try {
    const { id } = await tx.db
      .insertInto('resource_providers')
      .values({
        ...{ uuid, name, generation: 0, created_at: now, updated_at: now },
        ...{ parent_id: parent?.id ?? null, root_id: parent?.root_id ?? null },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    if (parent === undefined) await moveTo(tx, [id], id)
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error
    throw nameTaken(error.columns.includes('uuid') ? `uuid: ${uuid}` : `name: ${name}`)
  }
}

/** @returns its id; undefined where the uuid or the name is taken */
export async function insertProviderUnlessKnown(
  tx: Tx,
  uuid: string,
  name: string,
  now: string,
): Promise<number | undefined> {
  const made = await tx.db
    .insertInto('resource_providers')
    .values({ uuid, name, generation: 0, created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made !== undefined) await moveTo(tx, [made.id], made.id)
  return made?.id
}

/** Those of these uuids that are no provider's. */
export async function unknownProviders(
  tx: Tx,
  uuids: readonly string[],
): Promise<readonly string[]> {
  const known = new Set((await tx.all(selectMany, { uuids })).map(({ uuid }) => uuid))
  return uuids.filter((uuid) => !known.has(uuid))
}

/** @throws 409 where the name is taken */
export async function changeProvider(
  tx: Tx,
  id: number,
  changes: { name: string; parent_id?: number | null; updated_at: string },
): Promise<void> {
  try {
    await tx.db.updateTable('resource_providers').set(changes).where('id', '=', id).execute()
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error
    throw nameTaken(changes.name)
  }
}

/** Makes providers those of another tree. */
export async function moveTo(tx: Tx, ids: readonly number[], rootId: number): Promise<void> {
  await tx.db
    .updateTable('resource_providers')
    .set({ root_id: rootId })
    .where('id', 'in', ids)
    .execute()
}

const countUp = statement((db, p: { id: number; now: string }) =>
  db
    .updateTable('resource_providers')
    .set((row) => ({ generation: row('generation', '+', 1), updated_at: p.now }))
    .where('id', '=', p.id),
)

/** What the provider has, or what is taken of it, is no longer as somebody may know it. */
export async function nextGeneration(tx: Tx, id: number, now: string): Promise<void> {
  await tx.run(countUp, { id, now })
}

export async function hasChildren(tx: Tx, id: number): Promise<boolean> {
  const query = tx.db.selectFrom('resource_providers').select('id').where('parent_id', '=', id)
  return (await query.limit(1).executeTakeFirst()) !== undefined
}

/** Its inventories, traits and aggregates go with it. */
export async function deleteProvider(tx: Tx, id: number): Promise<void> {
  await tx.db.deleteFrom('resource_providers').where('id', '=', id).execute()
}
