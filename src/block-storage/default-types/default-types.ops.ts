import { Type as T } from 'typebox'
import { Fault, badRequest, notFound } from '../../kernel/faults.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import { operation, target } from '../operation.ts'
import { NAME } from '../parameters.ts'
import { GET_DEFAULT, LIST_DEFAULTS, SET_DEFAULT, UNSET_DEFAULT } from '../volume-types/policies.ts'
import { viewerOf } from '../volume-types/volume-types.ts'
import { getTypeByNameOrId } from '../volume-types/volume-types.store.ts'
import {
  projectDefaults,
  setProjectDefault,
  unsetProjectDefault,
  type ProjectDefault,
} from './default-types.store.ts'

const PATH = '/default-types/{target_project_id}'

const defaultSchema = closed({ project_id: T.String(), volume_type_id: T.String() })

function toBody({ projectId, volumeTypeId }: ProjectDefault) {
  return { project_id: projectId, volume_type_id: volumeTypeId }
}

type Params = { readonly target_project_id: string }

const attributes = (project: { readonly id: string }) => ({ project_id: project.id })

/** The project the path names, which need not be the asker's. */
const project = target<{ readonly id: string }, Params>({
  load: (tx, { env, params }) => env.facades.identity.findProject(tx, params.target_project_id),
  missing: ({ target_project_id: id }) => notFound(`Project with id ${id} not found.`),
  attributes,
})

const list = operation({
  id: 'default_types.list',
  method: 'GET',
  path: '/default-types',
  versions: ['3.62'],
  summary: 'List the projects that have a default volume type of their own',
  policy: LIST_DEFAULTS,
  query: NO_PARAMETERS,
  response: { 200: closed({ default_types: T.Array(defaultSchema) }) },
  errors: [403],
  handle: async ({ tx }) => ({ default_types: (await projectDefaults(tx)).map(toBody) }),
})

const show = operation({
  id: 'default_types.show',
  method: 'GET',
  path: PATH,
  versions: ['3.62'],
  summary: 'Show the default volume type of a project',
  policy: GET_DEFAULT,
  target: project,
  response: { 200: closed({ default_type: defaultSchema }) },
  errors: [403, 404],
  async handle({ tx, target: { id: projectId } }) {
    const [chosen] = await projectDefaults(tx, projectId)
    if (chosen === undefined) throw notFound(`Default type for project ${projectId} not found.`)
    return { default_type: toBody(chosen) }
  },
})

const set = operation({
  id: 'default_types.set',
  method: 'PUT',
  path: PATH,
  versions: ['3.62'],
  summary: 'Choose the default volume type of a project',
  policy: SET_DEFAULT,
  target: project,
  // Projects are another service's.
  lock: 'none',
  body: closed({ default_type: closed({ volume_type: NAME }) }),
  response: { 200: closed({ default_type: defaultSchema }) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, target: { id: projectId }, body }) {
    const type = await getTypeByNameOrId(tx, viewerOf(ctx), body.default_type.volume_type).catch(
      (error: unknown) => {
        throw error instanceof Fault && error.status === 404 ? badRequest(error.message) : error
      },
    )
    const chosen = { projectId, volumeTypeId: type.id }
    await setProjectDefault(tx, chosen)
    return { default_type: toBody(chosen) }
  },
})

const unset = operation({
  id: 'default_types.unset',
  method: 'DELETE',
  path: PATH,
  versions: ['3.62'],
  summary: 'Give a project the default volume type of everybody',
  policy: UNSET_DEFAULT,
  // Of a project that is gone too, so that nothing keeps its type from being deleted.
  judgedOn: ({ params }) => attributes({ id: params.target_project_id }),
  success: 204,
  response: { 204: null },
  errors: [403],
  handle: ({ tx, params }) => unsetProjectDefault(tx, params.target_project_id),
})

export const defaultTypeOperations = [list, show, set, unset]
