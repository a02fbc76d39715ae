import { expect, test } from 'vitest'
import { startCloud } from '../../../test/support/cloud.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

test('what is left of PKI tokens refuses everybody, with or without a token', async () => {
  await using cloud = await startCloud()
  const keystone = await Keystone.of(cloud)
  const gone = 'This API is no longer available due to the removal of support for PKI tokens.'
  const forbidden = 'You are not authorized to perform the requested action.'
  for (const token of [keystone.admin.token, undefined]) {
    for (const [path, status, message] of [
      ['/OS-SIMPLE-CERT/ca', 410, gone],
      ['/OS-SIMPLE-CERT/certificates', 410, gone],
      ['/auth/tokens/OS-PKI/revoked', 403, forbidden],
    ] as const) {
      const got = await keystone.get(path, { token })
      expectError(got, status, message)
      expect(got.body.error.title).toBe(status === 410 ? 'Gone' : 'Forbidden')
      const head = await keystone.send('HEAD', path, { token })
      expect([head.status, head.text]).toEqual([status, ''])
    }
  }
})
