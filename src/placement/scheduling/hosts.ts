/** What the scheduler of Compute asks of Placement, and what it is told. */
import type { StoredInventory } from '../inventories/inventories.store.ts'

/** How much of each resource class. */
export type Amounts = Readonly<Record<string, number>>

/** Resources that a provider has together, with what else it must have of its own. */
export interface ResourceGroup {
  readonly resources: Amounts
  readonly required: readonly string[]
  readonly forbidden: readonly string[]
}

/** What a provider must have to become a server's host. */
export interface HostsAsked extends ResourceGroup {
  /** Traits of the host itself, whatever else hangs below it. */
  readonly root: { readonly required: readonly string[]; readonly forbidden: readonly string[] }
  /** By suffix: each from one provider. */
  readonly groups: ReadonlyMap<string, ResourceGroup>
  /** `isolate`: no two of the groups from the same provider. Several groups need one. */
  readonly groupPolicy: 'none' | 'isolate' | undefined
  /** It must be in one aggregate of each of these sets, and in none of the forbidden ones. */
  readonly memberOf: readonly (readonly string[])[]
  readonly notMemberOf: readonly string[]
  /** The only hosts that come into question, by uuid; any where left out. */
  readonly among?: readonly string[] | undefined
}

/** A host that has all of it. */
export interface HostCandidate {
  readonly uuid: string
  readonly name: string
  /** Those of the host itself, by resource class. */
  readonly inventories: ReadonlyMap<string, StoredInventory>
  /** What a server takes, by the uuid of the provider that has it. */
  readonly allocations: Allocations
  /** Where it stands among all: the next page begins after it. */
  readonly position: Position
}

export type Allocations = Readonly<Record<string, Amounts>>

export interface Position {
  /** Less is emptier. */
  readonly fill: number
  readonly id: number
}

export interface Page {
  readonly limit: number
  readonly after?: Position | undefined
}

/**
 * Who gets allocations: a server, or a migration that holds what the server had before. Nova does not
 * say of which type a consumer is.
 */
export interface NewConsumer {
  readonly uuid: string
  readonly projectId: string
  readonly userId: string
}

/** The class that decides which host is the emptiest: memory, where that is asked for. */
export function leadingClass(resources: Amounts): string | undefined {
  const names = Object.keys(resources)
  return ['MEMORY_MB', 'VCPU', 'DISK_GB'].find((name) => names.includes(name)) ?? names[0]
}

/**
 * All of it from one provider, as it is where none hangs below another: undefined where that cannot
 * be. Source: placement/objects/allocation_candidate.py (_merge_candidates).
 */
export function asOneGroup({
  groups,
  groupPolicy,
  root,
  ...own
}: HostsAsked): ResourceGroup | undefined {
  if (groups.size > 1 && groupPolicy !== 'none') return undefined
  const all = [own, ...groups.values()]
  const resources: Record<string, number> = {}
  for (const group of all) {
    for (const [name, amount] of Object.entries(group.resources)) {
      resources[name] = (resources[name] ?? 0) + amount
    }
  }
  const required = new Set([...root.required, ...all.flatMap((group) => group.required)])
  const forbidden = new Set([...root.forbidden, ...all.flatMap((group) => group.forbidden)])
  if (!required.isDisjointFrom(forbidden)) return undefined
  return { resources, required: [...required], forbidden: [...forbidden] }
}
