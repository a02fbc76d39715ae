import { notFound } from '../../kernel/faults.ts'
import type { ShownNetwork } from '../../network/facade.ts'
import { target } from '../operation.ts'
import { asRefusedBy } from '../proxied.ts'

const noNetwork = () => notFound('Network not found')

/** A network that Network shows to who asks. */
export const networkTarget = target<ShownNetwork, { readonly network_id: string }>({
  load: (tx, { ctx, env, params: { network_id: id } }) =>
    asRefusedBy(env.facades.network.proxyFor(ctx).network(tx, id), (refused) =>
      refused.status === 404 ? noNetwork() : refused,
    ),
  missing: noNetwork,
})
