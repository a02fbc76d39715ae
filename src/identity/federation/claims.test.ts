/** Claims that want to be more than text. */
import { afterAll, beforeAll, expect, test, describe } from 'vitest'
import { FederatedCloud, RULES } from '../../../test/support/federated.ts'
import { expectError, NOT_SIGNED_IN } from '../../../test/support/identity.ts'
import { attributesOf, type Claims } from './claims.ts'

describe('attributes', () => {
  const of = (claims: object, delimiter?: string) =>
    Object.fromEntries(attributesOf(claims as Claims, delimiter))

  test('are named as behind Apache, for programs and for servers', () => {
    expect(of({ preferred_username: 'ann', 'urn:x/a b': 1 })).toEqual({
      'OIDC-preferred_username': ['ann'],
      HTTP_OIDC_PREFERRED_USERNAME: ['ann'],
      'OIDC-urn-x-a-b': ['1'],
      HTTP_OIDC_URN_X_A_B: ['1'],
    })
  })

  test('hold text, whatever the claim is', () => {
    const claims = { a: true, b: false, c: 1.5, d: { e: 1 }, f: null, g: [1, null, 'x', [2]] }
    expect(of(claims)).toMatchObject({
      HTTP_OIDC_A: ['1'],
      HTTP_OIDC_B: ['0'],
      HTTP_OIDC_C: ['1.5'],
      HTTP_OIDC_D: ['{"e":1}'],
      HTTP_OIDC_G: ['1', 'x', '[2]'],
    })
    expect(of(claims)).not.toHaveProperty('HTTP_OIDC_F')
  })

  test('have several values by a list, or by the delimiter that operators chose', () => {
    const claims = { groups: 'a;b', list: ['c;d', 'e'] }
    expect(of(claims)).toMatchObject({ 'OIDC-groups': ['a;b'], 'OIDC-list': ['c;d', 'e'] })
    expect(of(claims, ';')).toMatchObject({ 'OIDC-groups': ['a', 'b'], 'OIDC-list': ['c;d', 'e'] })
  })

  test('say who it is, at the issuer', () => {
    expect(of({ sub: 's', iss: 'https://idp.example/x' })).toMatchObject({
      REMOTE_USER: ['s@idp.example/x'],
    })
    expect(of({ sub: 's' })).not.toHaveProperty('REMOTE_USER')
  })
})

describe('claims', () => {
  let world: FederatedCloud
  beforeAll(async () => {
    world = await FederatedCloud.start({ settings: { bearer: ['jwt'] } })
    for (const name of ['admins', '{0}', "['admins']"]) {
      await world.keystone.make('group', { name, domain_id: 'default' })
    }
  })
  afterAll(() => world.stop())

  const groupsOf = (body: any) => body.user['OS-FEDERATION'].groups.length

  test('are text, whatever language they look like', async () => {
    for (const name of [
      '{0}',
      '{1}{2}',
      '{0.__class__}',
      '{{',
      "x', 'admins",
      "['admins']",
      '__proto__',
      '%(user)s $host ${env:HOME}',
      'a;b;c',
      '<script>alert(1)</script>',
      "'; drop table identity_users; --",
    ]) {
      const { body } = await world.arrive({ sub: name, preferred_username: name, groups: ['x'] })
      expect(body.user.name).toBe(name)
      expect(groupsOf(body)).toBe(0)
    }
  })

  test('with semicolons, or made into lists, give no further groups', async () => {
    const come = async (groups: unknown) =>
      groupsOf((await world.arrive({ sub: 'g', preferred_username: 'g', groups })).body)
    expect(await come(['users;admins'])).toBe(0)
    expect(await come('users;admins')).toBe(0)
    expect(await come(["users', 'admins"])).toBe(0)
    expect(await come(['users', ['admins']])).toBe(0)
    expect(await come([{ name: 'admins' }])).toBe(0)
    expect(await come(['admins'])).toBe(1)
    expect(await come(['{0}', "['admins']"])).toBe(2)
  })

  test('do not stand in for others by an odd spelling', async () => {
    const claims = JSON.parse(
      '{"SUB": "admin", "Sub": "admin", "preferred-username": "admin", "GROUPS": ["admins"],' +
        '"__proto__": {"groups": ["admins"]}, "constructor": "admin", "REMOTE_USER": "admin",' +
        '"sub": "s", "preferred_username": "p", "groups": ["x"]}',
    )
    const { body } = await world.arrive(claims)
    expect(body.user.name).toBe('p')
    expect(groupsOf(body)).toBe(0)
  })

  test('name somebody whom the mapping does not name', async () => {
    await world.map([{ local: [{ user: {} }], remote: [{ type: 'OIDC-sub' }] }])
    const { body } = await world.arrive({ sub: 'nameless' })
    expect(body.user.name).toBe(`nameless@${world.oidc.issuer.replace('http://', '')}`)
    await world.map(RULES)
  })

  test('that nothing could store let nobody in, and do no harm', async () => {
    for (const name of ['a\0b', '\ud800', 'x'.repeat(256)]) {
      const claims = { sub: 'odd', preferred_username: name, groups: ['x'] }
      const got = await world.come(claims)
      if (got.status === 201) expect(got.body.token.user.name).toBe('odd')
      else expectError(got, 401, NOT_SIGNED_IN)
    }
  })
})
