import { parseTime } from '../../kernel/clock.ts'
import type { ComputeEnv } from '../operation.ts'
import {
  COMPUTE_BINARY,
  stateOf,
  type ComputeService,
  type ServiceState,
} from './compute-service.ts'

/** How a service stands now. The controller's services run wherever this process does. */
export function stateNow(service: ComputeService, env: ComputeEnv): ServiceState {
  const times = {
    createdAt: parseTime(service.createdAt),
    updatedAt: parseTime(service.updatedAt),
    now: env.clock.now(),
  }
  const runs = service.binary !== COMPUTE_BINARY || env.hypervisor.runs(service.host)
  return stateOf(service, times, runs)
}
