import type { Tx } from '../../storage/database.ts'
import { capacityOf } from '../inventories/inventory.ts'
import { inventoriesOf } from '../inventories/inventories.store.ts'
import { traitsOf } from '../provider-traits/provider-traits.store.ts'
import { providersOfTrees } from '../resource-providers/providers.store.ts'
import type { Node } from './candidate.ts'

/** Trees of providers with all that they have, each read once for a request. */
export class Trees {
  readonly #nodes = new Map<number, Node>()
  readonly #roots = new Set<number>()

  /** Reads the trees of these roots, but for those that were read before. */
  async load(tx: Tx, roots: Iterable<number>): Promise<void> {
    const wanted = new Set(roots).difference(this.#roots)
    if (wanted.size === 0) return
    const providers = await providersOfTrees(tx, wanted)
    const ids = providers.map(({ id }) => id)
    const inventories = Map.groupBy(await inventoriesOf(tx, ids), (one) => one.provider_id)
    const traits = await traitsOf(tx, ids)
    for (const root of wanted) this.#roots.add(root)
    for (const { id, uuid, root_id, root_uuid, parent_uuid } of providers) {
      const rooms = (inventories.get(id) ?? []).map((row) => {
        const room = { capacity: capacityOf(row), used: row.used, maxUnit: row.max_unit }
        return [row.resource_class, room] as const
      })
      this.#nodes.set(id, {
        ...{ id, uuid, rootId: root_id, rootUuid: root_uuid, parentUuid: parent_uuid },
        ...{ traits: traits.get(id) ?? [], rooms: new Map(rooms) },
      })
    }
  }

  /** A provider of a tree that was loaded. */
  node(id: number): Node {
    return this.#nodes.get(id)!
  }

  /** In the order in which they were made. */
  get nodes(): readonly Node[] {
    return [...this.#nodes.values()].sort((one, other) => one.id - other.id)
  }

  /** Do all of these hang below one of them? Source: _check_same_subtree. */
  isSubtree(uuids: ReadonlySet<string>): boolean {
    if (uuids.size === 1) return true
    const parents = new Map([...this.#nodes.values()].map((node) => [node.uuid, node.parentUuid]))
    const common = [...uuids]
      .map((uuid) => ancestorsOf(uuid, parents))
      .reduce((one, other) => one.intersection(other))
    return common.intersection(uuids).size > 0
  }
}

/** It is among them. */
function ancestorsOf(
  uuid: string,
  parents: ReadonlyMap<string, string | null>,
): ReadonlySet<string> {
  const found = new Set<string>()
  for (let at: string | null | undefined = uuid; at; at = parents.get(at)) found.add(at)
  return found
}
