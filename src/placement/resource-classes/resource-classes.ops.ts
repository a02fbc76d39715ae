import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { Reply } from '../../kernel/operation.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { validator } from '../../kernel/validate.ts'
import { closed } from '../../kernel/view.ts'
import { fresh } from '../answers.ts'
import { refusal } from '../faults.ts'
import { LINKS, locationOf, pathOf } from '../links.ts'
import {
  addName,
  allNames,
  findName,
  isNameUsed,
  isStandard,
  removeName,
  renameClass,
} from '../names.store.ts'
import { noClass } from '../names.ts'
import { onlyJson } from '../only-json.ts'
import { operation, target } from '../operation.ts'
import { CUSTOM_NAME, object } from '../schemas.ts'
import { dialect } from '../dialect.ts'
import * as policies from './resource-classes.policies.ts'

/** Resource classes came with it. */
const SINCE = '1.2'

const CLASS = closed({ name: T.String(), links: LINKS })

const NAMED = object<{ readonly name: string }>(
  { name: T.Unsafe({ type: 'string', pattern: CUSTOM_NAME, maxLength: 255 }) },
  ['name'],
)

const pathOfClass = (name: string): string => `/resource_classes/${name}`

function shown(ctx: RequestContext, name: string) {
  return { name, links: [{ rel: 'self', href: pathOf(ctx, pathOfClass(name)) }] }
}

const classTarget = target({
  load: (tx, { params }: { params: { name: string } }) =>
    findName(tx, 'resource_classes', params.name),
  missing: ({ name }: { readonly name: string }) => refusal(404, noClass(name)),
})

const list = operation({
  id: 'resource_classes.list',
  method: 'GET',
  path: '/resource_classes',
  versions: [SINCE],
  summary: 'List resource classes',
  policy: policies.LIST,
  refuse: onlyJson,
  query: NO_PARAMETERS,
  response: { 200: closed({ resource_classes: T.Array(CLASS) }) },
  errors: [403],
  async handle({ tx, ctx, env }) {
    const names = await allNames(tx, 'resource_classes')
    const body = { resource_classes: names.map(({ name }) => shown(ctx, name)) }
    return fresh(ctx, env, names, { body })
  },
})

const create = operation({
  id: 'resource_classes.create',
  method: 'POST',
  path: '/resource_classes',
  versions: [SINCE],
  summary: 'Create a resource class',
  policy: policies.CREATE,
  body: NAMED,
  success: 201,
  response: { 201: null },
  errors: [400, 403, 409, 415],
  async handle({ tx, ctx, env, body: { name } }) {
    if (!(await addName(tx, 'resource_classes', name, env.clock.isoNow()))) {
      throw refusal(409, `Conflicting resource class already exists: ${name}`)
    }
    return new Reply({ headers: locationOf(ctx, pathOfClass(name)) })
  },
})

const show = operation({
  id: 'resource_classes.show',
  method: 'GET',
  path: '/resource_classes/{name}',
  versions: [SINCE],
  summary: 'Show a resource class',
  policy: policies.SHOW,
  refuse: onlyJson,
  target: classTarget,
  response: { 200: CLASS },
  errors: [403, 404],
  handle: ({ ctx, env, target: { name, ...times } }) =>
    fresh(ctx, env, [times], { body: shown(ctx, name) }),
})

const rename = operation({
  id: 'resource_classes.rename',
  method: 'PUT',
  path: '/resource_classes/{name}',
  versions: [SINCE, '1.6'],
  summary: 'Rename a resource class',
  policy: policies.UPDATE,
  checks: ['policy', 'body', 'target'],
  target: classTarget,
  body: NAMED,
  response: { 200: CLASS },
  errors: [400, 403, 404, 409, 415],
  async handle({ tx, ctx, env, body: { name }, target }) {
    if (isStandard('resource_classes', target.name)) {
      throw refusal(400, `Cannot update standard resource class ${target.name}`)
    }
    if (!(await renameClass(tx, target.name, name, env.clock.isoNow()))) {
      throw refusal(409, `Resource class already exists: ${name}`)
    }
    return shown(ctx, name)
  },
})

const ensure = operation({
  id: 'resource_classes.ensure',
  method: 'PUT',
  path: '/resource_classes/{name}',
  versions: ['1.7'],
  summary: 'Create a resource class, unless there is one',
  policy: policies.UPDATE,
  success: 204,
  response: { 201: null, 204: null },
  errors: [400, 403],
  async handle({ tx, ctx, env, params: { name } }) {
    const named = { name }
    if (!validator(NAMED)(named)) throw dialect.invalid(NAMED, named, 'body', false, ensure)
    const isNew = await addName(tx, 'resource_classes', name, env.clock.isoNow())
    return new Reply({
      status: isNew ? 201 : 204,
      headers: locationOf(ctx, pathOfClass(name)),
    })
  },
})

const remove = operation({
  id: 'resource_classes.delete',
  method: 'DELETE',
  path: '/resource_classes/{name}',
  versions: [SINCE],
  summary: 'Delete a resource class',
  policy: policies.DELETE,
  target: classTarget,
  success: 204,
  response: { 204: null },
  errors: [400, 403, 404, 409],
  async handle({ tx, target: { name } }) {
    const what = 'Error in delete resource class: Cannot delete'
    if (isStandard('resource_classes', name)) {
      throw refusal(400, `${what} standard resource class ${name}.`)
    }
    if (await isNameUsed(tx, 'resource_classes', name)) {
      throw refusal(409, `${what} resource class ${name}. Class is in use in inventory.`)
    }
    await removeName(tx, 'resource_classes', name)
  },
})

export const resourceClassOperations = [list, create, show, rename, ensure, remove]
