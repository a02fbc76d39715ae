/**
 * What ports and codes a rule may name for its protocol. Source: openstack/neutron
 * neutron/db/securitygroups_db.py (_validate_port_range).
 */
import { badRequest, type Fault } from '../../kernel/faults.ts'
import { NUMBERS } from './protocols.ts'
import { invalidPort } from './rule-values.ts'

interface Ports {
  readonly protocol: string | null
  readonly port_range_min: number | null
  readonly port_range_max: number | null
}

const WITH_PORTS = ['dccp', 'sctp', 'tcp', 'udp', 'udplite']
const PORTED = new Set(WITH_PORTS.map((name) => NUMBERS[name]))
const ICMP = new Set([NUMBERS['icmp'], NUMBERS['ipv6-icmp']])

/** All ports are the same as none. */
export function canonicalPorts<R extends Ports>(rule: R): R {
  const isAll = rule.port_range_min === 1 && rule.port_range_max === 65_535
  return isAll ? { ...rule, port_range_min: null, port_range_max: null } : rule
}

/** @throws Fault 400 */
export function requirePorts(rule: Ports): void {
  const { protocol, port_range_min: min, port_range_max: max } = rule
  if (min === null && max === null) return
  if (protocol === null) {
    throw refused('ProtocolRequiredWithPorts', 'Must also specify protocol if port range is given.')
  }
  const number = NUMBERS[protocol] ?? Number(protocol)
  if (PORTED.has(number)) requireRange(min, max)
  else if (ICMP.has(number)) requireTypeAndCode(min, max)
  else {
    throw refused(
      'InvalidProtocolForPort',
      `Ports cannot be specified for protocol ${number}. Ports are only supported for ` +
        `${WITH_PORTS.map((name) => name.toUpperCase()).join(', ')}.`,
    )
  }
}

function requireRange(min: number | null, max: number | null): void {
  if (min === 0 || max === 0) throw invalidPort(0)
  if (min !== null && max !== null && min <= max) return
  throw refused(
    'InvalidPortRange',
    'For TCP/UDP protocols, port_range_min must be <= port_range_max',
  )
}

function requireTypeAndCode(type: number | null, code: number | null): void {
  const named = [
    { field: 'type', attr: 'port_range_min', value: type },
    { field: 'code', attr: 'port_range_max', value: code },
  ]
  for (const { field, attr, value } of named) {
    if (value === null || value <= 255) continue
    const message = `Invalid value for ICMP ${field} (${attr}) ${value}. It must be 0 to 255.`
    throw refused('InvalidIcmpValue', message)
  }
  if (type !== null) return
  throw refused(
    'MissingIcmpType',
    `ICMP code (port-range-max) ${code} is provided but ICMP type (port-range-min) is missing.`,
  )
}

function refused(reason: string, message: string): Fault {
  return badRequest(message, { type: `SecurityGroup${reason}` })
}
