/**
 * What the members of a rule may be, in groups and in templates. Source: openstack/neutron
 * neutron/extensions/securitygroup.py (convert_protocol and the converters beside it).
 */
import { Type as T } from 'typebox'
import type { Converter } from '../../kernel/attributes/attribute.ts'
import { integerFrom } from '../../kernel/attributes/integers.ts'
import { badRequest } from '../../kernel/faults.ts'
import { networkText, parseNetwork } from '../../kernel/ip/cidr.ts'
import { str } from '../../kernel/python.ts'
import { nullable } from '../../kernel/view.ts'
import { NUMBERS } from './protocols.ts'

const KNOWN = ["'any'", ...Object.keys(NUMBERS).map((name) => `'${name}'`)].join(', ')

/** A name in lower case, or a number as it was sent; `any` is none. */
export const toRuleProtocol: Converter<string | null> = {
  takes: nullable(T.Union([T.String(), T.Integer()])),
  gives: nullable(T.String()),
  column: 'text',
  convert(value) {
    if (value === null) return null
    const name = typeof value === 'number' ? String(value) : value
    if (typeof name === 'string') {
      if (name.toLowerCase() === 'any') return null
      if (Object.hasOwn(NUMBERS, name.toLowerCase())) return name.toLowerCase()
      const number = integerFrom(name)
      if (number !== undefined && number >= 0 && number <= 255) return name
    }
    throw badRequest(
      `Security group rule protocol ${str(value)} not supported. Only protocol values ` +
        `(None, ${KNOWN}) and integer representations [0 to 255] are supported.`,
      { type: 'SecurityGroupRuleInvalidProtocol' },
    )
  },
}

export const ETHERTYPES = ['IPv4', 'IPv6'] as const
export type Ethertype = (typeof ETHERTYPES)[number]

export const toEthertype: Converter<Ethertype> = {
  takes: T.String(),
  gives: T.Unsafe<Ethertype>({ enum: [...ETHERTYPES] }),
  column: 'text',
  convert(value) {
    const asked = typeof value === 'string' ? value.toLowerCase() : undefined
    const found = ETHERTYPES.find((one) => one.toLowerCase() === asked)
    if (found !== undefined) return found
    throw badRequest(
      `Security group rule for ethertype '${str(value)}' not supported. Allowed values are ` +
        "['IPv4', 'IPv6'].",
      { type: 'SecurityGroupRuleInvalidEtherType' },
    )
  },
}

/** A port, or a type or code of ICMP. */
export const toPort: Converter<number | null> = {
  takes: nullable(T.Union([T.Integer(), T.String()])),
  gives: nullable(T.Integer()),
  column: 'integer',
  convert(value) {
    if (value === null) return null
    const port = integerFrom(value)
    if (port !== undefined && port >= 0 && port <= 65_535) return port
    throw invalidPort(value)
  },
}

export function invalidPort(value: unknown): Error {
  return badRequest(`Invalid value for port ${str(value)}`, {
    type: 'SecurityGroupInvalidPortValue',
  })
}

/** A prefix with the host bits that it was sent with; what is nothing to Python is none. */
export const toRemotePrefix: Converter<string | null> = {
  takes: nullable(T.String()),
  gives: nullable(T.String()),
  column: 'text',
  convert(value) {
    if (value === null || value === '' || value === 0 || value === false) return null
    const network = typeof value === 'string' ? parseNetwork(value) : undefined
    if (network !== undefined) return networkText(network)
    throw badRequest(`Invalid CIDR ${str(value)} given as IP prefix.`, { type: 'InvalidCIDR' })
  },
}
