import { afterAll, beforeAll } from 'vitest'
import { startCloud, type Cloud, type CloudOptions, type Got, type Persona } from './cloud.ts'

/** Sends a request to Placement as one user, at the newest microversion unless told. */
export type PlacementApi = (
  method: string,
  path: string,
  body?: unknown,
  version?: string,
) => Promise<Got>

const NEWEST = '1.39'

export function placementApi(cloud: Cloud, { token }: Persona): PlacementApi {
  return (method, path, body, version = NEWEST) =>
    cloud.request('placement', method, path, {
      ...{ token, version },
      ...(body !== undefined && { body }),
    })
}

/** A cloud for the tests of one file, and callers of Placement. */
export interface PlacementCloud {
  cloud: Cloud
  admin: PlacementApi
  adminPersona: Persona
  /** Another service of the cloud. */
  service: PlacementApi
  /** A member of the project `demo`. */
  demo: PlacementApi
  persona: Persona
  /** Makes a provider with these inventories and traits, and returns its uuid. */
  provider(has?: ProviderParts): Promise<string>
  /** As `POST /allocation_candidates` and its like name it: the provider's counter of changes. */
  generation(uuid: string): Promise<number>
  /** Gives a new consumer these resources of a provider, and returns its uuid. */
  claim(provider: string, resources: Readonly<Record<string, number>>): Promise<string>
}

export interface ProviderParts {
  readonly parent?: string
  /** Totals, or whole inventories, by resource class. */
  readonly has?: Readonly<Record<string, number | object>>
  readonly traits?: readonly string[]
  readonly aggregates?: readonly string[]
}

/** Starts the cloud, which has no hosts, before the tests of the file and stops it after them. */
export function usePlacementCloud(options: CloudOptions = {}): PlacementCloud {
  const all = {} as PlacementCloud
  beforeAll(async () => Object.assign(all, await placementCloud({ hosts: [], ...options })))
  afterAll(() => all.cloud?.[Symbol.asyncDispose]())
  return all
}

export async function placementCloud(options: CloudOptions): Promise<PlacementCloud> {
  const cloud = await startCloud(options)
  const adminPersona = await cloud.admin()
  const persona = await cloud.demo()
  const admin = placementApi(cloud, adminPersona)
  let made = 0
  const must = async (...asked: Parameters<PlacementApi>): Promise<any> => {
    const got = await admin(...asked)
    if (got.status >= 300) throw new Error(`${asked[0]} ${asked[1]}: ${got.status} ${got.text}`)
    return got.body
  }
  const generation = async (uuid: string): Promise<number> =>
    (await must('GET', `/resource_providers/${uuid}`)).generation
  return {
    ...{ cloud, adminPersona, persona, admin, generation },
    service: placementApi(cloud, await cloud.user('nova', 'service', 'service')),
    demo: placementApi(cloud, persona),
    async provider({ parent, has = {}, traits = [], aggregates = [] } = {}) {
      const body = { name: `provider-${++made}`, parent_provider_uuid: parent ?? null }
      const { uuid } = await must('POST', '/resource_providers', body)
      const put = async (part: string, what: object): Promise<void> => {
        const change = { ...what, resource_provider_generation: await generation(uuid) }
        await must('PUT', `/resource_providers/${uuid}/${part}`, change)
      }
      const inventories = Object.entries(has).map(([name, one]) => [
        name,
        typeof one === 'number' ? { total: one } : one,
      ])
      if (inventories.length > 0) {
        await put('inventories', { inventories: Object.fromEntries(inventories) })
      }
      if (traits.length > 0) await put('traits', { traits })
      if (aggregates.length > 0) await put('aggregates', { aggregates })
      return uuid
    },
    async claim(provider, resources) {
      const consumer = crypto.randomUUID()
      await must('PUT', `/allocations/${consumer}`, claimOf({ [provider]: resources }, persona))
      return consumer
    },
  }
}

/** The body that gives a consumer these resources, by provider. */
export function claimOf(
  allocations: Readonly<Record<string, Readonly<Record<string, number>>>>,
  { projectId, userId }: Persona,
  generation: number | null = null,
) {
  const byProvider = Object.entries(allocations).map(([uuid, resources]) => [uuid, { resources }])
  return {
    allocations: Object.fromEntries(byProvider),
    project_id: projectId,
    user_id: userId,
    consumer_generation: generation,
    consumer_type: 'INSTANCE',
  }
}

/** `409 placement.concurrent_update what the client reads`, of a refusal. */
export function refusal({ status, body }: Got): string {
  const [error] = body.errors
  const detail = error.detail.split('\n\n').slice(1).join('\n\n').trim()
  const code = error.code === undefined ? '' : ` ${error.code.replace('placement.', '')}`
  return `${status}${code === ' undefined_code' ? '' : code} ${detail}`
}
