/** The attributes of RBAC policies. Source: openstack/neutron neutron/extensions/rbac.py. */
import { Type as T } from 'typebox'
import { attribute, type AttributeType, type Converter } from '../../kernel/attributes/attribute.ts'
import { invalidInput } from '../../kernel/attributes/refusals.ts'
import { attributeTable } from '../../kernel/attributes/table.ts'
import { string, uuid } from '../../kernel/attributes/types.ts'
import { isUuidLike } from '../../kernel/formats.ts'
import { str } from '../../kernel/python.ts'
import { DEFAULT } from '../base-rules.ts'
import { EVERYBODY } from './grants.ts'
import { RBAC_ATTRIBUTES } from './rbac-policies.policies.ts'
import { shareableOf } from './shareable.ts'

const objectType: Converter<string> = {
  takes: T.String(),
  gives: T.String(),
  column: 'text',
  convert(value) {
    const found = typeof value === 'string' ? shareableOf(value) : undefined
    if (found === undefined) throw invalidInput(`'${str(value)}' is not a valid RBAC object type`)
    return found.type
  },
}

/** What upstream calls `type:valid_target_project`. */
const targetProject: AttributeType<string> = {
  schema: T.String(),
  column: 'text',
  reason(value) {
    if (value === EVERYBODY || (typeof value === 'string' && isUuidLike(value))) return undefined
    throw invalidInput(
      `'${str(value)}' is not a valid target project ID; expected a UUID or '${EVERYBODY}'`,
    )
  },
}

const { post, put } = RBAC_ATTRIBUTES

export const RBAC_POLICIES = attributeTable(
  {
    resource: 'rbac_policy',
    collection: 'rbac_policies',
    path: '/rbac-policies',
    extension: 'rbac-policies',
    fallback: DEFAULT,
  },
  {
    id: attribute({ type: uuid(), filter: true }),
    object_type: attribute({
      ...{ convert: objectType, post: { default: null }, filter: true, judged: true },
    }),
    object_id: attribute({ type: uuid(), post: 'required', filter: true, judged: true }),
    target_tenant: attribute({
      ...{ type: targetProject, post: 'required', put: true, filter: true, exact: true },
      ...{ stored: 'target_project', rules: { post: post.target_tenant, put: put.target_tenant } },
    }),
    project_id: attribute({
      ...{ type: string(255), post: 'required', filter: true, exact: true },
    }),
    action: attribute({
      ...{ type: string(255), post: 'required', filter: true, exact: true, judged: true },
    }),
  },
)
