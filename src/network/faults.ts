/**
 * The one door to Network's refusals; they stand in `faults/`, a file a family, each function named
 * after the class of exceptions that it stands for. `type` is what clients read as the fault's type.
 */
export { badPart, invalidInput, invalidRequest } from '../kernel/attributes/refusals.ts'
export * from './faults/addresses.ts'
export * from './faults/agents.ts'
export * from './faults/segments.ts'
export * from './faults/floating-ips.ts'
export * from './faults/qos.ts'
export * from './faults/routers.ts'
export * from './faults/servers.ts'
export * from './faults/subnet-pools.ts'
export * from './faults/subnets.ts'
