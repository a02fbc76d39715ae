/**
 * Names of ports. Source: openstack/neutron neutron/plugins/ml2/extensions/dns_integration.py
 * (_get_dns_names_for_port).
 */
import type { DnsAssignment } from './ports.table.ts'

/** The domain that stands for none (`DNS_DOMAIN_DEFAULT`): names of ports are not kept then. */
const DEFAULT = 'openstacklocal.'

export interface NamesOfPort {
  readonly dns_name: string
  readonly dns_domain: string
}

function withDot(domain: string): string {
  return domain === '' || domain.endsWith('.') ? domain : `${domain}.`
}

/** What is kept of the names that a client sends. @param domain `NetworkOptions.dnsDomain` */
export function keptNames<N extends Partial<NamesOfPort>>(names: N, domain: string): Partial<N> {
  const own = withDot(domain)
  return own === '' || own === DEFAULT ? {} : names
}

/** What machines get told of the names of a port, one for each address. */
export function assignments(
  addresses: readonly { readonly ip_address?: string }[],
  { dns_name: name }: NamesOfPort,
  domain: string,
): DnsAssignment[] {
  const own = withDot(domain)
  return addresses.map(({ ip_address: ip = '' }) => {
    const hostname = name === '' ? `host-${ip.replaceAll(/[.:]/g, '-')}` : name
    const isWhole = hostname.endsWith('.') || own === ''
    return { ip_address: ip, hostname, fqdn: isWhole ? hostname : `${hostname}.${own}` }
  })
}
