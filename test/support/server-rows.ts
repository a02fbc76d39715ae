/** Servers as rows: for tests of what is done to them, in states that no client gets them into. */
import { randomUUID } from 'node:crypto'
import type { Updateable } from 'kysely'
import type { ServersTable } from '../../src/compute/storage/server-tables.ts'
import { insertServer, updateServer } from '../../src/compute/servers/servers.store.ts'
import type { Cloud, Persona } from './cloud.ts'

export type ServerColumns = Updateable<ServersTable>

const AT = '2026-01-01T00:00:00.000Z'

/** A server that runs on a host of the cloud; without ports, disks and allocations. */
export async function serverRow(
  cloud: Cloud,
  owner: Pick<Persona, 'projectId' | 'userId'>,
  columns: ServerColumns = {},
): Promise<string> {
  const id = randomUUID()
  await cloud.app.database.write((tx) =>
    insertServer(tx, {
      ...{ id, project_id: owner.projectId, user_id: owner.userId },
      ...{ name: 'vm', description: null, hostname: 'vm' },
      ...{ vm_state: 'active', task_state: null, power_state: 1, progress: 0 },
      ...{ host: 'host-1', node: 'host-1', availability_zone: null },
      ...{ image_id: null, image_properties: '{}', flavor_id: '1', flavor: FLAVOR },
      ...{ vcpus: 1, memory_mb: 512, root_gb: 1, ephemeral_gb: 0 },
      ...{ metadata: '{}', key_name: null, key_data: null, user_data: null, config_drive: 0 },
      ...{ access_ip_v4: null, access_ip_v6: null, disk_config: 'AUTO', root_device_name: null },
      ...{ reservation_id: 'r-00000000', launch_index: 0, locked_by: null, locked_reason: null },
      ...{ trusted_image_certificates: null, server_group_id: null, request: REQUEST },
      ...{ admin_password: '', fault: null, is_volume_backed: 0, deleted: 0, deleted_at: null },
      ...{ created_at: AT, updated_at: AT, launched_at: AT, terminated_at: null },
      ...(columns as object),
    }),
  )
  return id
}

const REQUEST = JSON.stringify({
  ...{ availabilityZone: null, hints: null, forced: {}, requested: {} },
  ...{ networks: 'none', groups: [] },
})

const FLAVOR = JSON.stringify({
  ...{ id: '1', name: 'm1.tiny', vcpus: 1, ram: 512, disk: 1, ephemeral: 0, swap: 0 },
  ...{ rxtx_factor: 1, extra_specs: {} },
})

export function changeServer(cloud: Cloud, id: string, columns: ServerColumns): Promise<void> {
  return cloud.app.database.write((tx) => updateServer(tx, id, columns))
}

/** What is stored of a server, deleted or not. */
export function storedServer(cloud: Cloud, id: string) {
  return cloud.app.database.read((tx) =>
    tx.db.selectFrom('servers').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
  )
}
