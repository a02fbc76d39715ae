import type { Tx } from '../../storage/database.ts'
import { inIntegers, statement } from '../../storage/statement.ts'

const selectOf = statement((db, p: { ids: readonly string[] }) =>
  db
    .selectFrom('provider_traits')
    .selectAll()
    .where('provider_id', 'in', inIntegers(p.ids))
    .orderBy('trait'),
)

/** The traits of each provider: the standard ones by name, then the others. */
export async function traitsOf(
  tx: Tx,
  ids: Iterable<number>,
): Promise<ReadonlyMap<number, readonly string[]>> {
  const rows = await tx.all(selectOf, { ids: [...ids].map(String) })
  const byProvider = Map.groupBy(rows, (row) => row.provider_id)
  return new Map([...byProvider].map(([id, of]) => [id, standardFirst(of.map((row) => row.trait))]))
}

/** @param traits by name */
function standardFirst(traits: readonly string[]): readonly string[] {
  const isCustom = (trait: string): boolean => trait.startsWith('CUSTOM_')
  return [...traits.filter((trait) => !isCustom(trait)), ...traits.filter(isCustom)]
}

/** @returns false where it had these and no others */
export async function replaceTraits(
  tx: Tx,
  providerId: number,
  traits: ReadonlySet<string>,
): Promise<boolean> {
  const before = new Set((await traitsOf(tx, [providerId])).get(providerId))
  const [added, removed] = [traits.difference(before), before.difference(traits)]
  if (removed.size > 0) {
    await tx.db
      .deleteFrom('provider_traits')
      .where('provider_id', '=', providerId)
      .where('trait', 'in', [...removed])
      .execute()
  }
  if (added.size > 0) {
    const rows = [...added].map((trait) => ({ provider_id: providerId, trait }))
    await tx.db.insertInto('provider_traits').values(rows).execute()
  }
  return added.size + removed.size > 0
}
