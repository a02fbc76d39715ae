/**
 * Types of groups: what is promised of the volumes of a group together.
 * Source: openstack/cinder cinder/volume/group_types.py, cinder/exception.py.
 */
import type { RequestContext } from '../../kernel/context.ts'
import { notFound, type Fault } from '../../kernel/faults.ts'
import { boolean, columns, constant, text, type Condition } from '../../kernel/lists/conditions.ts'

export interface GroupType {
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly isPublic: boolean
  /** By key, in the order of the keys. */
  readonly specs: ReadonlyMap<string, string | null>
}

/** The type of consistency groups, which groups were before they had types. */
export const CONSISTENCY_GROUP_TYPE = 'default_cgsnapshot_type'

export function isConsistencyGroupType({ name }: Pick<GroupType, 'name'>): boolean {
  return name === CONSISTENCY_GROUP_TYPE
}

export const GROUP_TYPE_COLUMNS = columns({
  id: text(),
  name: text(),
  description: text({ nullable: true }),
  is_public: boolean(),
  created_at: text(),
  updated_at: text({ nullable: true }),
  deleted: constant('0'),
  deleted_at: constant(null),
})

/** Whoever is no administrator sees what is public: there is no call that grants a private type. */
export function visibleGroupTypes(ctx: RequestContext): Condition[] {
  return ctx.isAdmin ? [] : [publicity(true)]
}

export function publicity(isPublic: boolean): Condition {
  return { kind: 'in', column: 'is_public', values: [isPublic ? 1 : 0] }
}

/** Do snapshots of all volumes of such a group show one moment? */
export function takesConsistentSnapshots({ specs }: GroupType): boolean {
  return specs.get('consistent_group_snapshot_enabled') === '<is> True'
}

/** Are the volumes of such a group kept in two places? */
export function isReplicated({ specs }: GroupType): boolean {
  return ['group_replication_enabled', 'consistent_group_replication_enabled'].some(
    (key) => specs.get(key) === '<is> True',
  )
}

export function groupTypeNotFound(id: string): Fault {
  return notFound(`Group type ${id} could not be found.`)
}

export function groupTypeNotFoundByName(name: string): Fault {
  return notFound(`Group type with name ${name} could not be found.`)
}
