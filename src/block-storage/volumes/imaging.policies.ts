import { policyRule } from '../../kernel/policy.ts'
import { MEMBER, adminsRule } from '../base-rules.ts'

/**
 * The rules around images of volumes. Source: openstack/cinder cinder/policies/volume_actions.py.
 */

const ACTION = '/volumes/{volume_id}/action'

export const UPLOAD_IMAGE = policyRule({
  name: 'volume_extension:volume_actions:upload_image',
  check: MEMBER,
  description: 'Make an image of a volume.',
  operations: [{ method: 'POST', path: `${ACTION} (os-volume_upload_image)` }],
})

export const UPLOAD_PUBLIC = adminsRule(
  'volume_extension:volume_actions:upload_public',
  'Make an image of a volume that everybody sees.',
  `POST ${ACTION} (os-volume_upload_image)`,
)

export const REIMAGE = policyRule({
  name: 'volume:reimage',
  check: MEMBER,
  description: 'Write an image over what a volume holds.',
  operations: [{ method: 'POST', path: `${ACTION} (os-reimage)` }],
})

export const REIMAGE_RESERVED = policyRule({
  name: 'volume:reimage_reserved',
  check: MEMBER,
  description: 'Write an image over what a reserved volume holds.',
  operations: [{ method: 'POST', path: `${ACTION} (os-reimage)` }],
})

/** Rules that no operation names as its own but handlers ask. */
export const imagingRules = [UPLOAD_PUBLIC, REIMAGE, REIMAGE_RESERVED]
