import { Type as T } from 'typebox'
import { isoTime } from '../../kernel/clock.ts'
import { badRequest, conflict, notFound } from '../../kernel/faults.ts'
import { since } from '../../kernel/operation.ts'
import { closed, many, one } from '../../kernel/view.ts'
import { removeHostEverywhere } from '../aggregates/aggregates.store.ts'
import { MV } from '../microversions.ts'
import { operation, target } from '../operation.ts'
import { BOOLEAN, integerId, isTrue, uuidId } from '../parameters.ts'
import { COMPUTE_BINARY, type ComputeService } from './compute-service.ts'
import * as policies from './policies.ts'
import { serviceActionOperations } from './service-actions.ops.ts'
import { stateNow } from './service-state.ts'
import { checkUpdatable, DISABLED_REASON } from './service-update.ts'
import { serviceView } from './service.view.ts'
import { serversOn } from '../hosts/hosted-servers.store.ts'
import { nodesOn } from '../hosts/registration.store.ts'
import { tellPlacement } from './services.usecase.ts'
import { changeService, deleteService, findService, listServices } from './services.store.ts'

const FILTERS = { host: T.Optional(T.String()), binary: T.Optional(T.String()) }

export const listAllServices = operation({
  id: 'services.list',
  method: 'GET',
  path: '/os-services',
  summary: 'List the services of compute',
  policy: policies.LIST,
  query: since({
    '2.0': T.Object(FILTERS, { additionalProperties: true }),
    '2.75': closed(FILTERS),
  }),
  response: { 200: many('services', serviceView) },
  errors: [400, 403],
  async handle({ tx, ctx, env, query }) {
    const services = (await listServices(tx))
      .filter(({ host }) => !query.host || host === query.host)
      .filter(({ binary }) => !query.binary || binary === query.binary)
    return { services: services.map((service) => serviceView.render(stateNow(service, env), ctx)) }
  },
})

type Params = { readonly service_id: string }

/** The form of the id is judged before the policy, its existence after. */
const serviceByUuid = target<ComputeService, Params>({
  load: (tx, { params, lock }) => findService(tx, { uuid: uuidId(params.service_id) }, lock),
  missing: ({ service_id: id }) => notFound(`Service ${id} could not be found.`),
  whenMissing: 'last',
  attributes: () => ({}),
})

/** By its number before 2.53. */
const service = target<ComputeService, Params>({
  load(tx, { ctx, params: { service_id: id }, lock }) {
    const key = ctx.version >= MV.UUIDS ? { uuid: uuidId(id) } : { id: integerId(id) }
    return findService(tx, key, lock)
  },
  missing: ({ service_id: id }) => notFound(`Service ${id} not found.`),
  whenMissing: 'last',
})

const STATUS = T.Unsafe<'enabled' | 'disabled'>({ type: 'string', enum: ['enabled', 'disabled'] })

export const updateService = operation({
  id: 'services.update',
  method: 'PUT',
  path: '/os-services/{service_id}',
  summary: 'Enable or disable a compute service, force it down or back up',
  versions: ['2.53'],
  policy: policies.UPDATE,
  target: serviceByUuid,
  checks: ['body', 'target', 'policy'],
  body: closed({
    status: T.Optional(STATUS),
    disabled_reason: T.Optional(DISABLED_REASON),
    forced_down: T.Optional(BOOLEAN),
  }),
  response: { 200: one('service', serviceView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, body, target: { id, uuid, binary, host } }) {
    checkUpdatable(binary)
    const { status, disabled_reason: why, forced_down: forcedDown } = body
    if (status === 'enabled' && why !== undefined) {
      throw badRequest("Specifying 'disabled_reason' with status 'enabled' is invalid.")
    }
    if (status === undefined && forcedDown === undefined) {
      throw badRequest(
        "No updates were requested. Fields 'status' or 'forced_down' should be specified.",
      )
    }
    const change = {
      ...(status !== undefined && { disabled: status === 'disabled', disabledReason: why ?? null }),
      ...(forcedDown !== undefined && { forcedDown: isTrue(forcedDown) }),
    }
    await changeService(tx, id, change, isoTime(env.clock.now()))
    await tellPlacement(tx, env, host, change)
    const changed = await findService(tx, { uuid })
    return { service: serviceView.render(stateNow(changed!, env), ctx) }
  },
})

export const deleteAService = operation({
  id: 'services.delete',
  method: 'DELETE',
  path: '/os-services/{service_id}',
  summary: 'Delete a service, with its compute node and from all aggregates',
  policy: policies.DELETE,
  target: service,
  success: 204,
  response: { 204: null },
  errors: [400, 403, 404, 409],
  async handle({ tx, env, target: { id, host, binary } }) {
    if (binary === COMPUTE_BINARY) {
      if ((await serversOn(tx, [host]))(host) > 0) {
        throw conflict(
          'Unable to delete compute service that is hosting instances. Migrate or delete the ' +
            'instances first.',
        )
      }
      await removeHostEverywhere(tx, host)
      const [node] = await nodesOn(tx, [host])
      if (node !== undefined) await env.facades.placement.forget(tx, node.uuid)
    }
    await deleteService(tx, { id, host, binary })
  },
})

export const serviceOperations = [
  listAllServices,
  updateService,
  deleteAService,
  ...serviceActionOperations,
]
