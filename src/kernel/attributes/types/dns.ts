/** Names of DNS. Source: openstack/neutron-lib neutron_lib/api/validators/dns.py. */
import { str } from '../../python.ts'
import type { AttributeType } from '../attribute.ts'
import { string } from './text.ts'

/**
 * `type:dns_host_name`, of a service whose `dns_domain` is the stock one: what a name and another
 * domain make together is not looked at.
 */
export function dnsHostName(max: number): AttributeType<string> {
  return { ...string(), reason: (value) => formatReason(value, max) }
}

/** `type:dns_domain_name`: empty, or ends with a full stop. */
export function dnsDomainName(max: number): AttributeType<string> {
  return {
    ...string(),
    reason(value) {
      const isText = string().reason(value)
      if (isText !== undefined || value === '') return isText
      const name = value as string
      if (!name.endsWith('.')) return `'${name}' is not a FQDN`
      return formatReason(name, max) ?? tooLong(name, max, max - 2, 'sub-domain')
    },
  }
}

/** `type:fip_dns_host_name`: relative to the domain of the floating IP. */
export function fipDnsHostName(max: number): AttributeType<string> {
  return {
    ...string(),
    reason(value) {
      const isText = string().reason(value)
      if (isText !== undefined || value === '') return isText
      const name = value as string
      if (name.endsWith('.')) return `'${name}' is a FQDN. It should be a relative domain name`
      return formatReason(name, max) ?? tooLong(name, max, max - 3, 'domain name')
    },
  }
}

function tooLong(name: string, max: number, room: number, added: string): string | undefined {
  if (name.length <= room) return undefined
  return (
    `'${name}' contains ${name.length} characters. Adding a ${added} will cause it to exceed ` +
    `the maximum length of a FQDN of '${max}'`
  )
}

function formatReason(value: unknown, max: number): string | undefined {
  if (typeof value !== 'string') return string().reason(value)
  if (value === '') return undefined
  const trimmed = value.endsWith('.') ? value.slice(0, -1) : value
  const reason = nameReason(trimmed, max)
  return reason && `'${str(value)}' not a valid PQDN or FQDN. Reason: ${reason}`
}

// Upstream's patterns end in `$`, which lets one line feed pass.
const LABEL = /^(?:[a-z0-9-]{1,63}|<(?:project_id|project_name|user_name|user_id)>)\n?$/
const NUMERIC = /^[0-9]+\n?$/

function nameReason(name: string, max: number): string | undefined {
  if (name.length > max) return `'${name}' exceeds the ${max} character FQDN limit`
  const labels = name.split('.')
  for (const label of labels) {
    if (label === '') return 'Encountered an empty component'
    if (label.endsWith('-') || label.startsWith('-')) {
      return `Name '${label}' must not start or end with a hyphen`
    }
    if (!LABEL.test(label)) {
      return (
        `Name '${label}' must be 1-63 characters long, each of which can only be alphanumeric ` +
        'or a hyphen'
      )
    }
  }
  const last = labels.at(-1)!
  const isNumber = labels.length > 1 && NUMERIC.test(last)
  return isNumber ? `TLD '${last}' must not be all numeric` : undefined
}
