/**
 * How the metadata of aggregates steers. Each has Nova's name (nova/scheduler/filters/) and asks
 * nothing of hosts whose aggregates say nothing of it.
 */
import { str } from '../../kernel/python.ts'
import type { HostFilter } from './host-filter.ts'
import { leastOf, metadataOf, valuesOf } from './host-state.ts'
import { matches } from './spec-operators.ts'

const SCOPE = 'aggregate_instance_extra_specs'

/** Means something to Nova itself, whatever aggregates say. */
const NOVAS = 'group_policy'

/** The extra specs that aggregates must answer: those of this scope, and those of none. */
export function specsForAggregates(
  specs: Readonly<Record<string, string>>,
): (readonly [key: string, wanted: string])[] {
  return Object.entries(specs).flatMap(([key, wanted]) => {
    const colon = key.indexOf(':')
    if (colon < 0) return key === NOVAS ? [] : [[key, wanted] as const]
    return key.slice(0, colon) === SCOPE ? [[key.slice(colon + 1), wanted] as const] : []
  })
}

const extraSpecsFilter: HostFilter = {
  name: 'AggregateInstanceExtraSpecsFilter',
  passes(host, { flavor }) {
    const wanted = specsForAggregates(flavor.extra_specs)
    if (wanted.length === 0) return true
    const metadata = metadataOf(host)
    return wanted.every(([key, value]) =>
      [...(metadata.get(key) ?? [])].some((has) => matches(has, value)),
    )
  },
}

export const TENANT_KEY = 'filter_tenant_id'

/** Hosts of other projects only. */
const tenancyFilter: HostFilter = {
  name: 'AggregateMultiTenancyIsolation',
  passes(host, { projectId }) {
    const named = [...metadataOf(host)].filter(([key]) => key.startsWith(TENANT_KEY))
    return named.length === 0 || named.some(([, projects]) => projects.has(projectId))
  },
}

/** The properties that Nova knows of images. */
const OF_IMAGES = /^(hw|os|img)_/

const imagePropertiesIsolation: HostFilter = {
  name: 'AggregateImagePropertiesIsolation',
  passes(host, { imageProperties }) {
    return [...metadataOf(host)].every(([key, allowed]) => {
      const value = OF_IMAGES.test(key) ? imageProperties[key] : undefined
      return value === undefined || value === '' || allowed.has(str(value))
    })
  },
}

const typeAffinityFilter: HostFilter = {
  name: 'AggregateTypeAffinityFilter',
  passes(host, { flavor }) {
    const allowed = valuesOf(host, 'instance_type')
    const names = [...allowed].flatMap((value) => value.split(',').map((name) => name.trim()))
    return allowed.size === 0 || names.includes(flavor.name)
  },
}

/** Without `max_io_ops_per_host` of nova.conf, which would refuse many who build at once. */
const ioOpsFilter: HostFilter = {
  name: 'AggregateIoOpsFilter',
  passes: (host) => host.ioOps < (leastOf(host, 'max_io_ops_per_host') ?? Infinity),
}

/** Without `max_instances_per_host` of nova.conf: Nova does not enable the filter by itself. */
const numInstancesFilter: HostFilter = {
  name: 'AggregateNumInstancesFilter',
  passes: (host) => host.servers < (leastOf(host, 'max_instances_per_host') ?? Infinity),
}

export const AGGREGATE_FILTERS: readonly HostFilter[] = [
  extraSpecsFilter,
  tenancyFilter,
  imagePropertiesIsolation,
  typeAffinityFilter,
  ioOpsFilter,
  numInstancesFilter,
]
