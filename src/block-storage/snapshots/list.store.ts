import type { Condition } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { countRows, listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { statement } from '../../storage/statement.ts'
import { recordsOf, snapshotMetadata } from '../metadata/metadata.store.ts'
import { OF_VOLUME, SNAPSHOT_COLUMNS } from './columns.ts'
import { SHOWN_COLUMNS, type ShownSnapshot } from './snapshot.ts'

const ALONE: ListSource = {
  table: 'snapshots',
  columns: SNAPSHOT_COLUMNS,
  storedKey: (id) => id.toLowerCase(),
  made: ['created_at', 'serial'],
  items: {
    metadata: {
      table: 'snapshot_metadata',
      owner: 'snapshot_serial',
      ofRow: 'serial',
      key: 'key',
      value: 'value',
      index: {
        within: 'project_id',
        columns: { project_id: 'project_id', created_at: 'created_at', serial: 'snapshot_serial' },
      },
    },
  },
}

const WITH_VOLUME: ListSource = {
  ...ALONE,
  joins: 'inner join volumes on volumes.id = snapshots.volume_id',
}

const ofZone = statement((db, p: { zone: string }) =>
  db.selectFrom('volumes').select('serial').where('availability_zone', '=', p.zone).limit(1),
)

/**
 * Can there be snapshots that a request finds? Their volumes may be in no such zone, and nothing but
 * going through all snapshots would tell.
 */
async function canHaveSome(tx: Tx, { conditions }: ListRequest): Promise<boolean> {
  for (const condition of conditions) {
    if (condition.kind !== 'in' || condition.column !== 'availability_zone') continue
    const [zone] = condition.values
    if (typeof zone === 'string' && (await tx.first(ofZone, { zone })) === undefined) return false
  }
  return true
}

/** Only a filter by what the volume has needs the volume. */
function sourceFor({ conditions }: ListRequest): ListSource {
  return conditions.some(isOfVolume) ? WITH_VOLUME : ALONE
}

function isOfVolume(condition: Condition): boolean {
  if (condition.kind === 'any' || condition.kind === 'all') return condition.of.some(isOfVolume)
  return 'column' in condition && OF_VOLUME.includes(condition.column)
}

const SHOWN = SHOWN_COLUMNS.map((column) => `snapshots.${column}`).join(', ')

/**
 * A page of snapshots with all that answers show of them, in one statement.
 * @throws 404 for a marker that is no snapshot
 */
export async function pageOfSnapshots(
  tx: Tx,
  request: ListRequest,
): Promise<readonly ShownSnapshot[]> {
  if (request.marker === undefined && !(await canHaveSome(tx, request))) return []
  const select = `${SHOWN}, ${snapshotMetadata.itemsSql(tx.dialect)} as metadata`
  return recordsOf(await listRows(tx, sourceFor(request), select, request))
}

/** How many snapshots a request finds, on all pages together. */
export async function countSnapshots(tx: Tx, request: ListRequest): Promise<number> {
  if (!(await canHaveSome(tx, request))) return 0
  return countRows(tx, sourceFor(request), request)
}
