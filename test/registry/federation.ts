/** An identity provider that is nowhere: its keys are made here, and its users are made up. */
import { generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'
import type { FederationSettings } from '../../src/identity/federation/settings.ts'
import type { Example, World } from './world.ts'

const IDP = 'known'
const PROTOCOL = 'openid'
const ISSUER = 'https://idp.example'
const DASHBOARD = 'https://dashboard.example/auth/websso/'
const KEYS = generateKeyPairSync('ec', { namedCurve: 'P-256' })

export const FEDERATION: Partial<FederationSettings> = {
  trustedDashboards: [DASHBOARD],
  providers: [
    {
      identityProvider: IDP,
      protocol: PROTOCOL,
      issuer: ISSUER,
      clientId: 'stackling',
      clientSecret: undefined,
      scopes: ['openid'],
      audiences: ['stackling'],
      bearer: ['jwt'],
      claimDelimiter: undefined,
      metadata: {
        authorization_endpoint: `${ISSUER}/authorize`,
        jwks: { keys: [KEYS.publicKey.export({ format: 'jwk' })] },
      },
    },
  ],
}

async function registered(world: World): Promise<{ idp_id: string; protocol_id: string }> {
  const put = (path: string, body: object) =>
    world.cloud.request('identity', 'PUT', `/v3/OS-FEDERATION${path}`, {
      token: world.admin.token,
      body,
    })
  const rules = [{ local: [{ user: { name: '{0}' } }], remote: [{ type: 'OIDC-sub' }] }]
  await put(`/identity_providers/${IDP}`, { identity_provider: { enabled: true } })
  await put('/mappings/known', { mapping: { rules } })
  await put(`/identity_providers/${IDP}/protocols/${PROTOCOL}`, {
    protocol: { mapping_id: 'known' },
  })
  return { idp_id: IDP, protocol_id: PROTOCOL }
}

export async function accessToken(world: World): Promise<Example> {
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
    .setIssuer(ISSUER)
    .setAudience('stackling')
    .setSubject(world.fresh('somebody'))
    .setExpirationTime('1m')
    .sign(KEYS.privateKey)
  return { params: await registered(world), headers: { Authorization: `Bearer ${token}` } }
}

export async function fromDashboard(world: World): Promise<Example> {
  const query = `?origin=${encodeURIComponent(DASHBOARD)}`
  return { params: await registered(world), query }
}
