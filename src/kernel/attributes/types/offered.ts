/**
 * Texts that name what the service offers: zones, plug-ins, kinds of ports. Source:
 * openstack/neutron-lib neutron_lib/api/validators/__init__.py and availability_zone.py.
 */
import { Type as T } from 'typebox'
import { badRequest } from '../../faults.ts'
import { dumps, str } from '../../python.ts'
import type { AttributeType } from '../attribute.ts'
import { invalidInput, invalidRequest } from '../refusals.ts'
import { hasData, listOf } from './structures.ts'
import { string } from './text.ts'

/** `AZ_HINTS_DB_LEN`: characters of all of them, as JSON. */
const HINTS_MAX = 255

/** `type:availability_zone_hint_list`. */
export function availabilityZoneHints(): AttributeType<readonly string[]> {
  const list = listOf(string())
  return {
    ...list,
    reason(value) {
      const reason = list.reason(value)
      if (reason === undefined && dumps(value).length > HINTS_MAX) {
        throw invalidInput('Too many availability_zone_hints specified')
      }
      return reason
    },
  }
}

/** `type:service_plugin_type`. @param known the types of plug-ins that there are */
export function servicePluginType(known: readonly string[]): AttributeType<string> {
  return {
    ...string(),
    reason(value) {
      if (known.some((type) => type === value)) return undefined
      const message = `Invalid service type: ${str(value)}.`
      throw badRequest(message, { type: 'InvalidServiceType' })
    },
  }
}

/**
 * `type:list_of_subnet_service_types`. What is false to Python is let pass.
 * @param owners how an owner of ports begins. Upstream adds the text `compute:` to its list of
 *   prefixes, which makes each of the characters one of them.
 */
export function subnetServiceTypes(owners: RegExp): AttributeType<readonly string[]> {
  return {
    schema: T.Array(T.String()),
    column: undefined,
    reason(value) {
      if (!Array.isArray(value)) {
        if (!hasData(value)) return undefined
        throw invalidRequest('Subnet service types must be a list.')
      }
      for (const type of value) {
        if (typeof type !== 'string') {
          const message = `Subnet service type ${str(type)} is not a string.`
          throw badRequest(message, { type: 'InvalidInputSubnetServiceType' })
        }
        if (owners.test(type)) continue
        const message = `Subnet service type ${type} does not correspond to a valid device owner.`
        throw badRequest(message, { type: 'InvalidSubnetServiceType' })
      }
      return undefined
    },
  }
}
