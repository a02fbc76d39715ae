import type { Selectable } from 'kysely'
import { columns, text } from '../../kernel/lists/conditions.ts'
import { among, type ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { UniqueViolation } from '../../storage/errors.ts'
import { listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { lockName } from '../../storage/locks.ts'
import { statement } from '../../storage/statement.ts'
import type { KeypairsTable } from '../storage/keypair-tables.ts'
import { keypairExists, type Keypair, type NewKeypair } from './keypair.ts'

const SOURCE: ListSource = {
  table: 'keypairs',
  columns: columns({ name: text(), user_id: text() }),
  key: 'name',
  made: ['id'],
}

const selectOne = statement((db, p: { userId: string; name: string }) =>
  db.selectFrom('keypairs').selectAll().where('user_id', '=', p.userId).where('name', '=', p.name),
)

const selectCount = statement((db, p: { userId: string }) =>
  db
    .selectFrom('keypairs')
    .select((expression) => expression.fn.countAll<number>().as('total'))
    .where('user_id', '=', p.userId),
)

function toKeypair(row: Selectable<KeypairsTable>): Keypair {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    type: row.type,
    publicKey: row.public_key,
    fingerprint: row.fingerprint,
    createdAt: row.created_at,
  }
}

/** Those of a user, by name. @throws 400 for a marker that is no key of theirs */
export async function pageOfKeypairs(
  tx: Tx,
  userId: string,
  request: ListRequest,
): Promise<Keypair[]> {
  const own = among(request, [{ kind: 'in', column: 'user_id', values: [userId] }])
  const page: ListRequest = { ...own, order: [{ column: 'name', direction: 'asc' }] }
  const rows = await listRows<Selectable<KeypairsTable>>(tx, SOURCE, '*', page)
  return rows.map(toKeypair)
}

/** The user's key of that name; undefined where there is none. */
export async function findKeypair(
  tx: Tx,
  userId: string,
  name: string,
): Promise<Keypair | undefined> {
  const row = await tx.first(selectOne, { userId, name })
  return row && toKeypair(row)
}

export async function countKeypairs(tx: Tx, userId: string): Promise<number> {
  const row = await tx.first(selectCount, { userId })
  return row!.total
}

/** Of those who add keys of a user, one goes on at a time until its unit ends. */
export async function lockKeypairsOf(tx: Tx, userId: string): Promise<void> {
  await lockName(tx, `keypairs of ${userId}`)
}

/** @throws 409 where the user has a key of that name */
export async function insertKeypair(tx: Tx, keypair: NewKeypair): Promise<void> {
  const { userId, name, type, fingerprint, publicKey, createdAt } = keypair
  const row = { user_id: userId, name, type, fingerprint }
  try {
    await tx.db
      .insertInto('keypairs')
      .values({ ...row, public_key: publicKey, created_at: createdAt })
      .execute()
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error
    throw keypairExists(name)
  }
}

/** @returns whether there was one */
export async function deleteKeypair(tx: Tx, userId: string, name: string): Promise<boolean> {
  const deleted = await tx.db
    .deleteFrom('keypairs')
    .where('user_id', '=', userId)
    .where('name', '=', name)
    .executeTakeFirst()
  return deleted.numDeletedRows > 0n
}
