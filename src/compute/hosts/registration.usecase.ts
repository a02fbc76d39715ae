import type { Tx } from '../../storage/database.ts'
import type { ComputeEnv } from '../operation.ts'
import { COMPUTE_BINARY, CONTROLLER } from '../services/compute-service.ts'
import type { Hypervisor } from '../../drivers/hypervisor/interface.ts'
import type { ProviderDescription } from '../../placement/facade.ts'
import {
  insertNode,
  insertService,
  knownServices,
  nodesOn,
  resizeNode,
  type HostNode,
} from './registration.store.ts'

/** What of Compute's environment it takes to make hosts known. */
export interface RegistrationEnv extends Pick<
  ComputeEnv,
  'database' | 'clock' | 'ids' | 'log' | 'hypervisor'
> {
  readonly facades: Pick<ComputeEnv['facades'], 'placement'>
}

/**
 * Makes the services and hypervisors of this process known, as each does when it starts: scheduler
 * and conductor on the controller, `nova-compute` on every host. What is known already stays as it
 * is but for its size, so it may run at every start and in several replicas at once.
 */
export async function registerHosts(env: RegistrationEnv): Promise<void> {
  const wanted = [
    { host: CONTROLLER, binary: 'nova-scheduler' },
    { host: CONTROLLER, binary: 'nova-conductor' },
    ...env.hypervisor.hosts.map((host) => ({ host, binary: COMPUTE_BINARY })),
  ]
  const missing = async (tx: Tx): Promise<typeof wanted> => {
    const known = new Set((await knownServices(tx)).map((row) => `${row.binary} ${row.host}`))
    return wanted.filter(({ host, binary }) => !known.has(`${binary} ${host}`))
  }
  const isKnown = async (tx: Tx): Promise<boolean> =>
    (await missing(tx)).length === 0 &&
    (await unregistered(tx, env)).length === 0 &&
    (await resized(tx, env)).length === 0
  if (await env.database.read(isKnown)) return
  await env.database.write(async (tx) => {
    for (const { host, binary } of await missing(tx)) {
      await insertService(tx, env, host, binary)
      if (binary === COMPUTE_BINARY) await insertNode(tx, env, host)
    }
    for (const node of await unregistered(tx, env)) {
      await env.facades.placement.register(tx, descriptionOf(node, env.hypervisor))
    }
    for (const { uuid, host } of await resized(tx, env)) {
      const has = env.hypervisor.describe(host)
      await resizeNode(tx, uuid, has)
      const totals = { VCPU: has.vcpus, MEMORY_MB: has.memoryMb, DISK_GB: has.localGb }
      await env.facades.placement.resize(tx, uuid, totals)
    }
  })
}

/** The hosts of this process that Placement does not know. */
async function unregistered(tx: Tx, { hypervisor, facades }: RegistrationEnv): Promise<HostNode[]> {
  const nodes = await nodesOn(tx, hypervisor.hosts)
  const unknown = new Set(
    await facades.placement.unknown(
      tx,
      nodes.map(({ uuid }) => uuid),
    ),
  )
  return nodes.filter(({ uuid }) => unknown.has(uuid))
}

/** The hosts of this process that have another size by now. */
async function resized(tx: Tx, { hypervisor }: RegistrationEnv): Promise<HostNode[]> {
  const nodes = await nodesOn(tx, hypervisor.hosts)
  return nodes.filter(({ host, vcpus, memory_mb: memoryMb, local_gb: localGb }) => {
    const has = hypervisor.describe(host)
    return has.vcpus !== vcpus || has.memoryMb !== memoryMb || has.localGb !== localGb
  })
}

/** What the `initial_*_allocation_ratio` of nova.conf are where nobody sets them. */
const CPU_ALLOCATION_RATIO = 4

/** As nova-compute describes its host to Placement (nova/virt/fake.py, update_provider_tree). */
function descriptionOf({ uuid, host }: HostNode, hypervisor: Hypervisor): ProviderDescription {
  const { hypervisorHostname: name, traits, ...has } = hypervisor.describe(host)
  const allOf = (total: number) => ({ total, max_unit: total })
  return {
    uuid,
    name,
    inventories: {
      VCPU: { ...allOf(has.vcpus), allocation_ratio: CPU_ALLOCATION_RATIO },
      MEMORY_MB: { ...allOf(has.memoryMb), reserved: has.reservedMemoryMb },
      DISK_GB: allOf(has.localGb),
    },
    traits,
  }
}
