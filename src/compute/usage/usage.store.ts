import { isoTime } from '../../kernel/clock.ts'
import { badRequest } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'
import type { Period, UsedServer } from './usage.ts'

interface Page {
  /** All projects where it is left out. */
  readonly projectId?: string | undefined
  readonly limit: number
  /** The server after which the page begins. */
  readonly marker: string | undefined
}

const selectMarker = statement((db, p: { id: string }) =>
  db.selectFrom('servers').select(['project_id', 'id']).where('id', '=', p.id),
)

/**
 * Servers that were there in the period, deleted ones too, by project and id.
 * Source: nova/db/main/api.py (instance_get_active_by_window_joined).
 * @throws 400 where the marker is no server
 */
export async function serversIn(
  tx: Tx,
  { start, stop }: Period,
  { projectId, limit, marker }: Page,
): Promise<UsedServer[]> {
  const last = marker === undefined ? undefined : await tx.first(selectMarker, { id: marker })
  if (marker !== undefined && last === undefined) {
    throw badRequest(`Marker ${marker} could not be found.`)
  }
  let query = tx.db
    .selectFrom('servers')
    .select(['id', 'project_id', 'name', 'flavor', 'vm_state', 'launched_at', 'terminated_at'])
    .where((is) =>
      is.or([is('terminated_at', 'is', null), is('terminated_at', '>', isoTime(start))]),
    )
    .where('launched_at', '<', isoTime(Math.ceil(stop)))
    .orderBy('project_id')
    .orderBy('id')
    .limit(limit)
  if (projectId !== undefined) query = query.where('project_id', '=', projectId)
  if (last !== undefined) {
    query = query.where((is) =>
      is.or([
        is('project_id', '>', last.project_id),
        is.and([is('project_id', '=', last.project_id), is('id', '>', last.id)]),
      ]),
    )
  }
  return query.execute()
}
