import { collection, collectionOf } from '../collections.ts'
import { isSet, texts } from '../lists.ts'
import { operation } from '../operation.ts'
import { ANY_SCOPE, identityRule } from '../base-rules.ts'
import { withinDomain } from '../projects/projects.ops.ts'
import { INHERITED_TO, refuseContradictions, rootMissing } from './role-assignments.ts'
import { allNames, assignmentsFor, rootOfTree } from './role-assignments.usecase.ts'
import { renderAssignment, ROLE_ASSIGNMENT } from './role-assignments.view.ts'

const SEES =
  '(rule:admin_required) or (role:reader and system_scope:all) or ' +
  '(role:reader and domain_id:%(target.domain_id)s)'

const LIST_ROLE_ASSIGNMENTS = identityRule(
  'list_role_assignments',
  SEES,
  ANY_SCOPE,
  'List role assignments.',
  'GET /v3/role_assignments',
)

const LIST_ROLE_ASSIGNMENTS_FOR_TREE = identityRule(
  'list_role_assignments_for_tree',
  SEES,
  ANY_SCOPE,
  'List the role assignments on a project and those below it.',
  'GET /v3/role_assignments?include_subtree',
)

export const TREE_RULES = [LIST_ROLE_ASSIGNMENTS_FOR_TREE]

const QUERY = texts(
  'user.id',
  'group.id',
  'role.id',
  'scope.domain.id',
  'scope.project.id',
  'scope.system',
  INHERITED_TO,
  'effective',
  'include_names',
  'include_subtree',
)

export const roleAssignmentsOperations = [
  operation({
    id: 'role_assignments.list',
    method: 'GET',
    path: '/role_assignments',
    summary: 'List who has which role where, as assigned or in effect.',
    policy: LIST_ROLE_ASSIGNMENTS,
    judgedOn: withinDomain,
    query: QUERY,
    response: { 200: collectionOf('role_assignments', ROLE_ASSIGNMENT) },
    errors: [400, 403, 404],
    async handle({ tx, ctx, env, query: asked }) {
      if (isSet(asked, 'include_subtree')) {
        // A tree is judged on the domain of its root.
        const root = await rootOfTree(tx, asked)
        ctx.authorize(LIST_ROLE_ASSIGNMENTS_FOR_TREE, {
          target: root && { domain_id: root.domain_id },
        })
        if (root === undefined) throw rootMissing()
      }
      refuseContradictions(asked)
      const list = await assignmentsFor(tx, ctx.token, asked, env.clock.now())
      const names = isSet(asked, 'include_names') ? await allNames(tx, list) : undefined
      const items = list.map((one) => renderAssignment(one, names, ctx))
      return collection(ctx, 'role_assignments', items)
    },
  }),
]
