/**
 * Which helpers of connection tracking there are, and for what. Source:
 * neutron/conf/extensions/conntrack_helper.py (allowed_conntrack_helpers), as stock has it;
 * neutron/services/conntrack_helper/common/exceptions.py.
 */
import { badPart } from '../../../kernel/attributes/refusals.ts'
import { badRequest, notFound, type Fault } from '../../../kernel/faults.ts'
import { repr } from '../../../kernel/python.ts'

/** What a router helps along: connections of the protocol to the port. */
export interface ConntrackHelper {
  readonly protocol: string
  readonly port: number
  readonly helper: string
}

const PROTOCOLS: ReadonlyMap<string, readonly string[]> = new Map([
  ['amanda', ['tcp']],
  ['ftp', ['tcp']],
  ['h323', ['udp', 'tcp']],
  ['irc', ['tcp']],
  ['netbios-ns', ['udp']],
  ['pptp', ['tcp']],
  ['sane', ['tcp']],
  ['sip', ['udp', 'tcp']],
  ['snmp', ['udp']],
  ['tftp', ['udp']],
])

/** @throws Fault 400 */
export function requireAllowed({ helper, protocol }: ConntrackHelper): void {
  const protocols = PROTOCOLS.get(helper)
  if (protocols === undefined) {
    throw badRequest(`Conntrack Helper ${helper} is not allowed.`, {
      type: 'ConntrackHelperNotAllowed',
    })
  }
  if (protocols.includes(protocol)) return
  throw badRequest(
    `Conntrack Helper ${helper} does not support: ${protocol}. Supported protocols are: ` +
      protocols.join(', '),
    { type: 'InvalidProtocolForHelper' },
  )
}

export function conntrackHelperNotFound(id: string): Fault {
  return notFound(`Conntrack Helper ${id} could not be found.`, {
    type: 'ConntrackHelperNotFound',
  })
}

export function duplicateHelper(
  routerId: string,
  { protocol, port, helper }: ConntrackHelper,
): Fault {
  const values = repr({ router_id: routerId, protocol, port, helper })
  return badPart(
    'conntrack_helper',
    'A duplicate conntrack helper entry with same attributes already exists, conflicting values ' +
      `are ${values}`,
  )
}
