/**
 * How routers reach external networks. Source: openstack/neutron neutron/db/l3_db.py
 * (_validate_gw_info, _check_for_external_ip_change), l3_gwmode_db.py.
 */
import { badPart } from '../../kernel/attributes/refusals.ts'
import type { FixedIp } from '../../kernel/attributes/types.ts'
import { conflict, type Fault } from '../../kernel/faults.ts'

/** A gateway as clients ask for it. */
export interface SentGateway {
  readonly network_id: string
  readonly external_fixed_ips?: readonly FixedIp[]
  readonly enable_snat?: boolean
  readonly qos_policy_id?: string | null
}

/** An address that a gateway has. */
export interface ExternalIp {
  readonly subnet_id: string
  readonly ip_address: string
}

/** A gateway as answers show it. */
export interface Gateway {
  readonly network_id: string
  readonly external_fixed_ips: readonly ExternalIp[]
  readonly enable_snat: boolean
  /** Where it has one. */
  readonly qos_policy_id?: string
}

/** Upstream reads an empty dictionary, and whatever is false to Python, as none. */
export function askedGateway(sent: SentGateway | null): SentGateway | undefined {
  return sent === null || !sent.network_id ? undefined : sent
}

/** @throws Fault 400 where an address is that of a gateway of the external network itself */
export function refuseGatewayAddresses(
  asked: readonly FixedIp[],
  subnets: readonly { readonly gateway_ip: string | null }[],
): void {
  for (const { ip_address: address } of asked) {
    if (address === undefined) continue
    if (subnets.some(({ gateway_ip: gateway }) => gateway === address)) {
      throw badPart('router', `External IP ${address} is the same as the gateway IP`)
    }
  }
}

/** Whether the addresses asked for are others than those that the gateway has. */
export function isOther(asked: readonly FixedIp[], has: readonly ExternalIp[]): boolean {
  if (asked.length === 0) return false
  const subnets = (ips: readonly FixedIp[]) => textsOf(ips.map((one) => one.subnet_id))
  const addresses = (ips: readonly FixedIp[]) => textsOf(ips.map((one) => one.ip_address))
  return subnets(asked) !== subnets(has) || addresses(asked) !== addresses(has)
}

function textsOf(texts: readonly (string | undefined)[]): string {
  return [...new Set(texts.filter((text) => text !== undefined))].toSorted().join(' ')
}

export function gatewayInUse(routerId: string, networkId: string): Fault {
  return conflict(
    `Gateway cannot be updated for router ${routerId}, since a gateway to external network ` +
      `${networkId} is required by one or more floating IPs.`,
    { type: 'RouterExternalGatewayInUseByFloatingIp' },
  )
}
