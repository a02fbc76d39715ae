/**
 * Which hosts a server may come to. Each has Nova's name (nova/scheduler/filters/), and sees one host:
 * those that Nova enables by default, those of the hints, and those by which aggregates steer.
 */
import { AGGREGATE_FILTERS } from './aggregate-filters.ts'
import { computeCapabilitiesFilter } from './capabilities-filter.ts'
import type { HostFilter } from './host-filter.ts'
import { imagePropertiesFilter } from './image-filter.ts'

/** The service runs, and takes servers. */
const computeFilter: HostFilter = {
  name: 'ComputeFilter',
  passes: ({ isUp, isDisabled }) => isUp && !isDisabled,
}

const antiAffinityFilter: HostFilter = {
  name: 'ServerGroupAntiAffinityFilter',
  passes({ node }, _request, { group, ofGroup, ownHost }) {
    if (group?.policy !== 'anti-affinity' || ownHost === node.host) return true
    return (ofGroup.get(node.host) ?? 0) < group.maxServerPerHost
  },
}

/** Where the group has no server yet, any host will do. */
const affinityFilter: HostFilter = {
  name: 'ServerGroupAffinityFilter',
  passes({ node }, _request, { group, ofGroup, ownHost }) {
    if (group?.policy !== 'affinity' || (ofGroup.size === 0 && ownHost === undefined)) return true
    return ofGroup.has(node.host) || ownHost === node.host
  },
}

const sameHostFilter: HostFilter = {
  name: 'SameHostFilter',
  passes: ({ node }, _request, { sameHosts }) => sameHosts?.has(node.host) ?? true,
}

const differentHostFilter: HostFilter = {
  name: 'DifferentHostFilter',
  passes: ({ node }, _request, { differentHosts }) => !differentHosts.has(node.host),
}

export const FILTERS: readonly HostFilter[] = [
  computeFilter,
  computeCapabilitiesFilter,
  imagePropertiesFilter,
  antiAffinityFilter,
  affinityFilter,
  sameHostFilter,
  differentHostFilter,
  ...AGGREGATE_FILTERS,
]
