import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { inList, statement } from '../../storage/statement.ts'
import type { ServerBlockDevicesTable } from '../storage/server-tables.ts'

/** A disk of a server. Booleans are 0 and 1, sizes GiB (of swap MiB). */
export type BlockDevice = Selectable<ServerBlockDevicesTable>

const ofServer = statement((db, p: { serverId: string }) =>
  db
    .selectFrom('server_block_devices')
    .selectAll()
    .where('server_id', '=', p.serverId)
    .orderBy('id'),
)

/** In the order in which they were asked for. Whoever changes them holds the row of the server. */
export function devicesOf(tx: Tx, serverId: string): Promise<BlockDevice[]> {
  return tx.all(ofServer, { serverId })
}

const ofServers = statement((db, p: { serverIds: readonly string[] }) =>
  db
    .selectFrom('server_block_devices')
    .selectAll()
    .where('server_id', 'in', inList(p.serverIds))
    .orderBy('id'),
)

/** Of several servers, by their ids. */
export async function devicesOfServers(
  tx: Tx,
  serverIds: readonly string[],
): Promise<ReadonlyMap<string, readonly BlockDevice[]>> {
  const rows = serverIds.length === 0 ? [] : await tx.all(ofServers, { serverIds })
  return Map.groupBy(rows, ({ server_id }) => server_id)
}

const byVolume = statement((db, p: { volumeId: string }) =>
  db
    .selectFrom('server_block_devices')
    .selectAll()
    .where('volume_id', '=', p.volumeId)
    .orderBy('id'),
)

/** The disks of servers that are this volume. */
export function devicesOfVolume(tx: Tx, volumeId: string): Promise<BlockDevice[]> {
  return tx.all(byVolume, { volumeId: volumeId.toLowerCase() })
}

const byUuid = statement((db, p: { uuid: string }) =>
  db.selectFrom('server_block_devices').selectAll().where('uuid', '=', p.uuid),
)

export function findDevice(tx: Tx, uuid: string): Promise<BlockDevice | undefined> {
  return tx.first(byUuid, { uuid })
}

const byAttachment = statement((db, p: { attachmentId: string }) =>
  db
    .selectFrom('server_block_devices')
    .select('server_id')
    .where('attachment_id', '=', p.attachmentId),
)

/** The server whose disk it is, undefined where it is no disk. */
export async function serverOfAttachment(
  tx: Tx,
  attachmentId: string,
): Promise<string | undefined> {
  return (await tx.first(byAttachment, { attachmentId: attachmentId.toLowerCase() }))?.server_id
}

export async function insertDevice(
  tx: Tx,
  device: Insertable<ServerBlockDevicesTable>,
): Promise<BlockDevice> {
  return tx.db
    .insertInto('server_block_devices')
    .values(device)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function updateDevice(
  tx: Tx,
  id: number,
  changes: Updateable<ServerBlockDevicesTable>,
): Promise<void> {
  await tx.db.updateTable('server_block_devices').set(changes).where('id', '=', id).execute()
}

export async function removeDevice(tx: Tx, id: number): Promise<void> {
  await tx.db.deleteFrom('server_block_devices').where('id', '=', id).execute()
}

export async function removeDevicesOf(tx: Tx, serverId: string): Promise<void> {
  await tx.db.deleteFrom('server_block_devices').where('server_id', '=', serverId).execute()
}
