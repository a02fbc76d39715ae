/**
 * What is left of PKI tokens: paths that refuse everybody, as Keystone's do
 * (keystone/api/os_simple_cert.py; auth.py, AuthTokenOSPKIResource).
 */
import { gone } from '../../kernel/faults.ts'
import { PUBLIC } from '../../kernel/operation.ts'
import { notAuthorized } from '../faults.ts'
import { operation } from '../operation.ts'

const certificates = {
  method: 'GET',
  policy: PUBLIC,
  transaction: 'none',
  success: 410,
  response: {},
  errors: [410],
  handle() {
    throw gone('This API is no longer available due to the removal of support for PKI tokens.')
  },
} as const

export const withdrawnOperations = [
  operation({
    ...certificates,
    id: 'simple_certificates.show_ca',
    path: '/OS-SIMPLE-CERT/ca',
    summary: 'Was the certificate of the authority behind PKI tokens; is gone.',
  }),

  operation({
    ...certificates,
    id: 'simple_certificates.list',
    path: '/OS-SIMPLE-CERT/certificates',
    summary: 'Was the certificates that PKI tokens were signed with; is gone.',
  }),

  operation({
    id: 'tokens.list_revoked',
    method: 'GET',
    path: '/auth/tokens/OS-PKI/revoked',
    summary: 'Was the list of revoked PKI tokens; refuses everybody.',
    policy: PUBLIC,
    transaction: 'none',
    success: 403,
    response: {},
    errors: [403],
    handle() {
      throw notAuthorized()
    },
  }),
]
