import type { HostDescription } from '../../drivers/hypervisor/interface.ts'
import { isoTime } from '../../kernel/clock.ts'
import { dumps } from '../../kernel/python.ts'
import type { Tx } from '../../storage/database.ts'
import { inList, statement } from '../../storage/statement.ts'
import type { ComputeEnv } from '../operation.ts'

export function knownServices(tx: Tx): Promise<{ host: string; binary: string }[]> {
  return tx.db.selectFrom('compute_services').select(['host', 'binary']).execute()
}

/** A host as Placement knows it, with its size: MiB of memory, GiB of disk. */
export interface HostNode {
  readonly uuid: string
  readonly host: string
  readonly vcpus: number
  readonly memory_mb: number
  readonly local_gb: number
}

const selectNodes = statement((db, p: { hosts: readonly string[] }) =>
  db
    .selectFrom('compute_nodes')
    .select(['uuid', 'host', 'vcpus', 'memory_mb', 'local_gb'])
    .where('host', 'in', inList(p.hosts))
    .orderBy('id'),
)

/** In the order in which they became known. */
export function nodesOn(tx: Tx, hosts: readonly string[]): Promise<HostNode[]> {
  return tx.all(selectNodes, { hosts })
}

/** Unless another replica has done it. */
export async function insertService(
  tx: Tx,
  { clock, ids }: Pick<ComputeEnv, 'clock' | 'ids'>,
  host: string,
  binary: string,
): Promise<void> {
  const at = isoTime(clock.now())
  await tx.db
    .insertInto('compute_services')
    .values({
      uuid: ids.uuid(),
      host,
      binary,
      disabled: 0,
      disabled_reason: null,
      forced_down: 0,
      powered_on: 1,
      created_at: at,
      updated_at: at,
    })
    .onConflict((conflicting) => conflicting.columns(['host', 'binary']).doNothing())
    .execute()
}

/** Unless another replica has done it. */
export async function insertNode(
  tx: Tx,
  { clock, ids, hypervisor }: Pick<ComputeEnv, 'clock' | 'ids' | 'hypervisor'>,
  host: string,
) {
  const has = hypervisor.describe(host)
  await tx.db
    .insertInto('compute_nodes')
    .values({
      uuid: ids.uuid(),
      host,
      hypervisor_hostname: has.hypervisorHostname,
      hypervisor_type: has.hypervisorType,
      hypervisor_version: has.hypervisorVersion,
      host_ip: has.hostIp,
      vcpus: has.vcpus,
      memory_mb: has.memoryMb,
      local_gb: has.localGb,
      memory_mb_reserved: has.reservedMemoryMb,
      cpu_info: dumps(has.cpuInfo),
      created_at: isoTime(clock.now()),
    })
    .onConflict((conflicting) => conflicting.column('host').doNothing())
    .execute()
}

/** The host has become larger or smaller. */
export async function resizeNode(tx: Tx, uuid: string, has: HostDescription): Promise<void> {
  const { vcpus, memoryMb: memory_mb, localGb: local_gb } = has
  await tx.db
    .updateTable('compute_nodes')
    .set({ vcpus, memory_mb, local_gb, cpu_info: dumps(has.cpuInfo) })
    .where('uuid', '=', uuid)
    .execute()
}
