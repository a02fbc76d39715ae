import { policyRule } from '../../kernel/policy.ts'
import { MEMBER_OF_IMAGE, MEMBER_OF_PROJECT } from '../base-rules.ts'

/** The rules around the bytes of images: openstack/glance glance/policies/image.py. */

const FILE = '/images/{image_id}/file'
const scopes = ['project'] as const

export const DOWNLOAD = policyRule({
  name: 'download_image',
  check: MEMBER_OF_IMAGE,
  description: 'Read the bytes of an image.',
  scopes,
  operations: [{ method: 'GET', path: FILE }],
})

export const DOWNLOAD_FROM_STORE = policyRule({
  name: 'download_from_store',
  check: MEMBER_OF_IMAGE,
  description: 'Say which store to read the bytes of an image from.',
  scopes,
  operations: [{ method: 'GET', path: FILE }],
})

export const UPLOAD = policyRule({
  name: 'upload_image',
  check: MEMBER_OF_PROJECT,
  description: 'Give an image its bytes.',
  scopes,
  operations: [{ method: 'PUT', path: FILE }],
})

export const dataRules = [DOWNLOAD_FROM_STORE]
