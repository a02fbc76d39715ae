import type { Insertable, Selectable, Updateable } from 'kysely'
import {
  boolean,
  columns,
  text,
  type Condition,
  type Operator,
} from '../../kernel/lists/conditions.ts'
import { badRequest } from '../../kernel/faults.ts'
import { among, type ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { rowsAndOneMore } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import type { SqlPart } from '../../storage/lists/sql-text.ts'
import { ForeignKeyViolation, UniqueViolation } from '../../storage/errors.ts'
import type { IdentityUsersTable } from '../storage/tables.ts'
import { statement } from '../../storage/statement.ts'
import { missing } from '../faults.ts'
import { timeIn } from '../times.ts'
import { bumpEpoch } from '../tokens/tokens.store.ts'
import { nameTaken } from './users.ts'

export type UserRow = Selectable<IdentityUsersTable> & {
  /** The hash in force; null for a user without a password. */
  readonly hash: string | null
  readonly password_expires_at: string | null
}

const getById = statement((db, p: { id: string }) =>
  db
    .selectFrom('identity_users as user')
    .leftJoin('identity_passwords as password', 'password.user_id', 'user.id')
    .selectAll('user')
    .select(['password.hash', 'password.expires_at as password_expires_at'])
    .where('user.id', '=', p.id)
    .orderBy('password.number', 'desc')
    .limit(1),
)

const getIdByName = statement((db, p: { name: string; domainId: string }) =>
  db
    .selectFrom('identity_users')
    .select('id')
    .where('name', '=', p.name)
    .where('domain_id', '=', p.domainId)
    .where('local', '=', 1),
)

export function findUser(tx: Tx, id: string): Promise<UserRow | undefined> {
  return tx.first(getById, { id })
}

/** Shadows of users elsewhere have no name that they could be found by. */
export async function findUserByName(
  tx: Tx,
  name: string,
  domainId: string,
): Promise<UserRow | undefined> {
  const row = await tx.first(getIdByName, { name, domainId })
  // Asked for in any case: whether there is such a user is not to be told by the time it takes.
  return findUser(tx, row?.id ?? '')
}

export const USERS: ListSource = {
  table: 'identity_users',
  alias: 'user',
  joins: `
    left join identity_passwords as password on password.user_id = "user".id and password.number =
      (select max(number) from identity_passwords where user_id = "user".id)`,
  columns: columns({
    domain_id: text(),
    enabled: boolean(),
    name: text(),
    password_expires_at: text({ stored: 'password.expires_at', nullable: true, filter: false }),
  }),
  made: ['id'],
}

/** The members of a group. */
const MEMBERS: ListSource = { ...USERS, made: ['serial'] }

const WITH_PASSWORD = '"user".*, password.hash, password.expires_at as password_expires_at'

export interface UserQuery {
  /** Only users of this domain. */
  readonly within: string | undefined
  /** Only members of this group. */
  readonly groupId?: string
  /** Only those who have such a name with an identity provider. */
  readonly federated?: FederatedName
}

/** As identity providers name users: all that is given must be true of one name. */
export interface FederatedName {
  readonly idp_id?: string | undefined
  readonly protocol_id?: string | undefined
  readonly unique_id?: string | undefined
}

/** By id; those of a group in the order in which they were made. */
export function listUsers(tx: Tx, request: ListRequest, query: UserQuery): Promise<UserRow[]> {
  const { within, groupId, federated = {} } = query
  const inside: Condition[] =
    within === undefined ? [] : [{ kind: 'in', column: 'domain_id', values: [within] }]
  const more: SqlPart[] = federatedPart(federated)
  if (groupId !== undefined) {
    const members = '(select user_id from identity_memberships where group_id = ?)'
    more.push({ text: `"user".id in ${members}`, values: [groupId] })
  }
  const source = groupId === undefined ? USERS : MEMBERS
  return rowsAndOneMore(tx, source, WITH_PASSWORD, among(request, inside), more)
}

function federatedPart({ idp_id, protocol_id, unique_id }: FederatedName): SqlPart[] {
  const asked = Object.entries({ idp_id, protocol_id, unique_id }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  )
  if (asked.length === 0) return []
  const where = asked.map(([name]) => `${name} = ?`).join(' and ')
  const names = `(select user_id from identity_federated_users where ${where})`
  return [{ text: `"user".id in ${names}`, values: asked.map(([, value]) => value) }]
}

const COMPARISONS = new Map<string, Operator>([
  ['lt', '<'],
  ['lte', '<='],
  ['gt', '>'],
  ['gte', '>='],
  ['eq', '='],
  ['neq', '!='],
])

/**
 * `password_expires_at=lt:2026-01-01T00:00:00Z`; without an operator, equality is meant.
 * Source: keystone/server/flask/common.py (build_driver_hints and password_expires_at of lists of users).
 * @throws 400
 */
export function expiryConditions(asked: string | undefined): Condition[] {
  if (asked === undefined) return []
  const [, word = 'eq', value = asked] = /^([a-zA-Z]+):(.*)$/.exec(asked) ?? []
  const operator = COMPARISONS.get(word)
  if (operator === undefined) {
    throw badRequest(
      `The given operator ${word} is not valid. It must be one of the following: 'eq', 'neq', ` +
        "'lt', 'lte', 'gt', or 'gte'.",
    )
  }
  return [{ kind: 'compare', column: 'password_expires_at', operator, value: timeIn(value) }]
}

/** @throws 404 for a domain that is gone, 409 where the name is taken */
export async function insertUser(
  tx: Tx,
  row: Insertable<IdentityUsersTable>,
  password: NewPassword | null,
): Promise<void> {
  try {
    await tx.db.insertInto('identity_users').values(row).execute()
  } catch (error) {
    if (error instanceof ForeignKeyViolation) throw missing('domain', row.domain_id)
    throw error instanceof UniqueViolation ? nameTaken('user', row.name, row.domain_id) : error
  }
  if (password !== null) await putPassword(tx, row.id, password, 1)
}

/**
 * Changes a user; disabling one, or giving a new password, ends all tokens, and disabling one the
 * application credentials too.
 * @throws 409 where the new name is taken
 */
export async function updateUser(
  tx: Tx,
  before: Selectable<IdentityUsersTable>,
  changes: Updateable<IdentityUsersTable>,
  password: NewPassword | null | undefined,
): Promise<void> {
  const disables = before.enabled === 1 && changes.enabled === 0
  const ends = password !== undefined || disables
  try {
    await tx.db
      .updateTable('identity_users')
      .set({ ...changes, generation: before.generation + (ends ? 1 : 0) })
      .where('id', '=', before.id)
      .execute()
  } catch (error) {
    throw error instanceof UniqueViolation ? nameTaken('user', changes.name ?? before.name) : error
  }
  if (disables) await deleteApplicationCredentials(tx, before.id)
  if (password !== undefined) {
    await replacePassword(tx, before.id, password)
  }
  await bumpEpoch(tx)
}

/** They do not come back with their owner (keystone/application_credential/core.py). */
async function deleteApplicationCredentials(tx: Tx, userId: string): Promise<void> {
  await tx.db.deleteFrom('identity_application_credentials').where('user_id', '=', userId).execute()
  await tx.db.deleteFrom('identity_access_rules').where('user_id', '=', userId).execute()
}

export interface NewPassword {
  readonly hash: string
  readonly created_at: string
  readonly expires_at: string | null
  readonly self_service: number
  /** How many passwords to remember, this one included. */
  readonly remembered: number
}

async function replacePassword(
  tx: Tx,
  userId: string,
  password: NewPassword | null,
): Promise<void> {
  const of = tx.db.deleteFrom('identity_passwords').where('user_id', '=', userId)
  if (password === null) {
    await of.execute()
    return
  }
  const { last } = await tx.db
    .selectFrom('identity_passwords')
    .select((row) => row.fn.max('number').as('last'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  const number = (last ?? 0) + 1
  await of.where('number', '<=', number - password.remembered).execute()
  await putPassword(tx, userId, password, number)
}

async function putPassword(
  tx: Tx,
  userId: string,
  { hash, created_at, expires_at, self_service }: NewPassword,
  number: number,
): Promise<void> {
  await tx.db
    .insertInto('identity_passwords')
    .values({ user_id: userId, number, hash, created_at, expires_at, self_service })
    .execute()
}

/** Of the same password. Nothing happens where there is another one by now. */
export async function replaceHash(
  tx: Tx,
  userId: string,
  before: string,
  hash: string,
): Promise<void> {
  await tx.db
    .updateTable('identity_passwords')
    .set({ hash })
    .where('user_id', '=', userId)
    .where('hash', '=', before)
    .execute()
}

/** The newest first. */
export function lastPasswords(tx: Tx, userId: string, count: number) {
  return tx.db
    .selectFrom('identity_passwords')
    .select(['hash', 'created_at', 'self_service'])
    .where('user_id', '=', userId)
    .orderBy('number', 'desc')
    .limit(count)
    .execute()
}

export async function deleteUser(tx: Tx, id: string): Promise<void> {
  // The user first: whoever is giving a role to it holds it, and is waited for.
  await tx.db.deleteFrom('identity_users').where('id', '=', id).execute()
  await tx.db.deleteFrom('identity_assignments').where('actor_id', '=', id).execute()
  await tx.db.deleteFrom('identity_credentials').where('user_id', '=', id).execute()
  await bumpEpoch(tx)
}
