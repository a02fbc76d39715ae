import type { HostState, Surroundings } from './host-state.ts'
import type { HostRequest } from './request.ts'

/** Says whether a server may come to a host. */
export interface HostFilter {
  /** As nova/scheduler/filters/ has it. */
  readonly name: string
  passes(host: HostState, request: HostRequest, around: Surroundings): boolean
}
