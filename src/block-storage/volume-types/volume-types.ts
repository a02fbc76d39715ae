/**
 * Volume types: what volumes are made of, who sees which, which extra specs show.
 * Source: openstack/cinder cinder/volume/volume_types.py, cinder/db/api.py (volume_type_get_all,
 * _process_volume_types_filters), cinder/policies/type_extra_specs.py.
 */
import type { Specs } from '../../kernel/families/specs.ts'
import { badRequest, notFound, type Fault } from '../../kernel/faults.ts'
import { boolean, columns, constant, text, type Condition } from '../../kernel/lists/conditions.ts'
import type { Caller } from '../caller.ts'

/** What the default type is called in a new cloud (`default_volume_type`). */
export const DEFAULT_TYPE = '__DEFAULT__'

export interface VolumeType {
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly isPublic: boolean
  /** The type of volumes that name none. */
  readonly isDefault: boolean
  /** How fast its volumes may be, where that is limited. */
  readonly qosSpecsId: string | null
  readonly createdAt: string
  readonly updatedAt: string | null
  /** By key, in the order of the keys. */
  readonly extraSpecs: ReadonlyMap<string, string | null>
  /** Projects that may use it where it is not public. */
  readonly projects: readonly string[]
}

/** On whose behalf types are looked for. */
export interface Viewer {
  readonly isAdmin: boolean
  readonly projectId: string | undefined
}

export function viewerOf(ctx: Caller): Viewer {
  return { isAdmin: ctx.isAdmin, projectId: ctx.token.projectId }
}

const nullable = true

/** Columns of cinder's table that can be compared and sorted by. Some are the same everywhere. */
export const TYPE_COLUMNS = columns({
  id: text(),
  name: text(),
  description: text({ nullable }),
  is_public: boolean(),
  qos_specs_id: text({ nullable }),
  created_at: text(),
  updated_at: text({ nullable }),
  deleted: constant('0'),
  deleted_at: constant(null),
})

const PUBLIC_TYPES: Condition = { kind: 'in', column: 'is_public', values: [1] }

/**
 * The types that somebody sees, for lists and single types alike: administrators all, others what
 * is public or granted to their project.
 * @param isPublic only public and granted ones; only private ones; or both
 */
export function visibleTypes(viewer: Viewer, isPublic?: boolean): Condition[] {
  const granted: Condition[] =
    viewer.projectId === undefined
      ? []
      : [{ kind: 'members', relation: 'projects', names: [viewer.projectId], held: 'any' }]
  const open: Condition = { kind: 'any', of: [PUBLIC_TYPES, ...granted] }
  if (isPublic === false) return [{ kind: 'in', column: 'is_public', values: [0] }]
  return isPublic === true || !viewer.isAdmin ? [open] : []
}

/** The same of a type that was found otherwise. */
export function isVisibleTo({ isPublic, projects }: VolumeType, viewer: Viewer): boolean {
  const { isAdmin, projectId } = viewer
  return isAdmin || isPublic || (projectId !== undefined && projects.includes(projectId))
}

/** Specs that say what a type can do, and not what it is made of: everybody may see them. */
const USER_VISIBLE_SPECS: readonly string[] = [
  'RESKEY:availability_zones',
  'multiattach',
  'replication_enabled',
]

export function isUserVisible(key: string): boolean {
  return USER_VISIBLE_SPECS.includes(key)
}

/** The specs as they stand in an answer. Keys come from clients, hence `fromEntries`. */
export function specsFor(type: VolumeType, mayReadSensitive: boolean): Specs {
  const shown = [...type.extraSpecs].filter(([key]) => mayReadSensitive || isUserVisible(key))
  return Object.fromEntries(shown)
}

const ON = '<is> True'

/** A volume is cached on the host that uses it, so that two hosts cannot share it. @throws 400 */
export function refuseCacheableMultiattach(type: VolumeType, asked: Specs): void {
  const both = ['multiattach', 'cacheable'].every(
    (key) => asked[key] === ON || type.extraSpecs.get(key) === ON,
  )
  const changed = asked['multiattach'] === ON || asked['cacheable'] === ON
  if (both && changed) throw badRequest('cacheable cannot be set with multiattach.')
}

export function typeNotFound(id: string): Fault {
  return notFound(`Volume type ${id} could not be found.`)
}

export function typeNotFoundByName(name: string): Fault {
  return notFound(`Volume type with name ${name} could not be found.`)
}
