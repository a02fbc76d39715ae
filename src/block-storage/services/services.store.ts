import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'
import {
  backendOf,
  configuredServices,
  frozenBackend,
  VOLUME,
  type VolumeService,
} from './services.ts'
import type { VolumePool } from '../../drivers/volume/interface.ts'

/** Where services run: `hosts` of the configuration, and the pools of the driver. */
export interface Deployment {
  readonly hosts: readonly string[]
  readonly volumes: { readonly pools: readonly VolumePool[] }
}

/** The services as configured, with what operators changed of them. */
export async function listServices(
  tx: Tx,
  { hosts, volumes }: Deployment,
): Promise<readonly VolumeService[]> {
  const rows = await tx.db.selectFrom('volume_services').selectAll().execute()
  const changed = new Map(rows.map((row) => [`${row.binary} ${row.host}`, row]))
  return configuredServices(hosts, volumes.pools).map((service) => {
    const row = changed.get(`${service.binary} ${service.host}`)
    if (row === undefined) return service
    return {
      ...service,
      disabled: row.disabled === 1,
      disabledReason: row.disabled_reason,
      frozen: row.frozen === 1,
      changedAt: row.updated_at,
    }
  })
}

export interface ServiceChange {
  readonly disabled: boolean
  /** Undefined leaves the reason that there is. */
  readonly reason?: string | undefined
}

export async function changeService(
  tx: Tx,
  { binary, host }: VolumeService,
  { disabled, reason }: ServiceChange,
  now: string,
): Promise<void> {
  const state = { disabled: disabled ? 1 : 0, updated_at: now }
  await tx.db
    .insertInto('volume_services')
    .values({ binary, host, ...state, disabled_reason: reason ?? null })
    .onConflict((conflict) =>
      conflict
        .columns(['binary', 'host'])
        .doUpdateSet({ ...state, ...(reason !== undefined && { disabled_reason: reason }) }),
    )
    .execute()
}

/**
 * Freezes a backend, which also keeps new volumes from it, or thaws it again. False where it is that
 * already.
 */
export async function freezeBackend(
  tx: Tx,
  host: string,
  frozen: boolean,
  now: string,
): Promise<boolean> {
  const [before, after] = frozen ? [0, 1] : [1, 0]
  const state = {
    ...{ frozen: after, disabled: after, updated_at: now },
    disabled_reason: frozen ? 'frozen' : '',
  }
  const { numUpdatedRows } = await tx.db
    .updateTable('volume_services')
    .set(state)
    .where('binary', '=', VOLUME)
    .where('host', '=', host)
    .where('frozen', '=', before)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows > 0n || !frozen) return numUpdatedRows > 0n
  // One that nobody has changed yet has no row.
  const { numInsertedOrUpdatedRows: inserted } = await tx.db
    .insertInto('volume_services')
    .values({ binary: VOLUME, host, ...state })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return inserted === 1n
}

const frozen = statement((db, p: { host: string }) =>
  db
    .selectFrom('volume_services')
    .select('host')
    .where('binary', '=', VOLUME)
    .where('host', '=', p.host)
    .where('frozen', '=', 1),
)

/**
 * For what makes, or deletes, on the backend of a pool.
 * @param pool null where none has been chosen
 * @throws 400 where the backend is frozen
 */
export async function refuseFrozen(tx: Tx, pool: string | null): Promise<void> {
  if (pool !== null && (await tx.first(frozen, { host: backendOf(pool) })) !== undefined) {
    throw frozenBackend()
  }
}
