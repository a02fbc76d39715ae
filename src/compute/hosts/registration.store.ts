import { isoTime } from '../../kernel/clock.ts'
import { dumps } from '../../kernel/python.ts'
import type { Tx } from '../../storage/database.ts'
import type { ComputeEnv } from '../operation.ts'
import { COMPUTE_BINARY } from '../services/compute-service.ts'

/** The machine that the services without servers run on. */
const CONTROLLER = 'controller'

/**
 * Makes the services and hypervisors of this process known, as each does when it starts: scheduler
 * and conductor on the controller, `nova-compute` on every host. What is known already stays as it
 * is, so it may run at every start and in several replicas at once.
 */
export async function registerHosts(env: ComputeEnv): Promise<void> {
  const wanted = [
    { host: CONTROLLER, binary: 'nova-scheduler' },
    { host: CONTROLLER, binary: 'nova-conductor' },
    ...env.hypervisor.hosts.map((host) => ({ host, binary: COMPUTE_BINARY })),
  ]
  const missing = async (tx: Tx): Promise<typeof wanted> => {
    const rows = await tx.db.selectFrom('compute_services').select(['host', 'binary']).execute()
    const known = new Set(rows.map(({ host, binary }) => `${binary} ${host}`))
    return wanted.filter(({ host, binary }) => !known.has(`${binary} ${host}`))
  }
  if ((await env.database.read(missing)).length === 0) return
  await env.database.write(async (tx) => {
    for (const { host, binary } of await missing(tx)) {
      await insertService(tx, env, host, binary)
      if (binary === COMPUTE_BINARY) await insertNode(tx, env, host)
    }
  })
}

async function insertService(
  tx: Tx,
  { clock, ids }: ComputeEnv,
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

async function insertNode(tx: Tx, { clock, ids, hypervisor }: ComputeEnv, host: string) {
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
      vcpus_used: 0,
      memory_mb_used: has.reservedMemoryMb,
      local_gb_used: 0,
      current_workload: 0,
      running_vms: 0,
      cpu_info: dumps(has.cpuInfo),
      created_at: isoTime(clock.now()),
    })
    .onConflict((conflicting) => conflicting.column('host').doNothing())
    .execute()
}
