/** Changes of the compute service that runs on a host. */
import { isoTime } from '../../kernel/clock.ts'
import { notFound, type Fault } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { nodesOn } from '../hosts/registration.store.ts'
import type { ComputeEnv } from '../operation.ts'
import { checkUpdatable } from './service-update.ts'
import { changeService, computeServiceOn, type ServiceChange } from './services.store.ts'

export function hostNotFound(host: string): Fault {
  return notFound(`Host '${host}' is not mapped to any cell`)
}

/** @throws 404 where no compute service runs there */
export async function changeServiceOn(
  tx: Tx,
  env: ComputeEnv,
  host: string,
  change: ServiceChange,
): Promise<void> {
  const service = await computeServiceOn(tx, host)
  if (service === undefined) throw hostNotFound(host)
  await changeService(tx, service.id, change, isoTime(env.clock.now()))
  await tellPlacement(tx, env, host, change)
}

/** A host that gets no servers has a trait that says so. Source: nova/compute/manager.py. */
export async function tellPlacement(
  tx: Tx,
  { facades }: ComputeEnv,
  host: string,
  { disabled }: ServiceChange,
): Promise<void> {
  const [node] = disabled === undefined ? [] : await nodesOn(tx, [host])
  if (node === undefined) return
  await facades.placement.setTrait(tx, node.uuid, 'COMPUTE_STATUS_DISABLED', disabled === true)
}

/** The same of a service that a body names. @throws 400 for one that is no compute service, 404 */
export async function changeNamed(
  tx: Tx,
  env: ComputeEnv,
  { host, binary }: { readonly host: string; readonly binary: string },
  change: ServiceChange,
): Promise<void> {
  checkUpdatable(binary)
  await changeServiceOn(tx, env, host, change)
}
