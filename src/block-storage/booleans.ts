import { booleanFrom } from '../kernel/booleans.ts'
import type { RequestContext } from '../kernel/context.ts'
import { badRequest } from '../kernel/faults.ts'
import { MV } from './microversions.ts'

/**
 * A switch in the query string.
 * Source: openstack/cinder cinder/utils.py (get_bool_param).
 * @throws 400
 */
export function booleanParameter(name: string, text: string): boolean {
  const value = booleanFrom(text)
  if (value === undefined) throw badRequest(`Value '${text}' for '${name}' is not a boolean.`)
  return value
}

const FALSE_BEFORE: readonly string[] = ['False', 'false', 'FALSE', '']

/**
 * A filter by a boolean column. Before 3.2 whatever did not read as false was true.
 * Source: openstack/cinder cinder/volume/api.py (_check_boolean_filter_value).
 * @throws 400
 */
export function booleanFilter(ctx: RequestContext, name: string, text: string): boolean {
  if (ctx.version < MV.VOLUME_LIST_BOOTABLE) return !FALSE_BEFORE.includes(text)
  const value = booleanFrom(text)
  if (value === undefined) throw badRequest(`Invalid input received: '${name} = ${text}'`)
  return value
}
