/** Makes some of what identity lists, one after the other. */
import { expect } from 'vitest'
import type { Keystone } from '../support/identity.ts'

export interface Made {
  readonly path: string
  /** The administrator's on the system, unless told. */
  readonly token?: string
  /** In the order in which they were made. */
  readonly ids: readonly string[]
}

export type Maker = (keystone: Keystone) => Promise<Made>

/** Ids are random: that so many come in the right order by chance happens once in 5,000 times. */
const LETTERS = [...'gfedcba']

/** One after the other; where the id is the client's, the first is the last of the alphabet. */
export async function each(
  make: (letter: string) => Promise<{ readonly id: string }>,
): Promise<string[]> {
  const ids: string[] = []
  for (const letter of LETTERS) ids.push((await make(letter)).id)
  return ids
}

export async function sent(
  keystone: Keystone,
  method: string,
  path: string,
  body?: object,
  token = keystone.admin.token,
): Promise<any> {
  const got = await keystone.send(method, path, { token, ...(body && { body }) })
  expect(got.status, `${method} ${path}: ${got.text}`).toBeLessThan(300)
  const [member] = Object.values<any>(got.body ?? {})
  return Array.isArray(member) ? member[0] : member
}

/** Puts them one by one, the newest first: the order of putting is not that of making. */
export async function putBackwards(
  keystone: Keystone,
  ids: readonly string[],
  pathOf: (id: string) => string,
): Promise<string[]> {
  const order = ids.toReversed()
  for (const id of order) await sent(keystone, 'PUT', pathOf(id))
  return order
}

export const several = (keystone: Keystone, kind: string) =>
  each(() => keystone.make(kind, { name: keystone.name(kind) }))
export const one = async (keystone: Keystone, kind: string): Promise<string> =>
  (await keystone.make(kind, { name: keystone.name(kind) })).id

export const made =
  (kind: string, attributes: (letter: string) => object): Maker =>
  async (keystone) => ({
    path: `/${kind}s`,
    ids: await each((letter) => keystone.make(kind, attributes(letter))),
  })

/** Clients choose the ids of these. */
export const put =
  (kind: string, path: string, attributes: object): Maker =>
  async (keystone) => ({
    path,
    ids: await each((letter) =>
      sent(keystone, 'PUT', `${path}/${letter}`, { [kind]: attributes }).then(({ id }) => ({ id })),
    ),
  })

export const granted =
  (
    actor: 'user' | 'group',
    target: 'project' | 'domain' | 'system',
    below?: '/inherited_to_projects',
  ): Maker =>
  async (keystone) => {
    const place = target === 'system' ? target : `${target}s/${await one(keystone, target)}`
    const own = `/${place}/${actor}s/${await one(keystone, actor)}/roles`
    const path = below === undefined ? own : `/OS-INHERIT${own}`
    const pathOf = (role: string) => `${path}/${role}${below ?? ''}`
    const ids = await putBackwards(keystone, await several(keystone, 'role'), pathOf)
    return { path: path + (below ?? ''), ids }
  }

/** Where somebody may enter: in the order in which the places were made. */
export const entered =
  (kind: 'project' | 'domain', path: string): Maker =>
  async (keystone) => {
    const name = keystone.name('enterer')
    const { id } = await keystone.make('user', { name, password: name })
    const ids = await several(keystone, kind)
    const role = await keystone.roleId('member')
    await putBackwards(keystone, ids, (place) => `/${kind}s/${place}/users/${id}/roles/${role}`)
    return { path: path.replace('{user_id}', id), token: await keystone.issue(id, name), ids }
  }

/** What users make for themselves. */
export const owned =
  (
    place: string,
    make: (path: string, letter: string, project: string) => [string, object],
  ): Maker =>
  async (keystone) => {
    const { user, project, token } = await keystone.tenant()
    const path = `/users/${user.id}/${place}`
    const ids = await each(async (letter) => {
      const [at, body] = make(`/users/${user.id}`, letter, project.id)
      const item = await sent(keystone, 'POST', at, body, token)
      return { id: item.access_rules?.[0].id ?? item.id ?? item.access }
    })
    return { path, token, ids }
  }

export const applicationCredential = (path: string, letter: string): [string, object] => {
  const access_rules = [{ service: 'compute', method: 'GET', path: `/${letter}` }]
  const application_credential = { name: letter, access_rules }
  return [`${path}/application_credentials`, { application_credential }]
}
