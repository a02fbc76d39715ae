/** Trusts between users of a cloud, in tests. */
import { expect } from 'vitest'
import type { Got } from './cloud.ts'
import type { Keystone } from './identity.ts'

export type Tenant = Awaited<ReturnType<Keystone['tenant']>>

export const FORBIDDEN = 'You are not authorized to perform the requested action.'

/** The body of a trust: the role reader on the trustor's project, unless `more` says otherwise. */
export const trusting = (trustor: Tenant, trustee: Tenant, more: object = {}) => ({
  trustor_user_id: trustor.user.id,
  trustee_user_id: trustee.user.id,
  project_id: trustor.project.id,
  impersonation: false,
  roles: [{ name: 'reader' }],
  ...more,
})

export class Trusts {
  readonly #keystone: Keystone

  constructor(keystone: Keystone) {
    this.#keystone = keystone
  }

  send(token: string, trust: object): Promise<Got> {
    return this.#keystone.send('POST', '/OS-TRUST/trusts', { token, body: { trust } })
  }

  async entrust(trustor: Tenant, trustee: Tenant, more: object = {}): Promise<any> {
    const got = await this.send(trustor.token, trusting(trustor, trustee, more))
    expect(got.status, got.text).toBe(201)
    return got.body.trust
  }

  /** Signs in with the trust. */
  use(tenant: Tenant, id: string): Promise<Got> {
    return this.#keystone.signIn(tenant.user.id, tenant.name, { 'OS-TRUST:trust': { id } })
  }

  async tokenOf(tenant: Tenant, id: string): Promise<string> {
    const got = await this.use(tenant, id)
    expect(got.status, got.text).toBe(201)
    return got.headers.get('x-subject-token')!
  }

  async pair(): Promise<readonly [Tenant, Tenant]> {
    return [await this.#keystone.tenant(), await this.#keystone.tenant()]
  }
}
