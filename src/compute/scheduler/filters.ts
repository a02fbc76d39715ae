/**
 * Which hosts a server may come to. Each has Nova's name (nova/scheduler/filters/), and sees one host.
 */
import type { HostState } from './host-state.ts'
import type { HostRequest } from './request.ts'

export interface HostFilter {
  readonly name: string
  passes(host: HostState, request: HostRequest): boolean
}

/** The service runs, and takes servers. */
const computeFilter: HostFilter = {
  name: 'ComputeFilter',
  passes: ({ service }) => service.up && !service.service.disabled,
}

export const FILTERS: readonly HostFilter[] = [computeFilter]
