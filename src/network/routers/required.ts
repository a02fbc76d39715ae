/**
 * What routers and floating IPs may name of other resources that there are none of yet: whatever is
 * named is not there.
 */
import { flavorNotFound } from '../faults.ts'

/** @throws Fault 404 */
export function requireFlavor(id: string | null | undefined): void {
  if (id !== undefined && id !== null) throw flavorNotFound(id)
}
