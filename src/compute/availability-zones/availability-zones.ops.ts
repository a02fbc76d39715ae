import { Type as T } from 'typebox'
import { policyRule } from '../../kernel/policy.ts'
import { closed } from '../../kernel/view.ts'
import { operation, type ComputeEnv } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import { adminRule } from '../base-rules.ts'
import {
  INTERNAL_ZONE,
  serviceZone,
  zonesOf,
  type ComputeService,
} from '../services/compute-service.ts'
import { stateNow } from '../services/service-state.ts'
import { listServices } from '../services/services.store.ts'
import { shownReport, TIME } from '../times.ts'

/** Source: nova/policies/availability_zone.py. */
const LIST = policyRule({
  name: 'os_compute_api:os-availability-zone:list',
  check: '@',
  description: 'List availability zones.',
  scopes: ['project'],
  operations: [{ method: 'GET', path: '/os-availability-zone' }],
})
const DETAIL = adminRule(
  'os_compute_api:os-availability-zone:detail',
  'List availability zones with their hosts and services.',
  'GET',
  '/os-availability-zone/detail',
)

const zoneShape = <Hosts extends Parameters<typeof closed>[0][string]>(hosts: Hosts) =>
  closed({
    availabilityZoneInfo: T.Array(
      closed({ zoneName: T.String(), zoneState: closed({ available: T.Boolean() }), hosts }),
    ),
  })

export const listAvailabilityZones = operation({
  id: 'availability_zones.list',
  method: 'GET',
  path: '/os-availability-zone',
  summary: 'List availability zones',
  policy: LIST,
  query: NO_QUERY,
  response: { 200: zoneShape(T.Null()) },
  errors: [400, 403],
  /** The zone of the services that run no servers is nothing a user could choose. */
  async handle({ tx }) {
    const { available, unavailable } = zonesOf(await listServices(tx))
    const shown = (zones: readonly string[], isAvailable: boolean) =>
      zones
        .filter((zone) => zone !== INTERNAL_ZONE)
        .map((zone) => ({ zoneName: zone, zoneState: { available: isAvailable }, hosts: null }))
    return { availabilityZoneInfo: [...shown(available, true), ...shown(unavailable, false)] }
  },
})

const SERVICE = closed({ available: T.Boolean(), active: T.Boolean(), updated_at: TIME })

export const listAvailabilityZonesWithHosts = operation({
  id: 'availability_zones.detail',
  method: 'GET',
  path: '/os-availability-zone/detail',
  summary: 'List availability zones with their hosts and services',
  policy: DETAIL,
  query: NO_QUERY,
  response: {
    200: zoneShape(T.Union([T.Record(T.String(), T.Record(T.String(), SERVICE)), T.Null()])),
  },
  errors: [400, 403],
  async handle({ tx, env }) {
    const services = await listServices(tx)
    const { available, unavailable } = zonesOf(services)
    return {
      availabilityZoneInfo: [
        ...available.map((zone) => ({
          zoneName: zone,
          zoneState: { available: true },
          hosts: hostsIn(zone, services, env),
        })),
        ...unavailable.map((zone) => ({
          zoneName: zone,
          zoneState: { available: false },
          hosts: null,
        })),
      ],
    }
  },
})

/** Disabled services are not shown at all, which is what the real one does. */
function hostsIn(zone: string, services: readonly ComputeService[], env: ComputeEnv) {
  const enabled = services.filter((service) => !service.disabled && serviceZone(service) === zone)
  const byHost = Map.groupBy(enabled, (service) => service.host)
  return Object.fromEntries(
    [...byHost].map(([host, ofHost]) => [
      host,
      Object.fromEntries(ofHost.map((service) => [service.binary, shownService(service, env)])),
    ]),
  )
}

function shownService(service: ComputeService, env: ComputeEnv) {
  const { up, updatedAt } = stateNow(service, env)
  return { available: up, active: true, updated_at: shownReport(updatedAt) }
}

export const availabilityZoneOperations = [listAvailabilityZones, listAvailabilityZonesWithHosts]
