import { notFound } from '../kernel/faults.ts'

/** There are no agents, and so no zones. @throws Fault 404 */
export function requireZones(hints: readonly string[]): void {
  const [unknown] = hints
  if (unknown === undefined) return
  throw notFound(`AvailabilityZone ${unknown} could not be found.`, {
    type: 'AvailabilityZoneNotFound',
  })
}
