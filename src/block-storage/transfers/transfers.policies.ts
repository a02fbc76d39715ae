import { policyRule } from '../../kernel/policy.ts'
import { MEMBER, READER } from '../base-rules.ts'

/**
 * The rules around transfers, with upstream's defaults. Source: openstack/cinder
 * cinder/policies/volume_transfer.py.
 */

const ROOTS = ['/os-volume-transfer', '/volume-transfers']

function onBoth(method: string, ...ends: string[]) {
  return ROOTS.flatMap((root) => ends.map((end) => ({ method, path: root + end })))
}

export const GET_ALL = policyRule({
  name: 'volume:get_all_transfers',
  check: READER,
  description: 'List transfers of volumes.',
  operations: onBoth('GET', '', '/detail'),
})

export const CREATE = policyRule({
  name: 'volume:create_transfer',
  check: MEMBER,
  description: 'Offer a volume to another project.',
  operations: onBoth('POST', ''),
})

export const GET = policyRule({
  name: 'volume:get_transfer',
  check: READER,
  description: 'See a transfer of a volume.',
  operations: onBoth('GET', '/{transfer_id}'),
})

export const ACCEPT = policyRule({
  name: 'volume:accept_transfer',
  check: MEMBER,
  description: 'Take a volume that is on offer.',
  operations: onBoth('POST', '/{transfer_id}/accept'),
})

export const DELETE = policyRule({
  name: 'volume:delete_transfer',
  check: MEMBER,
  description: 'Take the offer of a volume back.',
  operations: onBoth('DELETE', '/{transfer_id}'),
})
