import type { Tx } from '../../storage/database.ts'
import { configuredServices, type VolumeService } from './services.ts'
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
