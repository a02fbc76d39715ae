/** What quotas are set to. Source: nova/api/openstack/compute/schemas/quota_sets.py. */
import { Type as T } from 'typebox'
import { BOOLEAN } from '../parameters.ts'
import type { QuotaResource } from './quota.ts'

const LIMIT = T.Unsafe<number | string>({
  type: ['integer', 'string'],
  pattern: '^-?[0-9]+$',
  minimum: -1,
  maximum: 0x7fffffff,
})

type Settings = Readonly<Partial<Record<QuotaResource, number | string>>>

const SERVERS = ['instances', 'cores', 'ram'] as const
const ADDRESSES = ['floating_ips', 'fixed_ips'] as const
const GROUPS = ['security_groups', 'security_group_rules'] as const
const FILES = ['injected_files', 'injected_file_content_bytes', 'injected_file_path_bytes'] as const
const LAST = ['server_groups', 'server_group_members'] as const

/** In this order upstream looks at them: the first that is wrong is named. */
const ALL: readonly QuotaResource[] = [
  ...SERVERS,
  ...ADDRESSES,
  ...(['metadata_items', 'key_pairs'] as const),
  ...GROUPS,
  ...FILES,
  ...LAST,
]
const NETWORKLESS = ALL.filter((resource) => ![...ADDRESSES, ...GROUPS].some(is(resource)))
const FILELESS = NETWORKLESS.filter((resource) => !FILES.some(is(resource)))

function is(resource: QuotaResource) {
  return (other: QuotaResource) => other === resource
}

/** Those that can be set: to what network there was before Neutron no more, then to no files either. */
export const SETTABLE = { ALL, NETWORKLESS, FILELESS } as const

export function quotaSettings(resources: readonly QuotaResource[]) {
  return T.Unsafe<Settings & { readonly force?: boolean | string }>(
    settings(resources, { force: T.Optional(BOOLEAN) }),
  )
}

export function quotaClassSettings(resources: readonly QuotaResource[]) {
  return T.Unsafe<Settings>(settings(resources, {}))
}

function settings(resources: readonly QuotaResource[], more: Parameters<typeof T.Object>[0]) {
  const limits = resources.map((resource) => [resource, T.Optional(LIMIT)] as const)
  return T.Object({ ...Object.fromEntries(limits), ...more }, { additionalProperties: false })
}

/** The limits that a body names, which is valid. */
export function limitsIn(body: Settings): ReadonlyMap<QuotaResource, number> {
  const named = ALL.filter((resource) => body[resource] !== undefined)
  // By way of BigInt, which knows no -0.
  return new Map(named.map((resource) => [resource, Number(BigInt(body[resource]!))]))
}
