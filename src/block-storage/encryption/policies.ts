/** Who may say how volumes of a type are encrypted. Defaults of openstack/cinder cinder/policies/volume_type.py. */
import { policyRule } from '../../kernel/policy.ts'
import { READER, adminsRule } from '../base-rules.ts'

const PATH = '/types/{type_id}/encryption'
const ONE = `${PATH}/{encryption_id}`

/** What the four below were before each had a rule of its own. */
export const ENCRYPTION = adminsRule(
  'volume_extension:volume_type_encryption',
  'The rule for all calls on encryption. Kept for policy files that name it.',
)

export const CREATE = adminsRule(
  'volume_extension:volume_type_encryption:create',
  'Say how volumes of a type are encrypted.',
  `POST ${PATH}`,
)

export const GET = adminsRule(
  'volume_extension:volume_type_encryption:get',
  'Show how volumes of a type are encrypted.',
  `GET ${PATH}`,
  `GET ${PATH}/{key}`,
)

export const UPDATE = adminsRule(
  'volume_extension:volume_type_encryption:update',
  'Change how volumes of a type are encrypted.',
  `PUT ${ONE}`,
)

export const DELETE = adminsRule(
  'volume_extension:volume_type_encryption:delete',
  'Have volumes of a type no longer encrypted.',
  `DELETE ${ONE}`,
)

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
