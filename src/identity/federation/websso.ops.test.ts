import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DASHBOARD, FederatedCloud, RULES, WEBSSO } from '../../../test/support/federated.ts'
import { expectError, NOT_SIGNED_IN } from '../../../test/support/identity.ts'
import { Browser, Oidc } from '../../../test/support/oidc.ts'

let world: FederatedCloud
let other: Oidc

beforeAll(async () => {
  other = await Oidc.start()
  const odd = 'https://odd.example/?a=1&b="><script>'
  world = await FederatedCloud.start({
    settings: { bearer: ['jwt'] },
    others: () => [
      other.settings({ identityProvider: 'beta', protocol: 'openid' }),
      other.settings({ identityProvider: 'gamma', protocol: 'alone' }),
    ],
    more: { trustedDashboards: [DASHBOARD, 'http://Upper.Example/Path', odd] },
  })
})
afterAll(async () => {
  await world.stop()
  await other.stop()
})

const ORIGIN = `?origin=${encodeURIComponent(DASHBOARD)}`
const address = () => `${world.cloud.app.addresses.get('identity')}/v3`
const get = (path: string, headers: Record<string, string> = {}) =>
  world.cloud.request('identity', 'GET', `/v3${path}`, { headers })

/** As far as the provider sends the browser back; the address and the browser that got it. */
async function toTheDoor(query = ORIGIN): Promise<{ url: string; browser: Browser }> {
  const browser = new Browser()
  const url = await browser.follow(`${address()}${WEBSSO}${query}`, `${address()}${WEBSSO}?`)
  return { url, browser }
}

async function tokenIn(response: Response): Promise<string> {
  const html = await response.text()
  expect(response.status, html).toBe(200)
  return /name="token" id="token" value="([^"]+)"/.exec(html)![1]!
}

describe('a browser', () => {
  test('goes to the provider and comes back with a token for the dashboard', async () => {
    const { group, project } = await world.groupWithProject('people')
    world.oidc.expect('ann', { preferred_username: 'Ann', groups: ['people'] })
    const { url, browser } = await toTheDoor()
    const page = await browser.get(url)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'sha256-[^']+'; frame-ancestors 'none'/,
    )
    expect(await page.clone().text()).toContain(`action="${DASHBOARD}" method="post"`)
    const token = await tokenIn(page)
    const { body } = await world.keystone.get('/auth/tokens', { subject: token })
    expect(body.token).toMatchObject({ methods: ['openid'], user: { name: 'Ann' } })
    expect(body.token.user['OS-FEDERATION'].groups).toEqual([{ id: group.id }])
    expect((await world.rescope(token, { project: { id: project.id } })).status).toBe(201)
    expect([...browser.cookies.keys()].filter((key) => key.includes('stackling_sso'))).toEqual([])
  })

  test('is sent with state, nonce and a challenge, and a cookie that scripts cannot read', async () => {
    const got = await get(WEBSSO + ORIGIN)
    expect(got.status, got.text).toBe(302)
    const to = new URL(got.headers.get('location')!)
    expect(to.origin).toBe(world.oidc.issuer)
    const query = Object.fromEntries(to.searchParams)
    expect(query).toMatchObject({
      response_type: 'code',
      client_id: 'stackling',
      scope: 'openid profile',
      code_challenge_method: 'S256',
      redirect_uri: `${address()}${WEBSSO}`,
    })
    const secrets = [query['state'], query['nonce'], query['code_challenge']]
    expect(secrets.every((secret) => /^[\w-]{43}$/.test(secret!))).toBe(true)
    expect(new Set(secrets).size).toBe(3)
    expect(got.headers.get('set-cookie')).toMatch(
      /^stackling_sso_[\w-]{16}=[\w-]{43}\.[\w-]+; Path=\/v3\/auth\/OS-FEDERATION\/identity_providers\/acme\/protocols\/openid\/websso; Max-Age=600; HttpOnly; SameSite=Lax$/,
    )
  })

  test('finds the provider by its protocol, or by the issuer where there are several', async () => {
    const start = '/auth/OS-FEDERATION/websso'
    const named = await get(`${start}/openid${ORIGIN}&iss=${encodeURIComponent(world.oidc.issuer)}`)
    expect(named.status, named.text).toBe(302)
    expect(named.headers.get('location')).toContain(
      encodeURIComponent('/identity_providers/acme/protocols/openid/websso'),
    )
    await world.put('/identity_providers/beta', { identity_provider: { enabled: true } })
    expect((await get(`${start}/openid${ORIGIN}`)).status).toBe(302)
    await world.put('/identity_providers/beta/protocols/openid', {
      protocol: { mapping_id: 'users' },
    })
    expectError(await get(`${start}/openid${ORIGIN}`), 400, /^Several identity providers speak/)
    expectError(await get(`${start}/none${ORIGIN}`), 401, NOT_SIGNED_IN)
    expectError(await get(`${start}/openid${ORIGIN}&iss=x`), 401, NOT_SIGNED_IN)
    expectError(await get(`${start}/alone${ORIGIN}`), 401, NOT_SIGNED_IN)
    await world.put('/identity_providers/gamma', { identity_provider: { enabled: false } })
    await world.put('/identity_providers/gamma/protocols/alone', {
      protocol: { mapping_id: 'users' },
    })
    const disabled = 'Identity Provider gamma is disabled'
    expectError(await get(`${start}/alone${ORIGIN}`), 403, disabled)
  })

  test('is not sent where there is nothing, or nobody lets in', async () => {
    const path = (idp: string, protocol: string) =>
      `/auth/OS-FEDERATION/identity_providers/${idp}/protocols/${protocol}/websso${ORIGIN}`
    expectError(await get(path('none', 'openid')), 404, /^Could not find Identity Provider/)
    expectError(await get(path('acme', 'none')), 404, /^Could not find federated protocol none/)
    expectError(await get(path('gamma', 'alone')), 403, 'Identity Provider gamma is disabled')
  })

  test('has to come from a dashboard that is trusted, to the letter', async () => {
    for (const path of [WEBSSO, '/auth/OS-FEDERATION/websso/alone']) {
      expectError(await get(path), 400, 'Request must have an origin query parameter')
      for (const origin of [
        'http://evil.example/',
        `${DASHBOARD}x`,
        DASHBOARD.slice(0, -1),
        DASHBOARD.toUpperCase(),
        `${DASHBOARD}?next=http://evil.example`,
        'http://dashboard.example@evil.example/auth/websso/',
        'javascript:alert(1)',
        encodeURIComponent(DASHBOARD),
      ]) {
        const got = await get(`${path}?origin=${encodeURIComponent(origin)}`)
        expectError(got, 401, NOT_SIGNED_IN)
        expect(got.headers.get('location')).toBeNull()
      }
    }
    const lower = encodeURIComponent('http://upper.example/Path')
    expect((await get(`${WEBSSO}?origin=${lower}`)).status).toBe(302)
  })

  test('gets a page in which an address is text and no markup', async () => {
    world.oidc.expect('eve', { groups: ['none'] })
    const odd = encodeURIComponent('https://odd.example/?a=1&b="><script>')
    const { url, browser } = await toTheDoor(`?origin=${odd}`)
    const html = await (await browser.get(url)).text()
    expect(html).toContain('action="https://odd.example/?a=1&amp;b=&quot;&gt;&lt;script&gt;"')
    expect(html.match(/<script>/g)).toHaveLength(1)
  })
})

test('where the cloud is reached with encryption, the cookie asks for it', async () => {
  const secure = await FederatedCloud.start({ publicUrl: 'https://cloud.example' })
  const path = `/v3${WEBSSO}${ORIGIN}`
  const got = await secure.cloud.request('identity', 'GET', path)
  await secure.stop()
  expect(got.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Lax; Secure$/)
  const { searchParams } = new URL(got.headers.get('location')!)
  expect(searchParams.get('redirect_uri')).toMatch(/^https:\/\/cloud\.example/)
})

describe('what comes back is refused', () => {
  test('in another browser, or after it was used', async () => {
    world.oidc.expect('ann', { groups: ['none'] })
    const { url, browser } = await toTheDoor()
    expectError(await get(url.slice(address().length)), 401, NOT_SIGNED_IN)
    const cookies = [...browser.cookies].map(([key, value]) => `${key.split(' ')[1]}=${value}`)
    await tokenIn(await browser.get(url))
    expect((await browser.get(url)).status).toBe(401)
    const Cookie = cookies.join('; ')
    expectError(await get(url.slice(address().length), { Cookie }), 401, NOT_SIGNED_IN)
  })

  test('with the state of another journey, or a made-up one', async () => {
    world.oidc.expect('ann', { groups: ['none'] })
    const [one, two] = [await toTheDoor(), await toTheDoor()]
    const swapped = new URL(one.url)
    swapped.searchParams.set('state', new URL(two.url).searchParams.get('state')!)
    expect((await one.browser.get(swapped.href)).status).toBe(401)
    expect((await two.browser.get(swapped.href)).status).toBe(401)
    swapped.searchParams.set('state', 'x'.repeat(43))
    expect((await one.browser.get(swapped.href)).status).toBe(401)
  })

  test('at the door of another provider, or from another issuer', async () => {
    world.oidc.expect('ann', { groups: ['none'] })
    const { url, browser } = await toTheDoor()
    const wrong = new URL(url)
    wrong.searchParams.set('iss', other.issuer)
    expect((await browser.get(wrong.href)).status).toBe(401)
    const elsewhere = url.slice(address().length).replace('/acme/', '/beta/')
    const Cookie = [...browser.cookies]
      .map(([key, value]) => `${key.split(' ')[1]}=${value}`)
      .join('; ')
    expectError(await get(elsewhere, { Cookie }), 401, NOT_SIGNED_IN)
  })

  test('without a code, because the user or the provider said no', async () => {
    const { url, browser } = await toTheDoor()
    const state = new URL(url).searchParams.get('state')!
    const refused = await browser.get(`${address()}${WEBSSO}?error=access_denied&state=${state}`)
    expect(refused.status).toBe(401)
    expect(
      world.cloud.log.some(({ fields }) => JSON.stringify(fields).includes('access_denied')),
    ).toBe(true)
    const guessed = await browser.get(`${address()}${WEBSSO}?code=guessed&state=${state}`)
    expect(guessed.status).toBe(401)
  })

  test('for somebody who may not be who the mapping says', async () => {
    world.oidc.expect('double', { groups: ['none'] })
    const first = await toTheDoor()
    await tokenIn(await first.browser.get(first.url))
    await world.keystone.send('DELETE', '/OS-FEDERATION/identity_providers/acme/protocols/openid')
    await world.put('/identity_providers/acme/protocols/openid', {
      protocol: { mapping_id: 'users' },
    })
    world.oidc.expect('double', { groups: ['none'] })
    const { url, browser } = await toTheDoor()
    expect((await browser.get(url)).status).toBe(409)
  })

  test('where the rules of the user want more than the provider', async () => {
    const { user } = await world.keystone.tenant()
    await world.keystone.change('user', user.id, {
      options: { multi_factor_auth_rules: [['openid', 'totp']] },
    })
    await world.map([
      { local: [{ user: { id: '{0}', type: 'local' } }], remote: [{ type: 'OIDC-sub' }] },
    ])
    world.oidc.expect(user.id)
    const { url, browser } = await toTheDoor()
    expect((await browser.get(url)).status).toBe(401)
    await world.map(RULES)
  })
})
