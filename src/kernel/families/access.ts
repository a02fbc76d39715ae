/**
 * The three calls on the projects that may use a type which is not public: volume types have such a
 * list, and flavors. Source: openstack/cinder cinder/api/contrib/volume_type_access.py.
 */
import { Type as T } from 'typebox'
import type { Tx } from '../../storage/database.ts'
import type { RequestContext } from '../context.ts'
import type { Operation, operationFor, Shape } from '../operation.ts'
import type { PolicyRule } from '../policy.ts'
import { NO_PARAMETERS } from '../query.ts'
import type { Target } from '../target.ts'
import { closed } from '../view.ts'

type Params = Readonly<Record<string, string>>

/** A call that gives or takes access. */
export interface AccessCall<Env> {
  readonly tx: Tx
  readonly ctx: RequestContext
  readonly env: Env
}

export interface AccessFamily<Env, Owner> {
  /** Begins the ids of the operations: `volume_types`. */
  readonly resource: string
  /** For summaries: `a private volume type`. */
  readonly what: string
  /** `/types/{volume_type_id}`. */
  readonly path: string
  /** What the list is called in the path: `os-volume-type-access`. */
  readonly list: string
  /** What it is called in the body: `volume_type_access`. */
  readonly root: string
  /** What its items call the type and the project. */
  readonly columns: { readonly type: string; readonly project: string }
  readonly actions: { readonly add: string; readonly remove: string }
  /** What the body of an action calls the project. */
  readonly grantee: string
  /** Of the list; none is known unless told. */
  readonly query?: Shape<object>
  readonly rules: Readonly<Record<'list' | 'add' | 'remove', PolicyRule>>
  readonly target: Target<Owner, Params, Env>
  id(owner: Owner): string
  /** @throws 404 where everybody may use it */
  projects(owner: Owner): readonly string[]
  /** @throws Fault where nobody may be given it, before the type is missed that is missed last */
  refuseToAdd?(call: AccessCall<Env>, project: string): Promise<void>
  /** @throws Fault where everybody may use it, or this project may already */
  add(call: AccessCall<Env>, owner: Owner, project: string): Promise<void>
  /** @throws Fault where everybody may use it, or this project may not */
  remove(call: AccessCall<Env>, owner: Owner, project: string): Promise<void>
  /** Where the answers to both show the list: the projects that may use it now. */
  projectsNow?(tx: Tx, owner: Owner): Promise<readonly string[]>
}

/** @param operation that of the service */
export function accessOperations<Env, Owner>(
  operation: ReturnType<typeof operationFor<Env>>,
  family: AccessFamily<Env, Owner>,
): Operation[] {
  return [list(operation, family), add(operation, family), remove(operation, family)]
}

function list<Env, Owner>(
  operation: ReturnType<typeof operationFor<Env>>,
  family: AccessFamily<Env, Owner>,
): Operation {
  const { resource, path, query = NO_PARAMETERS } = family
  return operation({
    id: `${resource}.list_access`,
    method: 'GET',
    path: `${path}/${family.list}`,
    summary: `List the projects that may use ${family.what}`,
    policy: family.rules.list,
    target: family.target,
    query,
    response: { 200: listShape(family) },
    errors: family.query ? [400, 403, 404] : [403, 404],
    handle: ({ target: owner }) => shown(family, owner, family.projects(owner)),
  })
}

function listShape<Env, Owner>({ root, columns }: AccessFamily<Env, Owner>) {
  const item = closed({ [columns.type]: T.String(), [columns.project]: T.String() })
  return closed({ [root]: T.Array(item) })
}

function shown<Env, Owner>(
  { root, columns, id }: AccessFamily<Env, Owner>,
  owner: Owner,
  projects: readonly string[],
) {
  const items = projects.map((project) => ({
    [columns.type]: id(owner),
    [columns.project]: project,
  }))
  return { [root]: items }
}

function add<Env, Owner>(
  operation: ReturnType<typeof operationFor<Env>>,
  family: AccessFamily<Env, Owner>,
): Operation {
  const { add: action } = family.actions
  return operation({
    ...changing(family, action),
    id: `${family.resource}.add_access`,
    summary: `Let a project use ${family.what}`,
    policy: family.rules.add,
    errors: [400, 403, 404, 409],
    refuse: (call) => family.refuseToAdd?.(call, call.body[action]![family.grantee]!),
    async handle(call) {
      await family.add(call, call.target, call.body[action]![family.grantee]!)
      return answer(family, call.tx, call.target)
    },
  })
}

function remove<Env, Owner>(
  operation: ReturnType<typeof operationFor<Env>>,
  family: AccessFamily<Env, Owner>,
): Operation {
  const { remove: action } = family.actions
  return operation({
    ...changing(family, action),
    id: `${family.resource}.remove_access`,
    summary: `Stop a project from using ${family.what}`,
    policy: family.rules.remove,
    errors: [400, 403, 404],
    async handle(call) {
      await family.remove(call, call.target, call.body[action]![family.grantee]!)
      return answer(family, call.tx, call.target)
    },
  })
}

async function answer<Env, Owner>(family: AccessFamily<Env, Owner>, tx: Tx, owner: Owner) {
  const projects = await family.projectsNow?.(tx, owner)
  return projects && shown(family, owner, projects)
}

/** What both actions have in common. */
function changing<Env, Owner>(family: AccessFamily<Env, Owner>, action: string) {
  const { path, target, grantee, projectsNow } = family
  const success = projectsNow ? 200 : 202
  const grant = closed({ [grantee]: T.String({ minLength: 1, maxLength: 255 }) })
  return {
    method: 'POST',
    path: `${path}/action`,
    action,
    target,
    lock: 'stay',
    body: closed({ [action]: grant }),
    success,
    response: { [success]: projectsNow ? listShape(family) : null },
  } as const
}
