/** What bodies of actions on pools say. Source: neutron/extensions/subnetpool_prefix_ops.py. */
import { parseCidr } from '../../kernel/ip/cidr.ts'
import { isDict } from '../../kernel/attributes/types/structures.ts'
import { invalidInput, invalidRequest } from '../../kernel/attributes/refusals.ts'
import { str } from '../../kernel/python.ts'
import { invalidNetwork } from '../faults.ts'

/** @throws Fault 400 */
export function prefixesIn(body: unknown): readonly string[] {
  const prefixes = isDict(body) ? body['prefixes'] : undefined
  if (!Array.isArray(prefixes) || prefixes.length === 0) {
    throw invalidRequest('Request body contains invalid data')
  }
  return prefixes.map((one: unknown) => {
    if (typeof one === 'string' && parseCidr(one) !== undefined) return one
    throw invalidNetwork(str(one))
  })
}

/** @throws Fault 400 */
export function networkIdIn(body: unknown): string {
  const id = isDict(body) ? (body['network_id'] ?? undefined) : undefined
  if (id === undefined) throw invalidInput('network_id must be specified.')
  if (typeof id === 'string') return id
  throw invalidRequest('Request body contains invalid data')
}
