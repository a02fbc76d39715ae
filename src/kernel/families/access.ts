/**
 * The three calls on the projects that may use a type which is not public: volume types have such a
 * list, and flavors. Source: openstack/cinder cinder/api/contrib/volume_type_access.py.
 */
import { Type as T } from 'typebox'
import type { Tx } from '../../storage/database.ts'
import type { Operation, operationFor } from '../operation.ts'
import type { PolicyRule } from '../policy.ts'
import { NO_PARAMETERS } from '../query.ts'
import type { Target } from '../target.ts'
import { closed } from '../view.ts'

type Params = Readonly<Record<string, string>>

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
  readonly rules: Readonly<Record<'list' | 'add' | 'remove', PolicyRule>>
  readonly target: Target<Owner, Params, Env>
  id(owner: Owner): string
  /** @throws 404 where everybody may use it */
  projects(owner: Owner): readonly string[]
  /** @throws Fault where everybody may use it, or this project may already */
  add(tx: Tx, owner: Owner, project: string): Promise<void>
  /** @throws Fault where everybody may use it, or this project may not */
  remove(tx: Tx, owner: Owner, project: string): Promise<void>
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
  const { resource, path, root, columns } = family
  const item = closed({ [columns.type]: T.String(), [columns.project]: T.String() })
  return operation({
    id: `${resource}.list_access`,
    method: 'GET',
    path: `${path}/${family.list}`,
    summary: `List the projects that may use ${family.what}`,
    policy: family.rules.list,
    target: family.target,
    query: NO_PARAMETERS,
    response: { 200: closed({ [root]: T.Array(item) }) },
    errors: [403, 404],
    handle: ({ target: owner }) => ({
      [root]: family.projects(owner).map((project) => ({
        [columns.type]: family.id(owner),
        [columns.project]: project,
      })),
    }),
  })
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
    handle: ({ tx, target: owner, body }) => family.add(tx, owner, body[action]![family.grantee]!),
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
    handle: ({ tx, target: owner, body }) =>
      family.remove(tx, owner, body[action]![family.grantee]!),
  })
}

/** What both actions have in common. */
function changing<Env, Owner>(family: AccessFamily<Env, Owner>, action: string) {
  const { path, target, grantee } = family
  const grant = closed({ [grantee]: T.String({ minLength: 1, maxLength: 255 }) })
  return {
    method: 'POST',
    path: `${path}/action`,
    action,
    target,
    lock: 'stay',
    body: closed({ [action]: grant }),
    success: 202,
    response: { 202: null },
  } as const
}
