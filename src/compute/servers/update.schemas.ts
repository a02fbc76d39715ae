/** Source: openstack/nova nova/api/openstack/compute/schemas/servers.py (update). */
import { Type as T, type TSchema } from 'typebox'
import { since } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import {
  ACCESS_IP_V4,
  ACCESS_IP_V6,
  DESCRIPTION,
  DISK_CONFIG,
  FQDN,
  HOSTNAME,
  NAME,
  NAME_WITH_SPACES,
} from '../parameters.ts'

export interface ServerUpdate {
  readonly name?: string
  readonly 'OS-DCF:diskConfig'?: 'AUTO' | 'MANUAL'
  readonly accessIPv4?: string
  readonly accessIPv6?: string
  readonly description?: string | null
  readonly hostname?: string
  readonly pinned_availability_zone?: string | null
}

function bodyOf(properties: Record<string, TSchema>) {
  const optional = Object.entries(properties).map(([key, schema]) => [key, T.Optional(schema)])
  return closed({ server: T.Unsafe<ServerUpdate>(closed(Object.fromEntries(optional))) })
}

const FIRST = {
  name: NAME,
  'OS-DCF:diskConfig': DISK_CONFIG,
  accessIPv4: ACCESS_IP_V4,
  accessIPv6: ACCESS_IP_V6,
}
const DESCRIBED = { ...FIRST, description: DESCRIPTION }
const NAMED = { ...DESCRIBED, hostname: FQDN }

/** Null unpins. */
const PIN = T.Unsafe<string | null>({
  oneOf: [T.String({ minLength: 1, maxLength: 255 }), T.Null()],
})

export const UPDATE_BODY = since({
  '2.0': bodyOf({ ...FIRST, name: NAME_WITH_SPACES }),
  '2.1': bodyOf(FIRST),
  '2.19': bodyOf(DESCRIBED),
  '2.90': bodyOf({ ...DESCRIBED, hostname: HOSTNAME }),
  '2.94': bodyOf(NAMED),
  '2.104': bodyOf({ ...NAMED, pinned_availability_zone: PIN }),
})
