import type { Tx } from '../../storage/database.ts'
import { loggersOf, type Logging } from './log-levels.ts'

/** The levels that were set, by logger, by process (`binary host`). */
export type LogLevels = ReadonlyMap<string, ReadonlyMap<string, string>>

export function processKey({ binary, host }: Logging): string {
  return `${binary} ${host}`
}

export async function logLevels(tx: Tx): Promise<LogLevels> {
  const rows = await tx.db.selectFrom('volume_service_log_levels').selectAll().execute()
  const levels = new Map<string, Map<string, string>>()
  for (const row of rows) {
    const key = processKey(row)
    levels.set(key, (levels.get(key) ?? new Map<string, string>()).set(row.logger, row.level))
  }
  return levels
}

export async function setLogLevel(
  tx: Tx,
  processes: readonly Logging[],
  prefix: string | null | undefined,
  level: string,
): Promise<void> {
  const rows = processes.flatMap((process) =>
    loggersOf(process, prefix).map((logger) => ({
      ...{ binary: process.binary, host: process.host },
      ...{ logger, level },
    })),
  )
  if (rows.length === 0) return
  await tx.db
    .insertInto('volume_service_log_levels')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['binary', 'host', 'logger']).doUpdateSet({ level }))
    .execute()
}
