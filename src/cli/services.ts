/** The services as a command line names them. */
import { SERVICES } from '../services.ts'
import type { Service } from '../kernel/service.ts'
import { UsageError } from './command.ts'

/** All of them, or the one of this type. @throws UsageError */
export function servicesNamed(type: string | undefined): readonly Service[] {
  if (type === undefined) return SERVICES
  const service = SERVICES.find((candidate) => candidate.type === type)
  if (service === undefined) {
    const types = SERVICES.map((candidate) => candidate.type).join(', ')
    throw new UsageError(`--service is one of ${types}, not "${type}"`)
  }
  return [service]
}
