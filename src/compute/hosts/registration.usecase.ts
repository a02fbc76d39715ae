import type { Tx } from '../../storage/database.ts'
import type { ComputeEnv } from '../operation.ts'
import { COMPUTE_BINARY } from '../services/compute-service.ts'
import { insertNode, insertService, knownServices } from './registration.store.ts'

/** The machine that the services without servers run on. */
const CONTROLLER = 'controller'

/**
 * Makes the services and hypervisors of this process known, as each does when it starts: scheduler
 * and conductor on the controller, `nova-compute` on every host. What is known already stays as it
 * is, so it may run at every start and in several replicas at once.
 */
export async function registerHosts(env: Omit<ComputeEnv, 'facades'>): Promise<void> {
  const wanted = [
    { host: CONTROLLER, binary: 'nova-scheduler' },
    { host: CONTROLLER, binary: 'nova-conductor' },
    ...env.hypervisor.hosts.map((host) => ({ host, binary: COMPUTE_BINARY })),
  ]
  const missing = async (tx: Tx): Promise<typeof wanted> => {
    const known = new Set((await knownServices(tx)).map((row) => `${row.binary} ${row.host}`))
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
