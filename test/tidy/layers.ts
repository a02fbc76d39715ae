/** Who may import whom, read from the import lines; docs/adding-an-operation.md says what for. */
import { importsOf, SOURCES } from './tree.ts'

export type Layer =
  | 'start'
  | 'app'
  | 'module'
  | 'service'
  | 'facade'
  | 'operations'
  | 'use case'
  | 'store'
  | 'view'
  | 'jobs of a service'
  | 'rules'
  | 'client of another system'
  | 'kernel'
  | 'storage'
  | 'schema of a service'
  | 'jobs'
  | 'drivers'
  | 'telemetry'

export const SERVICES = [
  'identity',
  'compute',
  'block-storage',
  'image',
  'network',
  'placement',
] as const

export function serviceOf(path: string): string | undefined {
  return SERVICES.find((service) => path.startsWith(`src/${service}/`))
}

/**
 * The layer is read off the path. In a service, a file at the top that is not the manifest or the
 * facade, and a file named after a resource, are rules: pure. A folder `…-client` talks to a system
 * elsewhere.
 */
export function layerOf(path: string): Layer | undefined {
  if (/^src\/(app|services)\.ts$/.test(path) || path.startsWith('src/app/')) return 'app'
  if (path === 'src/main.ts' || /^src\/(cli|config)\//.test(path)) return 'start'
  if (path === 'src/module.ts') return 'module'
  const top = /^src\/(kernel|storage|jobs|drivers|telemetry)\//.exec(path)?.[1]
  if (top !== undefined) return top as Layer
  if (serviceOf(path) === undefined) return undefined
  if (path.endsWith('/service.ts')) return 'service'
  if (path.endsWith('/module.ts')) return 'module'
  if (/^src\/[a-z-]+\/storage\//.test(path)) return 'schema of a service'
  if (path.endsWith('/facade.ts')) return 'facade'
  if (/\/[a-z]+-client\//.test(path)) return 'client of another system'
  if (path.endsWith('.ops.ts')) return 'operations'
  if (path.endsWith('.usecase.ts')) return 'use case'
  if (path.endsWith('.store.ts')) return 'store'
  if (path.endsWith('.view.ts')) return 'view'
  if (path.endsWith('.jobs.ts')) return 'jobs of a service'
  return 'rules'
}

const WITHIN_A_SERVICE: readonly Layer[] = [
  'operations',
  'use case',
  'store',
  'view',
  'rules',
  'jobs of a service',
]

const BELOW_A_MODULE: readonly Layer[] = ['schema of a service', 'drivers', 'kernel']

/** What each layer may import, in whole; `type` is what it may import types of, besides. */
const MAY: Readonly<Record<Layer, { code: readonly Layer[]; type: readonly Layer[] }>> = {
  start: {
    code: ['start', 'app', 'telemetry', 'kernel', 'storage'],
    type: ['jobs', 'drivers', 'service'],
  },
  app: { code: ['app', 'module', 'facade', 'kernel', 'storage', 'jobs'], type: [] },
  module: {
    code: [...WITHIN_A_SERVICE, 'module', 'service', 'facade', ...BELOW_A_MODULE],
    type: ['storage', 'jobs'],
  },
  service: {
    code: [...WITHIN_A_SERVICE, 'facade', 'kernel'],
    type: ['storage', 'jobs', 'drivers', 'client of another system'],
  },
  facade: {
    code: ['facade', ...WITHIN_A_SERVICE, 'client of another system', 'kernel'],
    type: ['storage', 'drivers', 'jobs'],
  },
  operations: {
    code: [...WITHIN_A_SERVICE, 'facade', 'kernel'],
    type: ['storage', 'jobs', 'drivers', 'service', 'client of another system'],
  },
  store: {
    code: ['store', 'rules', 'storage', 'kernel'],
    type: ['drivers', 'schema of a service'],
  },
  'schema of a service': { code: ['schema of a service', 'storage'], type: ['rules'] },
  'use case': {
    code: ['use case', 'store', 'rules', 'jobs of a service', 'facade', 'kernel'],
    type: ['storage', 'jobs', 'drivers', 'client of another system'],
  },
  view: { code: ['view', 'rules', 'kernel'], type: ['store', 'facade'] },
  'jobs of a service': {
    code: ['jobs of a service', 'use case', 'facade', 'store', 'rules', 'kernel', 'jobs'],
    type: ['storage', 'drivers'],
  },
  rules: {
    code: ['rules', 'kernel'],
    type: [
      'storage',
      'schema of a service',
      'drivers',
      'jobs',
      'facade',
      'store',
      'use case',
      'client of another system',
    ],
  },
  'client of another system': { code: ['client of another system', 'rules', 'kernel'], type: [] },
  kernel: { code: ['kernel'], type: [] },
  storage: { code: ['storage'], type: ['kernel'] },
  jobs: { code: ['jobs', 'storage', 'kernel', 'facade', 'drivers'], type: [] },
  drivers: { code: ['drivers'], type: [] },
  telemetry: { code: ['telemetry', 'kernel'], type: ['app', 'jobs', 'storage'] },
}

/** Parts of the kernel that tell the time, draw lots, or talk to somebody. */
const EFFECTS = /^src\/kernel\/(ids|server|pipeline|addresses)\.ts$/

/** Packages that have one home, so that swapping one is a change of few files. */
const HOMES: readonly (readonly [pattern: RegExp, home: RegExp, words: string])[] = [
  [/^(pg|better-sqlite3)$/, /^src\/storage\//, 'src/storage/'],
  [/^kysely$/, /^src\/([a-z-]+\/)?(storage|jobs)\/|\.store\.ts$/, 'stores and storage/'],
  [/^@aws-sdk\//, /^src\/drivers\/image\//, 'src/drivers/image/'],
  [/^ajv/, /^src\/kernel\//, 'src/kernel/'],
  [/^jose$/, /^src\/identity\//, 'src/identity/'],
  [/^(pino|prom-client)/, /^src\/telemetry\//, 'src/telemetry/'],
  [/^yaml$/, /^src\/(config|cli|kernel\/policy)/, 'src/config/, src/cli/ and kernel/policy'],
]

/** Imports that the table forbids and that are right all the same, with the reason. */
const ALLOWED: readonly { from: RegExp; to: RegExp; because: string }[] = [
  {
    from: /^src\/kernel\//,
    to: /^src\/storage\/database\.ts$/,
    because: 'the kernel hands `tx` to handlers, so it names its type (types only)',
  },
]

export interface Layering {
  readonly problems: string[]
  /** Entries of `ALLOWED` that nothing needs any more. */
  readonly unused: string[]
}

export function layering(): Layering {
  const used = new Set<string>()
  const problems: string[] = []
  for (const path of SOURCES.filter((file) => !file.endsWith('.test.ts'))) {
    const layer = layerOf(path)
    if (layer === undefined) {
      problems.push(
        `${path} lies in no layer: put it into a folder of a layer, or teach ` +
          'test/tidy/layers.ts the new one.',
      )
      continue
    }
    for (const { target, typeOnly } of importsOf(path)) {
      const home = HOMES.find(([pattern]) => pattern.test(target))
      if (home !== undefined && !home[1].test(path) && !typeOnly) {
        problems.push(`${path} imports ${target}, which only ${home[2]} may.`)
      }
      if (!target.startsWith('src/')) continue
      const problem = judge(path, layer, target, typeOnly)
      if (problem === undefined) continue
      const exception = ALLOWED.find((entry) => entry.from.test(path) && entry.to.test(target))
      if (exception !== undefined && typeOnly) used.add(exception.because)
      else problems.push(problem)
    }
  }
  const unused = ALLOWED.map((entry) => entry.because).filter((because) => !used.has(because))
  return { problems, unused }
}

function judge(path: string, layer: Layer, target: string, typeOnly: boolean): string | undefined {
  const aimed = layerOf(target)
  if (aimed === undefined) return `${path} imports ${target}, which lies in no layer.`
  const [here, there] = [serviceOf(path), serviceOf(target)]
  if (here !== undefined && there !== undefined && here !== there && aimed !== 'facade') {
    return (
      `${path} imports ${target}. A service reaches another only through its facade: export what ` +
      `you need from src/${there}/facade.ts.`
    )
  }
  const may = MAY[layer]
  if (layer === 'rules' && EFFECTS.test(target) && !typeOnly) {
    return `${path} imports ${target}: rules are pure. Pass in what they need as a value.`
  }
  if (may.code.includes(aimed)) return undefined
  if (may.type.includes(aimed)) {
    if (typeOnly) return undefined
    return (
      `${path} (${layer}) imports ${target} (${aimed}) to run it. Only its types are allowed ` +
      'there (`import type`); get the thing itself through `env`, wired in module.ts.'
    )
  }
  return (
    `${path} (${layer}) imports ${target} (${aimed}). ${capital(layer)} may import ` +
    `${may.code.join(', ')}${may.type.length > 0 ? `; types also of ${may.type.join(', ')}` : ''}.`
  )
}

function capital(words: string): string {
  return words[0]!.toUpperCase() + words.slice(1)
}
