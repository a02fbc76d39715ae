import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { BACKENDS } from '../../../test/support/databases.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

const INVALID = 'Invalid domain specific configuration: '

describe.each(BACKENDS.filter(({ name }) => name !== 'SQLite in a file'))('$name', (backend) => {
  let cloud: Cloud
  let keystone: Keystone

  beforeAll(async () => {
    cloud = await startCloud({ database: await backend.url('cloud') })
    keystone = await Keystone.of(cloud)
  })
  afterAll(() => cloud.app.stop())

  const FIRST = { ldap: { url: 'u', password: 'hush' }, identity: { driver: 'ldap' } }

  async function configured(config: object = FIRST): Promise<{ id: string; path: string }> {
    const { id } = await keystone.make('domain', { name: keystone.name('domain') })
    const path = `/domains/${id}/config`
    const got = await keystone.send('PUT', path, { body: { config } })
    expect(got.status, got.text).toBe(201)
    return { id, path }
  }

  const patch = (path: string, config: unknown) =>
    keystone.send('PATCH', path, { body: { config } })

  test('is set, shown by parts, changed and deleted, and its secrets are never shown', async () => {
    const { id, path } = await configured()
    const visible = { identity: { driver: 'ldap' }, ldap: { url: 'u' } }
    expect((await keystone.get(path)).body).toEqual({ config: visible })
    expect((await keystone.get(`${path}/ldap`)).body).toEqual({ config: { ldap: { url: 'u' } } })
    expect((await keystone.get(`${path}/ldap/url`)).body).toEqual({ config: { url: 'u' } })
    expectError(
      await keystone.get(`${path}/ldap/password`),
      404,
      `Could not find option password in group ldap in domain configuration for domain ${id}.`,
    )
    const inGroup = await patch(`${path}/ldap`, { ldap: { url: 'v', suffix: 's' } })
    expect(inGroup.body.config.ldap).toEqual({ suffix: 's', url: 'v' })
    expect((await patch(`${path}/ldap/url`, { url: 'w' })).body.config.ldap.url).toBe('w')
    expect((await patch(path, { ldap: { page_size: 3 } })).body.config.ldap.page_size).toBe(3)
    const again = await keystone.send('PUT', path, { body: { config: { ldap: { url: 'x' } } } })
    expect([again.status, again.body]).toEqual([200, { config: { ldap: { url: 'x' } } }])
    expect((await keystone.send('DELETE', `${path}/ldap/url`)).status).toBe(204)
    await patch(path, { ldap: { url: 'y' } })
    expect((await keystone.send('DELETE', `${path}/ldap`)).status).toBe(204)
    expect((await keystone.send('DELETE', path)).status).toBe(204)
    expect((await keystone.send('DELETE', path)).status).toBe(204)
    const nothing = `Could not find any options in domain configuration for domain ${id}.`
    expectError(await keystone.get(path), 404, nothing)
  })

  test('that is not there is not found', async () => {
    const { id, path } = await configured({ identity: { list_limit: 1 } })
    const group = `Could not find group ldap in domain configuration for domain ${id}.`
    const option = `Could not find option url in group ldap in domain configuration for domain ${id}.`
    expectError(await keystone.get(`${path}/ldap`), 404, group)
    expectError(await patch(`${path}/ldap`, { ldap: { url: 'u' } }), 404, group)
    expectError(await keystone.send('DELETE', `${path}/ldap`), 404, group)
    expectError(await patch(`${path}/ldap/url`, { url: 'u' }), 404, option)
    expectError(await keystone.send('DELETE', `${path}/ldap/url`), 404, option)
    const nowhere = '/domains/nowhere/config'
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const body = method === 'DELETE' ? {} : { body: { config: FIRST } }
      const got = await keystone.send(method, nowhere, body)
      expectError(got, 404, 'Could not find domain: nowhere.')
    }
  })

  test('that no domain may have is refused', async () => {
    const { path } = await configured()
    const put = (body: unknown) => keystone.send('PUT', path, { body })
    expectError(await put({}), 403, `${INVALID}No options specified.`)
    const text =
      'The value of group ldap specified in the config should be a dictionary of options.'
    expectError(await put({ config: { ldap: 'x' } }), 403, INVALID + text)
    const bad = 'Option bad in group ldap is not supported for domain specific configurations.'
    expectError(await patch(path, { ldap: { bad: 1 } }), 403, INVALID + bad)
    const group = 'Group bad is not supported for domain specific configurations.'
    for (const method of ['GET', 'DELETE']) {
      expectError(await keystone.send(method, `${path}/bad`), 403, INVALID + group)
      expectError(await keystone.send(method, `${path}/ldap/bad`), 403, INVALID + bad)
    }
    const instead =
      'request to update group ldap, but config provided contains group identity instead.'
    expectError(await patch(`${path}/ldap`, { identity: { driver: 'x' } }), 403, INVALID + instead)
    expectError(await patch(`${path}/ldap`, FIRST), 403, /so that, and only that, group must be/)
    expectError(await patch(`${path}/ldap/url`, { suffix: 'x' }), 403, /contains option suffix/)
    const two = { suffix: 'x', url: 'y' }
    expectError(await patch(`${path}/ldap/url`, two), 403, /so that, and only that, option must be/)
  })

  test('that is no dictionary of options is refused', async () => {
    const { path } = await configured()
    for (const [config, status, message] of [
      ['5', 400, "'int' object is not iterable"],
      ['1.5', 400, "'float' object is not iterable"],
      ['true', 400, "'bool' object is not iterable"],
      ['"x"', 400, "string indices must be integers, not 'str'"],
      ['["ldap"]', 400, 'list indices must be integers or slices, not str'],
      ...['0', 'false', 'null', '""', '[]', '{}'].map(
        (empty) => [empty, 403, `${INVALID}No options specified.`] as const,
      ),
    ] as const) {
      const body = `{"config": ${config}}`
      for (const [method, where] of [
        ['PUT', path],
        ['PATCH', path],
        ['PATCH', `${path}/ldap`],
      ] as const) {
        expectError(await keystone.send(method, where, { body }), status, message)
      }
      const option = await keystone.send('PATCH', `${path}/ldap/url`, { body })
      expectError(option, 403, /The value of group ldap specified in the config should be/)
    }
    const malformed = await keystone.send('PATCH', `${path}/ldap/url`, { body: '[1' })
    expect(malformed.status).toBe(400)
  })

  test('has defaults', async () => {
    const { config } = (await keystone.get('/domains/config/default')).body
    expect(config.identity).toEqual({ driver: 'sql', list_limit: null })
    expect(config.ldap).not.toHaveProperty('password')
    const { identity } = config
    expect((await keystone.get('/domains/config/identity/default')).body).toEqual({
      config: { identity },
    })
    expect((await keystone.get('/domains/config/ldap/url/default')).body).toEqual({
      config: { url: 'ldap://localhost' },
    })
    expectError(
      await keystone.get('/domains/config/ldap/password/default'),
      403,
      `${INVALID}Reading the default for option password in group ldap is not supported.`,
    )
    expect((await keystone.get('/domains/config/bad/default')).status).toBe(403)
    const { token } = await cloud.demo()
    expect((await keystone.get('/domains/config/default', { token })).status).toBe(403)
  })

  test('of passwords is there for everybody to read, and for nobody to change', async () => {
    const { token } = await cloud.demo()
    const path = '/domains/default/config/security_compliance'
    const values = { password_regex: null, password_regex_description: null }
    const all = await keystone.get(path, { token })
    expect(all.body).toEqual({ config: { security_compliance: values } })
    const one = await keystone.get(`${path}/password_regex`, { token })
    expect(one.body).toEqual({ config: { password_regex: null } })
    const refused = await keystone.get(`${path}/lockout_duration`, { token })
    expectError(
      refused,
      403,
      /^Invalid domain specific configuration: Reading security compliance v/,
    )
    const { path: other } = await configured()
    const elsewhere = await keystone.get(`${other}/security_compliance`, { token })
    expectError(elsewhere, 403, /any domain other than the default domain/)
    const body = { config: { security_compliance: { password_regex: 'x' } } }
    expect((await keystone.send('PATCH', path, { body })).status).toBe(403)
  })
})
