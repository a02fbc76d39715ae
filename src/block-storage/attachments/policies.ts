import { policyRule } from '../../kernel/policy.ts'
import { MEMBER } from '../base-rules.ts'

/** The rules around attachments. Source: openstack/cinder cinder/policies/attachments.py. */

const ATTACHMENTS = '/attachments'
const ATTACHMENT = `${ATTACHMENTS}/{attachment_id}`

export const CREATE = policyRule({
  name: 'volume:attachment_create',
  check: MEMBER,
  description: 'Reserve a volume for something that is to use it.',
  operations: [{ method: 'POST', path: ATTACHMENTS }],
})

export const UPDATE = policyRule({
  name: 'volume:attachment_update',
  check: MEMBER,
  description: 'Say which host connects to a reserved volume.',
  operations: [{ method: 'PUT', path: ATTACHMENT }],
})

export const DELETE = policyRule({
  name: 'volume:attachment_delete',
  check: MEMBER,
  description: 'Detach a volume from what uses it.',
  operations: [{ method: 'DELETE', path: ATTACHMENT }],
})

export const COMPLETE = policyRule({
  name: 'volume:attachment_complete',
  check: MEMBER,
  description: 'Say that a volume is in use.',
  operations: [{ method: 'POST', path: `${ATTACHMENT}/action (os-complete)` }],
})

export const MULTIATTACH_BOOTABLE = policyRule({
  name: 'volume:multiattach_bootable_volume',
  check: MEMBER,
  description: 'Attach a volume that servers boot from to a second server.',
  operations: [{ method: 'POST', path: ATTACHMENTS }],
})

/** Rules that no operation names as its own but handlers ask. */
export const attachmentRules = [MULTIATTACH_BOOTABLE]
