/**
 * What the servers of projects and users hold, counted as they come and go: a sum over the servers
 * of a project would take the longer the more it has. Whoever counts holds the project's row until
 * the end of the unit, so that of two who want the last of something one waits and then finds none.
 */
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'
import { NOTHING, type Owner, type ServerAmounts } from './quota.ts'

interface UsageRow extends ServerAmounts {
  readonly user_id: string
}

/** Both rows at once, the project's first: everybody locks them in this order. */
const countUp = statement((db, p: Owner & ServerAmounts) => {
  const { instances, cores, ram } = p
  const added = { project_id: p.projectId, instances, cores, ram }
  return db
    .insertInto('server_usages')
    .values([
      { ...added, user_id: '' },
      { ...added, user_id: p.userId },
    ])
    .onConflict((conflict) =>
      conflict.columns(['project_id', 'user_id']).doUpdateSet({
        instances: sql<number>`server_usages.instances + excluded.instances`,
        cores: sql<number>`server_usages.cores + excluded.cores`,
        ram: sql<number>`server_usages.ram + excluded.ram`,
      }),
    )
    .returning(['user_id', 'instances', 'cores', 'ram'])
})

const usages = statement((db, p: Owner) =>
  db
    .selectFrom('server_usages')
    .select(['user_id', 'instances', 'cores', 'ram'])
    .where('project_id', '=', p.projectId)
    .where((row) => row.or([row('user_id', '=', ''), row('user_id', '=', p.userId)])),
)

export interface Held {
  readonly project: ServerAmounts
  readonly user: ServerAmounts
}

/**
 * Counts what comes, or goes where it is less than nothing, and says what is held then. Call it
 * before other rows are locked that other units may wait for while they hold this one.
 */
export async function countServers(tx: Tx, owner: Owner, amounts: ServerAmounts): Promise<Held> {
  const { projectId, userId } = owner
  return heldIn(await tx.all(countUp, { projectId, userId, ...amounts }), userId)
}

const usageRow = statement((db, p: { projectId: string }) =>
  db
    .insertInto('server_usages')
    .values({ project_id: p.projectId, user_id: '', ...NOTHING })
    .onConflict((conflict) =>
      conflict
        .columns(['project_id', 'user_id'])
        .doUpdateSet({ instances: sql<number>`server_usages.instances` }),
    ),
)

/** Who counts servers of the project waits until the unit ends. */
export async function lockUsage(tx: Tx, projectId: string): Promise<void> {
  await tx.run(usageRow, { projectId })
}

/** What is held now. */
export async function heldBy(tx: Tx, { projectId, userId }: Owner): Promise<Held> {
  return heldIn(await tx.all(usages, { projectId, userId }), userId)
}

function heldIn(rows: readonly UsageRow[], userId: string): Held {
  const of = (id: string): ServerAmounts => {
    const row = rows.find(({ user_id: holder }) => holder === id)
    if (row === undefined) return NOTHING
    const { instances, cores, ram } = row
    return { instances, cores, ram }
  }
  return { project: of(''), user: of(userId) }
}
