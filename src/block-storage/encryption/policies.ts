/** Who may say how volumes of a type are encrypted. Defaults of openstack/cinder cinder/policies/volume_type.py. */
import { policyRule } from '../../kernel/policy.ts'
import { ADMIN, READER } from '../base-rules.ts'

const PATH = '/types/{type_id}/encryption'
const ONE = `${PATH}/{encryption_id}`

/** What the four below were before each had a rule of its own. */
export const ENCRYPTION = policyRule({
  name: 'volume_extension:volume_type_encryption',
  check: ADMIN,
  description: 'The rule for all calls on encryption. Kept for policy files that name it.',
})

export const CREATE = policyRule({
  name: 'volume_extension:volume_type_encryption:create',
  check: ADMIN,
  description: 'Say how volumes of a type are encrypted.',
  operations: [{ method: 'POST', path: PATH }],
})

export const GET = policyRule({
  name: 'volume_extension:volume_type_encryption:get',
  check: ADMIN,
  description: 'Show how volumes of a type are encrypted.',
  operations: [
    { method: 'GET', path: PATH },
    { method: 'GET', path: `${PATH}/{key}` },
  ],
})

export const UPDATE = policyRule({
  name: 'volume_extension:volume_type_encryption:update',
  check: ADMIN,
  description: 'Change how volumes of a type are encrypted.',
  operations: [{ method: 'PUT', path: ONE }],
})

export const DELETE = policyRule({
  name: 'volume_extension:volume_type_encryption:delete',
  check: ADMIN,
  description: 'Have volumes of a type no longer encrypted.',
  operations: [{ method: 'DELETE', path: ONE }],
})

export const GET_OF_VOLUME = policyRule({
  name: 'volume_extension:volume_encryption_metadata',
  check: READER,
  description: 'Show how a volume is encrypted.',
  operations: [
    { method: 'GET', path: '/volumes/{volume_id}/encryption' },
    { method: 'GET', path: '/volumes/{volume_id}/encryption/{encryption_key}' },
  ],
})

/** Rules that no operation names. */
export const encryptionRules = [ENCRYPTION]
