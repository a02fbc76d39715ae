import { Type as T } from 'typebox'
import { notFound, type Fault } from '../../kernel/faults.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import { collection, collectionOf, SELF } from '../collections.ts'
import { linkOperations } from '../families/links.ops.ts'
import { operation, targets } from '../operation.ts'
import { project, PROJECT_NAMED, renderedList } from '../projects/projects.ops.ts'
import type { ProjectRow } from '../projects/projects.store.ts'
import { PROJECT } from '../projects/projects.view.ts'
import {
  associate,
  type Association,
  dissociate,
  groupsOfProject,
  isAssociated,
  projectsGiven,
} from './associations.store.ts'
import { ENDPOINT_GROUP_NAMED } from './endpoint-groups.ops.ts'
import type { EndpointGroupRow } from './endpoint-groups.store.ts'
import { ENDPOINT_GROUP, renderEndpointGroup } from './endpoint-groups.view.ts'
import {
  ADD_GROUP_TO_PROJECT,
  GET_GROUP_IN_PROJECT,
  LIST_GROUPS_OF_PROJECT,
  LIST_PROJECTS_OF_GROUP,
  REMOVE_GROUP_FROM_PROJECT,
} from './policies.ts'

type Params = { readonly project_id: string; readonly endpoint_group_id: string }

interface Pair {
  readonly project: ProjectRow
  readonly group: EndpointGroupRow
}

const pair = targets<Pair, Params>({
  parts: { project: PROJECT_NAMED, group: ENDPOINT_GROUP_NAMED },
  whenMissing: 'last',
  attributes: (_, { project_id, endpoint_group_id }) => ({ project_id, endpoint_group_id }),
})

function associationOf({ project, group }: Pair): Association {
  return { kind: 'group', id: group.id, projectId: project.id }
}

function notGiven(): Fault {
  return notFound('Endpoint Group Project Association not found')
}

const ASSOCIATION = closed({
  endpoint_group_id: T.String(),
  project_id: T.String(),
  links: SELF,
})

const PATH = '/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/projects/{project_id}' as const

export const groupProjectsOperations = [
  operation({
    id: 'endpoint_groups.list_projects',
    method: 'GET',
    path: '/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/projects',
    summary: 'List the projects that were given an endpoint group.',
    policy: LIST_PROJECTS_OF_GROUP,
    query: NO_PARAMETERS,
    response: { 200: collectionOf('projects', PROJECT) },
    errors: [403],
    async handle({ tx, ctx, params }) {
      const rows = await projectsGiven(tx, 'group', params.endpoint_group_id)
      return collection(ctx, 'projects', await renderedList(tx, rows, ctx))
    },
  }),

  operation({
    id: 'endpoint_groups.show_project',
    method: 'GET',
    path: PATH,
    summary: 'Check whether a project was given an endpoint group.',
    policy: GET_GROUP_IN_PROJECT,
    target: pair,
    response: { 200: closed({ project_endpoint_group: ASSOCIATION }) },
    errors: [403, 404],
    async handle({ tx, ctx, target }) {
      const association = associationOf(target)
      if (!(await isAssociated(tx, association))) throw notGiven()
      const { id, projectId } = association
      const self = `${ctx.endpoint}/OS-EP-FILTER/endpoint_groups/${id}/projects/${projectId}`
      return {
        project_endpoint_group: { endpoint_group_id: id, project_id: projectId, links: { self } },
      }
    },
  }),

  ...linkOperations({
    path: PATH,
    target: pair,
    absent: notGiven,
    add: {
      id: 'endpoint_groups.add_project',
      summary: 'Give a project an endpoint group: it sees its endpoints, and no longer all.',
      policy: ADD_GROUP_TO_PROJECT,
      errors: [403, 404, 409],
      handle: ({ tx, target }) => associate(tx, associationOf(target)),
    },
    remove: {
      id: 'endpoint_groups.remove_project',
      summary: 'Take an endpoint group from a project.',
      policy: REMOVE_GROUP_FROM_PROJECT,
      handle: ({ tx, target }) => dissociate(tx, associationOf(target)),
    },
  }),

  operation({
    id: 'project_endpoints.list_groups',
    method: 'GET',
    path: '/OS-EP-FILTER/projects/{project_id}/endpoint_groups',
    summary: 'List the endpoint groups that a project was given.',
    policy: LIST_GROUPS_OF_PROJECT,
    target: project,
    query: NO_PARAMETERS,
    response: { 200: collectionOf('endpoint_groups', ENDPOINT_GROUP) },
    errors: [403, 404],
    async handle({ tx, ctx, target }) {
      const rows = await groupsOfProject(tx, target.id)
      const items = rows.map((row) => renderEndpointGroup(row, ctx))
      return collection(ctx, 'endpoint_groups', items)
    },
  }),
]
