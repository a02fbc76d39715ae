/** Why a server that was accepted could not be made, as its fault says it. */
import type { Fault } from '../../kernel/faults.ts'
import type { NetworkWanted } from './requested-networks.ts'
import type { ServerFault } from './server.ts'

const NO_NETWORKS = 'Failed to allocate the network(s), not rescheduling.'

/** As the real one fails on them on the host, long after it has accepted the server. */
const NETWORK_REFUSALS = new Set([
  'ExternalNetworkAttachForbidden',
  'UnableToAutoAllocateNetwork',
  'NetworksWithQoSPolicyNotSupported',
  'PolicyNotAuthorized',
])

/**
 * Source: openstack/nova nova/compute/manager.py (_build_and_run_instance, _build_resources).
 * @param asked where the refused address was asked for
 */
export function networkReason(refusal: Fault, asked: Partial<NetworkWanted> | undefined): string {
  const { type = '', message } = refusal
  if (NETWORK_REFUSALS.has(type)) return NO_NETWORKS
  if (type === 'InvalidIpForNetwork' || type === 'InvalidIpForSubnet') {
    return (
      `Invalid input received: Fixed IP ${asked?.address} is not a valid ip address for network ` +
      `${asked?.networkId}.`
    )
  }
  if (type === 'IpAddressGenerationFailure') {
    return (
      'Failed to allocate the network(s) with error No fixed IP addresses available for network: ' +
      `${asked?.networkId}, not rescheduling.`
    )
  }
  return message
}

export function buildAborted(id: string, reason: string, created: string): ServerFault {
  return {
    code: 500,
    created,
    message: `Build of instance ${id} aborted: ${reason}`,
    details: reason,
  }
}

export function noValidHost(message: string, created: string): ServerFault {
  return { code: 500, created, message, details: message }
}
