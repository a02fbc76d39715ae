/**
 * A service that exists in tests alone, on the real listener and pipeline: the place to try a shape
 * of the kernel that no service of the product needs yet. To try another one, add its operations to
 * `TOY` (a file a resource, as `crates.ts`), or a service of its own to `startToy`.
 *
 * Tokens are their own contents: `member@p1` is a member of the project `p1`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Server } from 'node:http'
import { onTestFinished } from 'vitest'
import { portOf } from '../../src/kernel/addresses.ts'
import { CLIENT_TIMEOUTS, type ClientTimeouts } from '../../src/kernel/client-timeouts.ts'
import { systemProcessClock } from '../../src/kernel/clock.ts'
import { closeServer } from '../../src/kernel/closing.ts'
import type { Authenticator, Token } from '../../src/kernel/context.ts'
import { faultsByStatus, fieldMessage } from '../../src/kernel/dialect.ts'
import { badRequest, Fault } from '../../src/kernel/faults.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { Pipeline } from '../../src/kernel/pipeline.ts'
import { Enforcer, policyRule } from '../../src/kernel/policy.ts'
import { rulesOf } from '../../src/kernel/registry.ts'
import { createServer, listenOn } from '../../src/kernel/server.ts'
import type { AnswerRecord } from '../../src/kernel/server-options.ts'
import type { Service } from '../../src/kernel/service.ts'
import type { Database } from '../../src/storage/database.ts'
import { openForTest } from '../support/databases.ts'
import { crateOperations, type ToyEnv } from './crates.ts'
import { palletOperations } from './pallets.ts'
import { crateFacade, DOCK } from './dock.ts'
import { HARBOUR } from './harbour.ts'

export const TOY: Service<ToyEnv> = {
  type: 'toy',
  title: 'Toy',
  project: 'toy',
  description: 'Crates.',
  defaultPort: 0,
  sharedPath: '/toy',
  mounts: [{ id: 'v1', prefix: '/v1', min: 0, max: 0, projectInPath: 'never' }],
  catalog: [],
  dialect: {
    ...faultsByStatus({
      faultType: 'application/json',
      retryAfterIn: [],
      mediaTypes: ['application/json'],
      invalid: (schema, value, where) => badRequest(fieldMessage(schema, value, where)),
      projectMismatch: () => badRequest(),
      unknownAction: () => badRequest(),
      microversionOfOthers: () => undefined,
      bodyMissing: () => badRequest('Body expected in request.'),
    }),
    mediaTypeRefused: (mediaType, expected) =>
      new Fault(415, `${mediaType || 'None'} is none of ${expected.join(', ')}`),
    policyRefused: (rule) => `No ${rule} for you.`,
    severalRanges: 'One range at a time.',
  },
  checks: ['body', 'target', 'policy'],
  adminRule: policyRule({ name: 'toy:admin', check: 'role:admin' }),
  rules: [],
  operations: [...crateOperations, ...palletOperations],
  bodyLimit: 100_000,
}

export interface Toy {
  /** Where it is served, with the prefix of its version. */
  readonly url: string
  /** The same of the service that calls it. */
  readonly dock: string
  /** The same of the service that speaks as Neutron. Its tables are not made (`createBerths`). */
  readonly harbour: string
  readonly env: ToyEnv
  readonly server: Server
  readonly answers: readonly AnswerRecord[]
  /** What was logged as a mistake of ours. */
  readonly errors: readonly string[]
}

export interface ToyOptions {
  readonly clientTimeouts?: Partial<ClientTimeouts>
  readonly database?: Database
}

/** Serves the toy on a free port until the test ends. */
export async function startToy(options: ToyOptions = {}): Promise<Toy> {
  const directory = mkdtempSync(join(tmpdir(), 'stackling-toy-'))
  const database = options.database ?? (await openForTest('sqlite::memory:'))
  const env: ToyEnv = { crates: new Map(), directory, events: [], database }
  const services: Service[] = [
    { ...DOCK, env: { facades: { toy: crateFacade(env) } } },
    { ...TOY, env },
    HARBOUR,
  ]
  const answers: AnswerRecord[] = []
  const errors: string[] = []
  const log = {
    debug() {},
    info() {},
    warn() {},
    error: (_fields: object, message: string) => void errors.push(message),
  }
  const enforcers = new Map(services.map((service) => [service.type, enforcerOf(service)]))
  const clientTimeouts = { ...CLIENT_TIMEOUTS, drain: 0, ...options.clientTimeouts }
  const server = createServer({
    services,
    prefixOf: ({ sharedPath }) => sharedPath,
    pipeline: new Pipeline({
      services,
      database,
      authenticator: BY_NAME,
      enforcerOf: ({ type }) => enforcers.get(type)!,
      log,
      checkResponses: 'always',
    }),
    plan: {
      publicUrl: undefined,
      trustedProxies: new Set(),
      sharedPort: true,
      services: new Map(
        ['identity', ...enforcers.keys()].map((type) => [
          type,
          { sharedPath: `/${type}`, port: 1 },
        ]),
      ),
    },
    clock: systemProcessClock,
    ids: systemIds,
    log,
    clientTimeouts,
    faultOf: () => undefined,
    challenge: BY_NAME.challenge,
    onAnswer: (answer) => answers.push(answer),
  })
  await listenOn(server, '127.0.0.1', 0)
  onTestFinished(async () => {
    await closeServer(server, systemProcessClock, clientTimeouts)
    rmSync(directory, { recursive: true })
  })
  const address = `http://127.0.0.1:${portOf(server.address())}`
  return {
    url: `${address}/toy/v1`,
    dock: `${address}/dock/v1`,
    harbour: `${address}/harbour/v2.0`,
    env,
    server,
    answers,
    errors,
  }
}

function enforcerOf(service: Service): Enforcer {
  return new Enforcer(rulesOf(service), new Map())
}

/** `<role>@<project>` is a token of somebody with that role there. */
const BY_NAME: Authenticator = {
  challenge: () => 'Toy',
  async authenticate(text) {
    const [role, projectId] = text.split('@')
    if (!role || !projectId) return undefined
    const ids = { user_id: `${role}-of-${projectId}`, project_id: projectId }
    const token: Token = {
      id: text,
      userId: ids.user_id,
      userName: ids.user_id,
      userDomainId: 'default',
      projectId,
      projectName: projectId,
      projectDomainId: 'default',
      domainId: undefined,
      domainName: undefined,
      systemScope: undefined,
      roles: [role],
      methods: ['password'],
      auditIds: ['toy'],
      issuedAt: 0,
      expiresAt: Infinity,
      credentials: { ...ids, roles: [role], is_admin: false },
    }
    return token
  },
}
