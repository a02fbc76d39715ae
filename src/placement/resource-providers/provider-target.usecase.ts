import { refusal } from '../faults.ts'
import { target } from '../operation.ts'
import { noProvider } from './provider.ts'
import { findProvider } from './providers.store.ts'

/** @param wording what is said where there is none, in the words of the call */
export function providerTargetOf(wording: (uuid: string, plain: string) => string) {
  return target<NonNullable<Awaited<ReturnType<typeof findProvider>>>, { readonly uuid: string }>({
    load: (tx, { params, lock }) => findProvider(tx, params.uuid, lock),
    missing: ({ uuid }) => refusal(404, wording(uuid, noProvider(uuid))),
  })
}

export const providerTarget = providerTargetOf((_, plain) => plain)
