/** What the scheduler of Compute asks of Placement, and what it is told. */
import type { StoredInventory } from '../inventories/inventories.store.ts'

/** How much of each resource class. */
export type Amounts = Readonly<Record<string, number>>

/** What a provider must have of its own to become a server's host. */
export interface HostsAsked {
  readonly resources: Amounts
  /** Traits that it must have, and must not have. */
  readonly required: readonly string[]
  readonly forbidden: readonly string[]
  /** It must be in one aggregate of each of these sets, and in none of the forbidden ones. */
  readonly memberOf: readonly (readonly string[])[]
  readonly notMemberOf: readonly string[]
  /** The only providers that come into question, by uuid; any where left out. */
  readonly among?: readonly string[] | undefined
}

/** A provider that has all of it. */
export interface HostCandidate {
  readonly uuid: string
  readonly name: string
  /** By resource class. */
  readonly inventories: ReadonlyMap<string, StoredInventory>
  /** Where it stands among all: the next page begins after it. */
  readonly position: Position
}

export interface Position {
  /** Less is emptier. */
  readonly fill: number
  readonly id: number
}

/** Who gets allocations: a server, or a migration that holds what the server had before. */
export interface NewConsumer {
  readonly uuid: string
  readonly projectId: string
  readonly userId: string
  readonly type: 'INSTANCE' | 'MIGRATION'
}

/** The class that decides which provider is the emptiest: memory, where that is asked for. */
export function leadingClass(resources: Amounts): string | undefined {
  const names = Object.keys(resources)
  return ['MEMORY_MB', 'VCPU', 'DISK_GB'].find((name) => names.includes(name)) ?? names[0]
}
