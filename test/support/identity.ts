/** Short ways to talk to a cloud's Identity in tests. */
import { expect } from 'vitest'
import { ADMIN_PASSWORD, type Cloud, type Got, type Persona, type Send } from './cloud.ts'

export interface Asking extends Send {
  /** The token that X-Subject-Token names. */
  subject?: string
}

export class Keystone {
  readonly cloud: Cloud
  readonly admin: Persona
  #names = 0

  constructor(cloud: Cloud, admin: Persona) {
    this.cloud = cloud
    this.admin = admin
  }

  static async of(cloud: Cloud): Promise<Keystone> {
    return new Keystone(cloud, await cloud.admin())
  }

  /** As the administrator, unless another token is given. `path` is below `/v3`. */
  send(method: string, path: string, asking: Asking = {}): Promise<Got> {
    const { subject, ...send } = asking
    const headers = subject === undefined ? {} : { 'X-Subject-Token': subject }
    return this.cloud.request('identity', method, `/v3${path}`, {
      token: this.admin.token,
      ...send,
      headers: { ...headers, ...send.headers },
    })
  }

  get(path: string, asking?: Asking): Promise<Got> {
    return this.send('GET', path, asking)
  }

  /** Makes something and gives what was answered below the root key. */
  async make(kind: string, attributes: object): Promise<any> {
    const got = await this.send('POST', `/${kind}s`, { body: { [kind]: attributes } })
    expect(got.status, got.text).toBe(201)
    return got.body[kind]
  }

  async change(kind: string, id: string, attributes: object): Promise<any> {
    const got = await this.send('PATCH', `/${kind}s/${id}`, { body: { [kind]: attributes } })
    expect(got.status, got.text).toBe(200)
    return got.body[kind]
  }

  async remove(kind: string, id: string): Promise<void> {
    const got = await this.send('DELETE', `/${kind}s/${id}`)
    expect(got.status, got.text).toBe(204)
  }

  async roleId(name: string): Promise<string> {
    const got = await this.get(`/roles?name=${name}`)
    return got.body.roles[0].id
  }

  /** `grant('projects', id, 'users', id, 'member')`; on the system, leave the place's id empty. */
  async grant(place: string, placeId: string, actor: string, id: string, role: string) {
    const where = placeId === '' ? place : `${place}/${placeId}`
    const path = `/${where}/${actor}/${id}/roles/${await this.roleId(role)}`
    const got = await this.send('PUT', path)
    expect(got.status, got.text).toBe(204)
    return path
  }

  name(start: string): string {
    this.#names += 1
    return `${start}-${this.#names}`
  }

  /** A user with a role on a project, both new; the password is the name. */
  async tenant(role = 'member', domain = 'default') {
    const project = await this.make('project', { name: this.name('tenant'), domain_id: domain })
    const name = this.name('user')
    const user = await this.make('user', { name, password: name, domain_id: domain })
    await this.grant('projects', project.id, 'users', user.id, role)
    return { name, project, user, token: await this.issue(user.id, name, { project }) }
  }

  /** Signs in by id. A project or domain in `scope` may have more attributes than its id. */
  signIn(userId: string, password: string, scope?: object | string): Promise<Got> {
    const identity = { methods: ['password'], password: { user: { id: userId, password } } }
    return this.auth({ identity, ...(scope !== undefined && { scope: narrowed(scope) }) })
  }

  auth(auth: unknown, query = ''): Promise<Got> {
    return this.cloud.request('identity', 'POST', `/v3/auth/tokens${query}`, { body: { auth } })
  }

  async issue(userId: string, password: string, scope?: object | string): Promise<string> {
    const got = await this.signIn(userId, password, scope)
    expect(got.status, got.text).toBe(201)
    return got.headers.get('x-subject-token')!
  }

  /** Is the token good for anything? Every service asks the same authenticator. */
  async isValid(token: string): Promise<boolean> {
    const got = await this.get('/auth/projects', { token })
    return got.status === 200
  }

  adminScopedTo(scope: object | string): Promise<string> {
    return this.issue(this.admin.userId, ADMIN_PASSWORD, scope)
  }
}

function narrowed(scope: object | string): object | string {
  if (typeof scope === 'string') return scope
  return Object.fromEntries(
    Object.entries(scope).map(([kind, place]: [string, { id?: string }]) => [
      kind,
      place.id === undefined ? place : { id: place.id },
    ]),
  )
}

export function expectError(got: Got, status: number, message: string | RegExp): void {
  expect(got.status, got.text).toBe(status)
  expect(got.body.error.code).toBe(status)
  if (typeof message === 'string') expect(got.body.error.message).toBe(message)
  else expect(got.body.error.message).toMatch(message)
}

export const NOT_SIGNED_IN = 'The request you have made requires authentication.'
