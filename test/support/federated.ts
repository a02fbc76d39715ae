/** A cloud whose users come from a provider: `acme` by `openid`, with whatever mapping. */
import { expect } from 'vitest'
import type { FederationSettings, OidcSettings } from '../../src/identity/federation/settings.ts'
import { startCloud, type Cloud, type CloudOptions, type Got } from './cloud.ts'
import { Keystone } from './identity.ts'
import { Oidc } from './oidc.ts'

export const DASHBOARD = 'http://dashboard.example/auth/websso/'
const FEDERATION = '/OS-FEDERATION'
export const AUTH = `${FEDERATION}/identity_providers/acme/protocols/openid/auth`
export const WEBSSO = '/auth/OS-FEDERATION/identity_providers/acme/protocols/openid/websso'

/** By name, in the groups of the Default domain that the provider tells of. */
export const RULES: readonly object[] = [
  {
    local: [{ user: { id: '{0}', name: '{1}' } }, { groups: '{2}', domain: { id: 'default' } }],
    remote: [
      { type: 'HTTP_OIDC_SUB' },
      { type: 'HTTP_OIDC_PREFERRED_USERNAME' },
      { type: 'HTTP_OIDC_GROUPS' },
    ],
  },
  {
    local: [{ user: { name: '{0}' } }],
    remote: [{ type: 'OIDC-sub' }],
  },
]

export interface Options extends CloudOptions {
  settings?: Partial<OidcSettings>
  /** Settings of further providers. */
  others?: (oidc: Oidc) => readonly OidcSettings[]
  more?: Partial<FederationSettings>
}

export class FederatedCloud {
  readonly cloud: Cloud
  readonly keystone: Keystone
  readonly oidc: Oidc
  /** The identity provider's domain. */
  readonly domainId: string

  private constructor(cloud: Cloud, keystone: Keystone, oidc: Oidc, domainId: string) {
    this.cloud = cloud
    this.keystone = keystone
    this.oidc = oidc
    this.domainId = domainId
  }

  static async start(options: Options = {}): Promise<FederatedCloud> {
    const { settings, others, more, ...config } = options
    const oidc = await Oidc.start()
    const providers = [oidc.settings(settings), ...(others?.(oidc) ?? [])]
    const federation = { providers, trustedDashboards: [DASHBOARD], ...more }
    const cloud = await startCloud({ federation, ...config })
    const keystone = await Keystone.of(cloud)
    oidc.serve([`${cloud.app.addresses.get('identity')}/v3${WEBSSO}`])
    const { domain_id } = (
      await keystone.send('PUT', `${FEDERATION}/identity_providers/acme`, {
        body: { identity_provider: { enabled: true, remote_ids: [oidc.issuer] } },
      })
    ).body.identity_provider
    const federated = new FederatedCloud(cloud, keystone, oidc, domain_id)
    await federated.put('/mappings/users', { mapping: { rules: RULES } })
    await federated.put('/identity_providers/acme/protocols/openid', {
      protocol: { mapping_id: 'users' },
    })
    return federated
  }

  async put(path: string, body: object): Promise<Got> {
    const got = await this.keystone.send('PUT', FEDERATION + path, { body })
    expect(got.status, got.text).toBe(201)
    return got
  }

  async patch(path: string, body: object): Promise<Got> {
    const got = await this.keystone.send('PATCH', FEDERATION + path, { body })
    expect(got.status, got.text).toBe(200)
    return got
  }

  /** Other rules from now on. */
  async map(rules: readonly object[], schema_version?: string): Promise<void> {
    const mapping = { rules, ...(schema_version !== undefined && { schema_version }) }
    await this.patch('/mappings/users', { mapping })
  }

  /** Shows an access token. */
  auth(accessToken: string, path = AUTH, method = 'POST'): Promise<Got> {
    return this.cloud.request('identity', method, `/v3${path}`, {
      headers: { Authorization: `Bearer ${accessToken}` },
    })
  }

  /** Signs in with such claims. */
  async come(claims: object): Promise<Got> {
    return this.auth(await this.oidc.sign({ ...claims }))
  }

  /** The same, and it must succeed. Gives the token and what it says. */
  async arrive(claims: object): Promise<{ token: string; body: any }> {
    const got = await this.come(claims)
    expect(got.status, got.text).toBe(201)
    return { token: got.headers.get('x-subject-token')!, body: got.body.token }
  }

  rescope(token: string, scope?: object): Promise<Got> {
    const identity = { methods: ['token'], token: { id: token } }
    return this.keystone.auth({ identity, ...(scope && { scope }) })
  }

  /** A group of the Default domain with a role on a new project. */
  async groupWithProject(name: string, role = 'member') {
    const group = await this.keystone.make('group', { name, domain_id: 'default' })
    const project = await this.keystone.make('project', { name: `of-${name}` })
    await this.keystone.grant('projects', project.id, 'groups', group.id, role)
    return { group, project }
  }

  async stop(): Promise<void> {
    await this.cloud.app.stop()
    await this.oidc.stop()
  }
}
