/**
 * Lists of addresses and of what is reached by them. Source: openstack/neutron-lib
 * neutron_lib/api/validators/__init__.py.
 */
import { Type as T } from 'typebox'
import { isUuidLike } from '../../formats.ts'
import { str } from '../../python.ts'
import { closed } from '../../view.ts'
import { same } from '../../wording/assertions.ts'
import type { AttributeType } from '../attribute.ts'
import { addressReason, routeReason } from './addresses.ts'
import { isDict, setOf } from './structures.ts'
import { notAUuid } from './text.ts'

export interface IpPool {
  readonly start: string
  readonly end: string
}

/** `type:ip_pools`. */
export function ipPools(): AttributeType<readonly IpPool[]> {
  return {
    schema: T.Array(closed({ start: T.String(), end: T.String() })),
    column: undefined,
    reason(value) {
      if (!Array.isArray(value)) return `Invalid data format for IP pool: '${str(value)}'`
      return firstReason(value, (pool) => {
        const dict = exactly(['start', 'end'], pool)
        return typeof dict === 'string'
          ? dict
          : (addressReason(dict['start']) ?? addressReason(dict['end']))
      })
    },
  }
}

export interface FixedIp {
  readonly subnet_id?: string
  readonly ip_address?: string
}

/** `type:fixed_ips`. Other keys are let pass. */
export function fixedIps(): AttributeType<readonly FixedIp[]> {
  const invalid = (value: unknown) => `Invalid data format for fixed IP: '${str(value)}'`
  const members = { subnet_id: T.Optional(T.String()), ip_address: T.Optional(T.String()) }
  return {
    schema: T.Array(T.Object(members)),
    column: undefined,
    reason(value) {
      if (!Array.isArray(value)) return invalid(value)
      const seen: unknown[] = []
      return firstReason(value, (one) => {
        if (!isDict(one)) return invalid(one)
        if (Object.hasOwn(one, 'ip_address')) {
          const address = one['ip_address']
          if (seen.includes(address)) return `Duplicate IP address '${str(address)}'`
          const reason = addressReason(address)
          if (reason !== undefined) return reason
          seen.push(address)
        }
        const id = one['subnet_id']
        const isOdd = Object.hasOwn(one, 'subnet_id') && !(typeof id === 'string' && isUuidLike(id))
        return isOdd ? notAUuid(id) : undefined
      })
    },
  }
}

/** `type:nameservers`. */
export function nameservers(): AttributeType<readonly string[]> {
  return {
    schema: T.Array(T.String()),
    column: undefined,
    reason(value) {
      const hosts = iterated(value)
      if (hosts === undefined) return `Invalid data format for nameserver: '${str(value)}'`
      return firstReason(hosts, (host, index) => {
        const reason = addressReason(host)
        if (reason !== undefined) return `'${str(host)}' is not a valid nameserver. ${reason}`
        return hosts.indexOf(host) < index ? `Duplicate nameserver '${str(host)}'` : undefined
      })
    },
  }
}

/** What Python goes through, where it is something that it can go through. */
function iterated(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value
  if (typeof value === 'string') return [...value]
  return isDict(value) ? Object.keys(value) : undefined
}

export interface HostRoute {
  readonly destination: string
  readonly nexthop: string
}

/** `type:hostroutes`. */
export function hostRoutes(): AttributeType<readonly HostRoute[]> {
  return {
    schema: T.Array(closed({ destination: T.String(), nexthop: T.String() })),
    column: undefined,
    reason(value) {
      if (!Array.isArray(value)) return `Invalid data format for hostroute: '${str(value)}'`
      return firstReason(value, (route, index) => {
        const dict = exactly(['destination', 'nexthop'], route)
        if (typeof dict === 'string') return dict
        const reason = routeReason(dict['destination']) ?? addressReason(dict['nexthop'])
        if (reason !== undefined) return reason
        const isRepeated = value.findIndex((other) => same(other, route)) < index
        return isRepeated ? `Duplicate hostroute '${str(route)}'` : undefined
      })
    },
  }
}

function firstReason(
  items: readonly unknown[],
  reason: (item: unknown, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = reason(item, index)
    if (found !== undefined) return found
  }
  return undefined
}

/** The dictionary, where it has these keys and no others; else what is wrong with it. */
function exactly(
  keys: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> | string {
  if (!isDict(value)) {
    const listed = keys.map((key) => `'${key}'`).join(', ')
    return `Invalid input. '${str(value)}' must be a dictionary with keys: [${listed}]`
  }
  const given = Object.keys(value)
  const isSo = given.length === keys.length && keys.every((key) => Object.hasOwn(value, key))
  if (isSo) return value
  return (
    "Validation of dictionary's keys failed. " +
    `Expected keys: ${setOf(keys)} Provided keys: ${setOf(given)}`
  )
}
