/** Networks that projects are given for the asking. Source: openstack/neutron neutron/services/auto_allocate. */
import { Type as T } from 'typebox'
import { refuseBody } from '../../kernel/attributes/bodies.ts'
import { badPart, hidden } from '../../kernel/attributes/refusals.ts'
import { forbidden, type Fault } from '../../kernel/faults.ts'
import { queryOf } from '../../kernel/query.ts'
import { always } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { operation, target } from '../operation.ts'
import { DELETE_TOPOLOGY, GET_TOPOLOGY, PATH } from './topologies.policies.ts'
import { allocatedNetwork, checkRequirements, deleteTopology } from './topologies.usecase.ts'

/** Asks, as if it were an attribute, whether one could be made. */
const DRY_RUN = 'dry-run'

interface Whose {
  readonly project_id: string
}

/** `None` is what clients send who know no project: that of the token. */
const project = target<Whose, { readonly project_id: string }>({
  async load(_tx, { ctx, params: { project_id: named } }) {
    const projectId = named === 'None' ? ctx.projectId : named
    if (!ctx.isAdmin && projectId !== ctx.token.projectId) throw notAuthorized()
    return { project_id: projectId }
  },
  missing: notAuthorized,
})

function notAuthorized(): Fault {
  return forbidden('Not authorized.', { type: 'NotAuthorized' })
}

const show = operation({
  id: 'auto_allocated_topologies.show',
  method: 'GET',
  path: PATH,
  summary: 'Give a project a network behind a router, or show which it was given',
  policy: GET_TOPOLOGY,
  transaction: 'write',
  lock: 'none',
  target: project,
  authorize({ ctx }, whose) {
    if (!ctx.allows(GET_TOPOLOGY, whose)) throw hidden()
  },
  query: queryOf(always(T.Object({ fields: T.Optional(T.String()) })), {
    read: ({ parameters }) => ({ fields: parameters.getAll('fields') }),
  }),
  response: {
    200: closed({
      auto_allocated_topology: closed({
        id: T.String(),
        project_id: T.String(),
        tenant_id: T.Optional(T.String()),
      }),
    }),
  },
  errors: [400, 403, 404, 409],
  async handle({ tx, ctx, env, query: { fields }, target: { project_id: projectId } }) {
    const call = { tx, ctx, env }
    if (fields.includes(DRY_RUN)) {
      await checkRequirements(call)
      return { auto_allocated_topology: { id: 'dry-run=pass', project_id: projectId } }
    }
    if (fields.length > 0) throw badPart('auto_allocate', 'Unrecognized field')
    const id = await allocatedNetwork(call, projectId)
    return {
      auto_allocated_topology: { id, project_id: projectId, tenant_id: projectId },
    }
  },
})

const remove = operation({
  id: 'auto_allocated_topologies.delete',
  method: 'DELETE',
  path: PATH,
  summary: 'Delete the network and the router that a project was given',
  policy: DELETE_TOPOLOGY,
  target: project,
  authorize({ ctx }, whose) {
    if (!ctx.allows(GET_TOPOLOGY, whose)) throw hidden()
    ctx.authorize(DELETE_TOPOLOGY, whose)
  },
  success: 204,
  response: { 204: null },
  errors: [400, 403, 404, 409],
  async handle({ tx, ctx, env, target: { project_id: projectId } }) {
    refuseBody(ctx)
    await deleteTopology({ tx, ctx, env }, projectId)
  },
})

export const autoAllocatedTopologyOperations = [show, remove]
