/** What a flavor is to the rules of Compute, and who sees which (nova/objects/flavor.py). */
import type { Selectable } from 'kysely'
import type { RequestContext } from '../../kernel/context.ts'
import { conflict, notFound, type Fault } from '../../kernel/faults.ts'
import {
  boolean,
  columns,
  constant,
  integer,
  text,
  type Condition,
} from '../../kernel/lists/conditions.ts'
import type { FlavorsTable } from '../storage/flavor-tables.ts'

/** Its row as it is stored. */
export type FlavorRow = Readonly<Selectable<FlavorsTable>>

export interface Flavor extends FlavorRow {
  /** In the order of the keys. */
  readonly extraSpecs: Readonly<Record<string, string>>
}

/** Who asks: administrators see every flavor, others public ones and those that they were given. */
export interface FlavorViewer {
  readonly isAdmin: boolean
  readonly projectId: string | undefined
}

export function viewerOf({ isAdmin, token }: RequestContext): FlavorViewer {
  return { isAdmin, projectId: token.projectId }
}

/** By the names that clients sort by, which are those of nova's table. */
export const FLAVOR_COLUMNS = columns({
  created_at: text(),
  description: text({ nullable: true }),
  disabled: constant('0'),
  ephemeral_gb: integer({ stored: 'ephemeral' }),
  flavorid: text({ stored: 'id' }),
  id: integer({ stored: 'serial' }),
  is_public: boolean(),
  memory_mb: integer({ stored: 'ram' }),
  name: text(),
  root_gb: integer({ stored: 'disk' }),
  rxtx_factor: integer(),
  swap: integer(),
  updated_at: text({ nullable: true }),
  vcpu_weight: constant('0'),
  vcpus: integer(),
})

/** What a viewer sees, whatever is asked for. */
export function visibleFlavors(viewer: FlavorViewer): Condition[] {
  return viewer.isAdmin ? [] : [openTo(viewer)]
}

/** Public ones, and those that the viewer's project was given. */
export function openTo({ projectId }: FlavorViewer): Condition {
  const isPublic: Condition = { kind: 'in', column: 'is_public', values: [1] }
  if (projectId === undefined) return isPublic
  const names = [projectId]
  return {
    kind: 'any',
    of: [isPublic, { kind: 'members', relation: 'projects', names, held: 'any' }],
  }
}

export function flavorNotFound(id: string): Fault {
  return notFound(`Flavor ${id} could not be found.`)
}

export function flavorIdTaken(id: string): Fault {
  return conflict(`Flavor with ID ${id} already exists.`)
}

export function flavorNameTaken(name: string): Fault {
  return conflict(`Flavor with name ${name} already exists.`)
}
