import { policyRule } from '../../kernel/policy.ts'
import { MEMBER, READER } from '../base-rules.ts'

/**
 * The rules around what volumes took over from their images. Source: openstack/cinder
 * cinder/policies/volume_metadata.py.
 */

const ACTION = '/volumes/{volume_id}/action'

export const SHOW_IMAGE_METADATA = policyRule({
  name: 'volume_extension:volume_image_metadata:show',
  check: READER,
  description: 'See in a volume what it took over from its image.',
  operations: [
    { method: 'GET', path: '/volumes/detail' },
    { method: 'GET', path: '/volumes/{volume_id}' },
  ],
})

export const SET_IMAGE_METADATA = policyRule({
  name: 'volume_extension:volume_image_metadata:set',
  check: MEMBER,
  description: 'Write down what a volume took over from its image.',
  operations: [{ method: 'POST', path: `${ACTION} (os-set_image_metadata)` }],
})

export const REMOVE_IMAGE_METADATA = policyRule({
  name: 'volume_extension:volume_image_metadata:remove',
  check: MEMBER,
  description: 'Remove something that a volume took over from its image.',
  operations: [{ method: 'POST', path: `${ACTION} (os-unset_image_metadata)` }],
})

/** Rules that no operation names as its own but views ask. */
export const imageMetadataRules = [SHOW_IMAGE_METADATA]
