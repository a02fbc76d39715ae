import { notFound, type Fault } from '../../kernel/faults.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { collection, collectionOf } from '../collections.ts'
import { ENDPOINT_NAMED, endpointTarget } from '../endpoints/endpoints.ops.ts'
import type { EndpointRow } from '../endpoints/endpoints.store.ts'
import { ENDPOINT, renderEndpoint } from '../endpoints/endpoints.view.ts'
import { linkOperations } from '../families/links.ops.ts'
import { operation, targets } from '../operation.ts'
import { project, PROJECT_NAMED, renderedList } from '../projects/projects.ops.ts'
import type { ProjectRow } from '../projects/projects.store.ts'
import { PROJECT } from '../projects/projects.view.ts'
import {
  associate,
  type Association,
  dissociate,
  endpointsOfProject,
  isAssociated,
  projectsGiven,
} from './associations.store.ts'
import {
  ADD_ENDPOINT_TO_PROJECT,
  CHECK_ENDPOINT_IN_PROJECT,
  LIST_ENDPOINTS_OF_PROJECT,
  LIST_PROJECTS_OF_ENDPOINT,
  REMOVE_ENDPOINT_FROM_PROJECT,
} from './policies.ts'

type Params = { readonly project_id: string; readonly endpoint_id: string }

interface Pair {
  readonly endpoint: EndpointRow
  readonly project: ProjectRow
}

const attributes = ({ project_id, endpoint_id }: Params) => ({ project_id, endpoint_id })

const pair = targets<Pair, Params>({
  parts: { endpoint: ENDPOINT_NAMED, project: PROJECT_NAMED },
  whenMissing: 'last',
  attributes: (_, params) => attributes(params),
})

function associationOf({ project_id: projectId, endpoint_id: id }: Params): Association {
  return { kind: 'endpoint', id, projectId }
}

function notGiven({ id, projectId }: Association): Fault {
  return notFound(`Endpoint ${id} not found in project ${projectId}`)
}

const PATH = '/OS-EP-FILTER/projects/{project_id}/endpoints/{endpoint_id}' as const

export const projectEndpointsOperations = [
  operation({
    id: 'project_endpoints.list_projects',
    method: 'GET',
    path: '/OS-EP-FILTER/endpoints/{endpoint_id}/projects',
    summary: 'List the projects that were given an endpoint.',
    policy: LIST_PROJECTS_OF_ENDPOINT,
    target: endpointTarget,
    query: NO_PARAMETERS,
    response: { 200: collectionOf('projects', PROJECT) },
    errors: [403, 404],
    async handle({ tx, ctx, target }) {
      const rows = await projectsGiven(tx, 'endpoint', target.id)
      return collection(ctx, 'projects', await renderedList(tx, rows, ctx))
    },
  }),

  operation({
    id: 'project_endpoints.list',
    method: 'GET',
    path: '/OS-EP-FILTER/projects/{project_id}/endpoints',
    summary: 'List the endpoints that a project was given, one by one or by a group.',
    policy: LIST_ENDPOINTS_OF_PROJECT,
    target: project,
    query: NO_PARAMETERS,
    response: { 200: collectionOf('endpoints', ENDPOINT) },
    errors: [403, 404],
    async handle({ tx, ctx, target }) {
      const rows = await endpointsOfProject(tx, target.id)
      const items = rows.map((row) => renderEndpoint(row, ctx))
      return collection(ctx, 'endpoints', items)
    },
  }),

  ...linkOperations({
    path: PATH,
    target: pair,
    absent: (_, params) => notGiven(associationOf(params)),
    check: {
      id: 'project_endpoints.check',
      summary: 'Check whether a project was given an endpoint itself.',
      policy: CHECK_ENDPOINT_IN_PROJECT,
      handle: ({ tx, params }) => isAssociated(tx, associationOf(params)),
    },
    add: {
      id: 'project_endpoints.add',
      summary: 'Give a project an endpoint: it sees those it was given, and no longer all.',
      policy: ADD_ENDPOINT_TO_PROJECT,
      errors: [403, 404, 409],
      handle: ({ tx, params }) => associate(tx, associationOf(params)),
    },
  }),

  operation({
    id: 'project_endpoints.remove',
    method: 'DELETE',
    path: PATH,
    summary: 'Take an endpoint from a project. One that has none left sees them all again.',
    policy: REMOVE_ENDPOINT_FROM_PROJECT,
    judgedOn: ({ params }) => attributes(params),
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    async handle({ tx, params }) {
      const association = associationOf(params)
      if (!(await dissociate(tx, association))) throw notGiven(association)
    },
  }),
]
