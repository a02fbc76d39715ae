/**
 * A whole Stackling for a test: real HTTP on free ports of loopback, a database of its own, the
 * users and projects that the recorded answers of the real services were made with.
 */
import { CLIENT_TIMEOUTS, type ClientTimeouts } from '../../src/kernel/client-timeouts.ts'
import { SYSTEM_CLOCKS, type Clocks } from '../../src/kernel/clock.ts'
import { systemIds, type Ids } from '../../src/kernel/ids.ts'
import { startApp, type App, type AppConfig, type AppParts } from '../../src/app.ts'
import type { ServiceType } from '../../src/services.ts'
import { SqliteDatabase } from '../../src/storage/sqlite.ts'
import { imageOf } from './cloud-image.ts'
import { ADMIN_PASSWORD, DEMO_PASSWORD, settingsOf } from './cloud-settings.ts'
import { recordAnswer } from './driven.ts'

export interface CloudOptions extends Partial<AppConfig>, Partial<Clocks> {
  ids?: Ids
  clientTimeouts?: ClientTimeouts
  programRoutes?: AppParts['programRoutes']
  onAnswer?: AppParts['onAnswer']
}

export interface Send {
  token?: string | undefined
  /** Sent as JSON, unless it is text: then it is sent as it is. */
  body?: unknown
  headers?: Record<string, string>
  /** The microversion, without the service's name. */
  version?: string
}

export interface Got {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; undefined where it is empty or no JSON. */
  readonly body: any
}

export { ADMIN_PASSWORD, CREDENTIAL_KEYS, DEMO_PASSWORD } from './cloud-settings.ts'

const VERSION_TYPE: Partial<Record<ServiceType, string>> = {
  compute: 'compute',
  'block-storage': 'volume',
  placement: 'placement',
}

export interface Persona {
  readonly token: string
  readonly userId: string
  readonly projectId: string
}

export class Cloud {
  readonly app: App
  readonly log: { level: string; fields: object; message: string }[]
  constructor(app: App, log: Cloud['log']) {
    this.app = app
    this.log = log
  }

  /** Sends one request and reads the whole answer. `path` is from the service's root. */
  async request(service: ServiceType, method: string, path: string, send: Send = {}): Promise<Got> {
    const headers: Record<string, string> = {}
    if (send.token !== undefined) headers['X-Auth-Token'] = send.token
    if (send.body !== undefined) headers['Content-Type'] = 'application/json'
    if (send.version !== undefined) {
      headers['OpenStack-API-Version'] = `${VERSION_TYPE[service]} ${send.version}`
    }
    const response = await fetch(this.app.addresses.get(service) + path, {
      method,
      headers: { ...headers, ...send.headers },
      redirect: 'manual',
      ...(send.body !== undefined && {
        body: typeof send.body === 'string' ? send.body : JSON.stringify(send.body),
      }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: parsed(text) }
  }

  /** A token for a user of the Default domain, scoped as asked (default: the named project). */
  async token(
    user: string,
    password: string,
    scope: object | 'unscoped' | string,
  ): Promise<string> {
    const auth = {
      identity: {
        methods: ['password'],
        password: { user: { name: user, domain: { id: 'default' }, password } },
      },
      scope:
        typeof scope === 'object' || scope === 'unscoped'
          ? scope
          : { project: { name: scope, domain: { id: 'default' } } },
    }
    const got = await this.request('identity', 'POST', '/v3/auth/tokens', { body: { auth } })
    if (got.status !== 201) throw new Error(`no token for ${user}: ${got.status} ${got.text}`)
    return got.headers.get('x-subject-token')!
  }

  async persona(user: string, password: string, project: string): Promise<Persona> {
    const token = await this.token(user, password, project)
    const { body } = await this.request('identity', 'GET', '/v3/auth/tokens', {
      token,
      headers: { 'X-Subject-Token': token },
    })
    return { token, userId: body.token.user.id, projectId: body.token.project.id }
  }

  /** Role admin on the project `admin`. */
  admin(): Promise<Persona> {
    return this.persona('admin', ADMIN_PASSWORD, 'admin')
  }

  /** Role member on the project `demo`. */
  demo(): Promise<Persona> {
    return this.persona('demo', DEMO_PASSWORD, 'demo')
  }

  /** A user of a project whose role no policy knows. */
  async roleless(project: string): Promise<Persona> {
    const { token } = await this.admin()
    const body = { role: { name: 'roleless' } }
    await this.request('identity', 'POST', '/v3/roles', { token, body })
    return this.user('roleless', 'roleless', project)
  }

  /** Makes a user with one role on a (new or existing) project of the Default domain. */
  async user(name: string, role: string, project: string): Promise<Persona> {
    const { token } = await this.admin()
    const send = async (method: string, path: string, body?: object) => {
      const got = await this.request('identity', method, path, { token, ...(body && { body }) })
      if (got.status >= 300) throw new Error(`${method} ${path}: ${got.status} ${got.text}`)
      return got.body
    }
    const found = await send('GET', `/v3/projects?name=${project}`)
    const projectId: string =
      found.projects[0]?.id ??
      (await send('POST', '/v3/projects', { project: { name: project, domain_id: 'default' } }))
        .project.id
    const user = { name, password: `${name}pass`, domain_id: 'default' }
    const { id } = (await send('POST', '/v3/users', { user })).user
    const { roles } = await send('GET', `/v3/roles?name=${role}`)
    await send('PUT', `/v3/projects/${projectId}/users/${id}/roles/${roles[0].id}`)
    return this.persona(name, `${name}pass`, project)
  }

  /** Resolves when no job is due any more. */
  settled(): Promise<void> {
    return this.app.jobs.idle()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.stop()
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Starts a cloud, in memory from an image where the test's settings allow one;
 * `await using cloud = await startCloud()` stops it at the end of the test.
 */
export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
  const {
    clock = SYSTEM_CLOCKS.clock,
    processClock = SYSTEM_CLOCKS.processClock,
    ids = systemIds,
    clientTimeouts = WITHOUT_DRAIN,
    programRoutes,
    onAnswer,
    ...config
  } = options
  const lines: Cloud['log'] = []
  const write = (level: string) => (fields: object, message: string) => {
    lines.push({ level, fields, message })
  }
  const log = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  }
  const settings = settingsOf(config)
  const image = settings.database === 'sqlite::memory:' ? await imageOf(options) : undefined
  const app = await startApp(settings, {
    ...(image && { database: new SqliteDatabase(image, processClock) }),
    ...{ clock, processClock, ids, log, clientTimeouts },
    onAnswer: (record) => {
      recordAnswer(record)
      onAnswer?.(record)
    },
    ...(programRoutes && { programRoutes }),
  })
  return new Cloud(app, lines)
}

/** Nobody sends a request to a cloud that its test has stopped. */
const WITHOUT_DRAIN: ClientTimeouts = { ...CLIENT_TIMEOUTS, drain: 0 }
