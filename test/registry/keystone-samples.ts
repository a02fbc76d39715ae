/** The samples of Keystone's API reference, and which of our operations each belongs to. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { routesOf } from '../../src/kernel/registry.ts'
import { SERVICES } from '../../src/services.ts'

const FOLDER = fileURLToPath(new URL('../../../shared/upstream', import.meta.url))

export const SAMPLES_ARE_HERE = existsSync(`${FOLDER}/samples/keystone`)

export interface KeystoneSample {
  /** Below `samples/keystone/`. */
  readonly file: string
  readonly direction: 'request' | 'response'
  /** Ids of the operations that would send or take it. */
  readonly operations: readonly string[]
  /** What it is of: method and path. */
  readonly calls: readonly string[]
}

/** Samples that the reference forgets to show, by the call they are of. */
const FORGOTTEN: Readonly<Record<string, string>> = {
  'v2-ext/samples/OS-KSEC2/credentials-show-response.json':
    'GET /v2.0/users/{userId}/credentials/OS-EC2/{credentialId}',
  'v3/samples/admin/auth-password-project-scoped-response.json': 'POST /v3/auth/tokens',
  'v3/samples/admin/auth-password-system-scoped-request-with-domain.json': 'POST /v3/auth/tokens',
  'v3/samples/admin/auth-password-unscoped-request.json': 'POST /v3/auth/tokens',
  'v3/samples/admin/auth-token-scoped-request.json': 'POST /v3/auth/tokens',
  'v3/samples/admin/auth-token-scoped-response.json': 'POST /v3/auth/tokens',
  'v3/samples/admin/domain-create-response.json': 'POST /v3/domains',
  'v3/samples/admin/domain-group-update-request.json':
    'PATCH /v3/domains/{domain_id}/config/{group}',
  'v3/samples/admin/endpoint-create-response.json': 'POST /v3/endpoints',
  'v3/samples/admin/group-create-response.json': 'POST /v3/groups',
  'v3/samples/admin/identity-version-response.json': 'GET /v3/',
  'v3/samples/admin/identity-versions-response.json': 'GET /',
  'v3/samples/admin/policy-create-response.json': 'POST /v3/policies',
  'v3/samples/admin/project-create-response.json': 'POST /v3/projects',
  'v3/samples/admin/project-enable-request.json': 'PATCH /v3/projects/{id}',
  'v3/samples/admin/region-create-response.json': 'POST /v3/regions',
  'v3/samples/admin/role-create-response.json': 'POST /v3/roles',
  'v3/samples/admin/service-create-response.json': 'POST /v3/services',
}

/** Every sample in the folder; those of calls that are not here have no operations. */
export function keystoneSamples(): KeystoneSample[] {
  const listed = calls()
  return globSync('**/*.json', { cwd: `${FOLDER}/samples/keystone` })
    .sort()
    .map((file) => {
      const forgotten = FORGOTTEN[file]
      const of = forgotten === undefined ? (listed.get(file) ?? []) : [forgotten]
      const direction = file.includes('request') ? 'request' : 'response'
      return { file, direction, calls: of, operations: [...new Set(of.flatMap(operationsAt))] }
    })
}

/** The calls by which the reference shows each sample. */
function calls(): Map<string, string[]> {
  const [header, ...lines] = readFileSync(`${FOLDER}/operations.tsv`, 'utf8').trimEnd().split('\n')
  const names = header!.split('\t')
  const found = new Map<string, string[]>()
  for (const line of lines) {
    const cells = line.split('\t')
    const cell = (name: string) => cells[names.indexOf(name)] ?? ''
    const call = `${cell('method')} ${cell('path')}`
    for (const file of [cell('request_sample'), cell('response_sample')].join(';').split(';')) {
      const below = file.replace(/^keystone\//, '')
      if (file !== below) found.set(below, [...(found.get(below) ?? []), call])
    }
  }
  return found
}

const ROUTES = routesOf(SERVICES.find(({ type }) => type === 'identity')!)

function operationsAt(call: string): string[] {
  const plain = (text: string) =>
    text
      .replace(/\?.*/, '')
      .replace(/\{[^}]*\}/g, '{}')
      .replace(/(.)\/$/, '$1')
  const [method, path] = call.split(' ') as [string, string]
  return ROUTES.filter((route) => route.method === method && plain(route.path) === plain(path))
    .flatMap((route) => route.variants)
    .map(({ id }) => id)
}

/** Undefined where it is no JSON even after commas have been set right. */
export function readSample(file: string): unknown {
  const text = readFileSync(`${FOLDER}/samples/keystone/${file}`, 'utf8')
    .replace(/(["\d\]}el])[ \t]*\n(\s*["{])/g, '$1,\n$2')
    .replace(/,(\s*[}\]])/g, '$1')
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
