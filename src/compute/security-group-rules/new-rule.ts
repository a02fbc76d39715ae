/**
 * Rules as clients of Compute ask for them: no schema says what ports and addresses may be. Source:
 * openstack/nova nova/network/security_group_api.py (parse_cidr, _new_ingress_rule, _rule_exists),
 * nova/api/openstack/compute/security_groups.py.
 */
import { badRequest } from '../../kernel/faults.ts'
import { parseNetwork } from '../../kernel/ip/cidr.ts'
import { repr, str } from '../../kernel/python.ts'
import type { PostedIngress, ShownGroup } from '../../network/facade.ts'
import { integerOf } from '../parameters.ts'
import { EVERYWHERE, portsOf } from '../security-groups/security-group.ts'

export interface AskedRule {
  readonly parent_group_id: string
  readonly group_id?: string | null
  readonly ip_protocol?: unknown
  readonly from_port?: unknown
  readonly to_port?: unknown
  readonly cidr?: unknown
}

/** -1 is any type, or any code. */
interface Ports {
  readonly protocol: string
  readonly from: number
  readonly to: number
}

export interface NewRule {
  readonly parentId: string
  readonly groupId: string | undefined
  readonly cidr: string | undefined
  readonly ports: Ports | undefined
}

/** @throws Fault 400 */
export function newRule(asked: AskedRule): NewRule {
  const groupId = asked.group_id ?? undefined
  const parentId = asked.parent_group_id
  if (groupId !== undefined) {
    return { parentId, groupId, cidr: undefined, ports: portsAsked(withAllPorts(asked)) }
  }
  const cidr = cidrAsked(asked.cidr)
  const ports = portsAsked(asked)
  if (ports === undefined) throw badRequest('Not enough parameters to build a valid rule.')
  const { address, cidr: range } = parseNetwork(cidr)!
  if (range.prefix === 0 && address.value !== 0n) {
    throw badRequest(`Bad prefix for network in cidr ${cidr}`)
  }
  return { parentId, groupId, cidr, ports }
}

/** Members of a group may reach all ports of a protocol where none are named. */
function withAllPorts(asked: AskedRule): AskedRule {
  const { ip_protocol: protocol, from_port: from, to_port: to } = asked
  const named = isNothing(protocol) ? '' : str(protocol).toUpperCase()
  if ((from ?? null) !== null || (to ?? null) !== null) return asked
  if (named === 'ICMP') return { ...asked, from_port: -1, to_port: -1 }
  return named === 'TCP' || named === 'UDP' ? { ...asked, from_port: 1, to_port: 65_535 } : asked
}

/** What Python takes for false. */
function isNothing(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0
  return !value
}

/** @throws Fault 400 */
function cidrAsked(sent: unknown): string {
  if (isNothing(sent)) return EVERYWHERE
  const refused = badRequest(
    `${typeof sent === 'string' ? sent : repr(sent)} is not a valid IP network.`,
  )
  if (typeof sent !== 'string') throw refused
  const cidr = unquoted(sent)
  if (!/\/./.test(cidr) || parseNetwork(cidr) === undefined) throw refused
  return cidr
}

/** As Python does it: what is no escape stays. */
function unquoted(text: string): string {
  return text.replaceAll(/(?:%[\da-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  )
}

/** Undefined where protocol or ports are not given. @throws Fault 400 */
function portsAsked({
  ip_protocol: named,
  from_port: first,
  to_port: last,
}: AskedRule): Ports | undefined {
  if (isNothing(named) || (first ?? null) === null || (last ?? null) === null) return undefined
  const protocol = typeof named === 'string' ? named : repr(named)
  const upper = protocol.toUpperCase()
  const [from, to] = [integerIn(first), integerIn(last)]
  if (from === undefined || to === undefined) {
    throw badRequest(
      upper === 'ICMP'
        ? 'Invalid input received: Type and Code must be integers for ICMP protocol type'
        : 'Invalid input received: To and From ports must be integers',
    )
  }
  const wrong = wrongPorts(upper, from, to)
  if (!PROTOCOLS.has(upper)) throw badRequest(`Invalid IP protocol ${protocol}.`)
  if (wrong !== undefined) throw badRequest(`Invalid port range ${from}:${to}. ${wrong}`)
  return { protocol, from, to }
}

const PROTOCOLS: ReadonlySet<string> = new Set(['TCP', 'UDP', 'ICMP'])

function wrongPorts(protocol: string, from: number, to: number): string | undefined {
  if (protocol === 'ICMP') {
    const isRight = [from, to].every((one) => one >= -1 && one <= 255)
    return isRight ? undefined : 'For ICMP, the type:code must be valid'
  }
  if (from > to) return 'Former value cannot be greater than the later'
  return from < 1 || to > 65_535 ? `Valid ${protocol} ports should be between 1-65535` : undefined
}

/** Python's `int()`. */
function integerIn(value: unknown): number | undefined {
  if (typeof value === 'string') return integerOf(value)
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'number' ? Math.trunc(value) : undefined
}

/** Has the group a rule like this? One for a group is compared by Network. */
export function hasRule(
  { security_group_rules: rules }: ShownGroup,
  { cidr, ports }: NewRule,
): boolean {
  return rules.some((rule) => {
    const { from, to } = portsOf(rule)
    return (
      rule.direction === 'ingress' &&
      rule.remote_group_id === null &&
      (rule.remote_ip_prefix ?? EVERYWHERE) === cidr &&
      rule.protocol === ports?.protocol &&
      from === ports?.from &&
      to === ports?.to
    )
  })
}

/** As Network is asked for it. */
export function postedRule({ parentId, groupId, cidr, ports }: NewRule): PostedIngress {
  const version = cidr === undefined ? 4 : parseNetwork(cidr)!.cidr.version
  return {
    direction: 'ingress',
    protocol: ports?.protocol ?? null,
    ethertype: version === 6 ? 'IPv6' : 'IPv4',
    remote_ip_prefix: cidr ?? null,
    security_group_id: parentId,
    remote_group_id: groupId ?? null,
    ...(ports !== undefined && ports.from !== -1 && { port_range_min: ports.from }),
    ...(ports !== undefined && ports.to !== -1 && { port_range_max: ports.to }),
  }
}
