import { Type as T, type TSchema } from 'typebox'
import { closed, field, View, type Field } from '../../kernel/view.ts'
import { QUOTA_RESOURCES, type QuotaDetail, type QuotaResource } from './quota.ts'

type ByResource<Value> = Readonly<Record<QuotaResource, Value>>

export interface QuotaSet<Value = number> {
  /** Of the project, or the name of the class. */
  readonly id: string
  readonly quotas: ByResource<Value>
}

interface Shown {
  readonly from?: string
  readonly until?: string
}

const FILES: Partial<ByResource<Shown>> = {
  injected_files: { until: '2.57' },
  injected_file_content_bytes: { until: '2.57' },
  injected_file_path_bytes: { until: '2.57' },
}
const networkUntil = (until: string): Partial<ByResource<Shown>> => ({
  fixed_ips: { until },
  floating_ips: { until },
  security_groups: { until },
  security_group_rules: { until },
})

const OF_PROJECTS = { ...FILES, ...networkUntil('2.36') }
const OF_CLASSES = {
  ...FILES,
  ...networkUntil('2.50'),
  server_groups: { from: '2.50' },
  server_group_members: { from: '2.50' },
}

function fieldsOf<Value>(
  schema: TSchema,
  shown: Partial<ByResource<Shown>>,
): Record<string, Field<QuotaSet<Value>>> {
  const fields = QUOTA_RESOURCES.map((resource) => [
    resource,
    field(schema, ({ quotas }: QuotaSet<Value>) => quotas[resource], shown[resource]),
  ])
  return Object.fromEntries(fields) as Record<string, Field<QuotaSet<Value>>>
}

const id = field(T.String(), (set: { readonly id: string }) => set.id)

const DETAIL = closed({ in_use: T.Integer(), limit: T.Integer(), reserved: T.Literal(0) })

export const quotaSetView = new View<QuotaSet>({ id, ...fieldsOf(T.Integer(), OF_PROJECTS) })
/** What is answered to who sets quotas. */
export const quotasView = new View<QuotaSet>(fieldsOf(T.Integer(), OF_PROJECTS))
export const quotaDetailView = new View<QuotaSet<QuotaDetail>>({
  id,
  ...fieldsOf(DETAIL, OF_PROJECTS),
})

export const quotaClassView = new View<QuotaSet>({ id, ...fieldsOf(T.Integer(), OF_CLASSES) })
export const classQuotasView = new View<QuotaSet>(fieldsOf(T.Integer(), OF_CLASSES))

/** What limits are called in `/limits`. Source: nova/api/openstack/compute/views/limits.py. */
const absolute = {
  maxTotalCores: limit('cores'),
  maxPersonality: limit('injected_files', '2.57'),
  maxPersonalitySize: limit('injected_file_content_bytes', '2.57'),
  maxTotalInstances: limit('instances'),
  maxTotalKeypairs: limit('key_pairs'),
  maxServerMeta: limit('metadata_items'),
  maxImageMeta: limit('metadata_items', '2.39'),
  maxTotalRAMSize: limit('ram'),
  maxServerGroups: limit('server_groups'),
  maxServerGroupMembers: limit('server_group_members'),
  maxTotalFloatingIps: limit('floating_ips', '2.36'),
  maxSecurityGroups: limit('security_groups', '2.36'),
  maxSecurityGroupRules: limit('security_group_rules', '2.36'),
  totalRAMUsed: used('ram'),
  totalCoresUsed: used('cores'),
  totalInstancesUsed: used('instances'),
  totalFloatingIpsUsed: used('floating_ips', '2.36'),
  totalSecurityGroupsUsed: used('security_groups', '2.36'),
  totalServerGroupsUsed: used('server_groups'),
}

function limit(resource: QuotaResource, until?: string) {
  const value = (details: ByResource<QuotaDetail>) => details[resource].limit
  return field(T.Integer(), value, until === undefined ? {} : { until })
}

function used(resource: QuotaResource, until?: string) {
  const value = (details: ByResource<QuotaDetail>) => details[resource].in_use
  return field(T.Integer(), value, until === undefined ? {} : { until })
}

export const absoluteLimitsView = new View<ByResource<QuotaDetail>>(absolute)
