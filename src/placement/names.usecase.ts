import type { Tx } from '../storage/database.ts'
import { refusal } from './faults.ts'
import { findNames } from './names.store.ts'
import { noClass, noTraits } from './names.ts'
import type { Amounts } from './requests/resources.ts'
import type { TraitsAsked } from './requests/traits.ts'

interface Named {
  readonly traits: TraitsAsked
  readonly resources: Amounts
}

/**
 * Refuses a request that names resource classes or traits that there are not.
 * @param wording of the refusals
 * @throws 400
 */
export async function refuseUnknownNames(
  tx: Tx,
  { traits, resources }: Named,
  wording: { resources(why: string): string; traits(why: string): string },
): Promise<void> {
  const known = await findNames(tx, 'resource_classes', resources.keys())
  const odd = [...resources.keys()].find((name) => !known.has(name))
  if (odd !== undefined) throw refusal(400, wording.resources(noClass(odd)))
  const names = new Set([...traits.required.flatMap((one) => [...one]), ...traits.forbidden])
  const missing = names.difference(new Set((await findNames(tx, 'traits', names)).keys()))
  if (missing.size > 0) throw refusal(400, wording.traits(noTraits(missing)))
}
