import { one } from '../../kernel/view.ts'
import { MV } from '../microversions.ts'
import { listOperations } from '../families/lists.ops.ts'
import { operation, target } from '../operation.ts'
import { volumeAttributes, volumeNotFound, type Volume } from '../volumes/volume.ts'
import { findVolume } from '../volumes/volumes.store.ts'
import { transferList } from './list.ts'
import { transferNotFound, type Offer, type Transfer } from './transfer.ts'
import { ACCEPT, CREATE, DELETE, GET, GET_ALL } from './transfers.policies.ts'
import {
  ACCEPT_BODY,
  CREATE_BODY,
  CREATE_BODY_WITH_SNAPSHOTS,
  type NewTransfer,
} from './transfers.schemas.ts'
import { findOffer, findTransfer, pageOfTransfers } from './transfers.store.ts'
import { acceptOffer, offerVolume, withdrawOffer } from './transfers.usecase.ts'
import { createdTransferView, transferDetailView, transferView } from './transfers.view.ts'

type Body = { readonly transfer: NewTransfer }
interface Named {
  readonly transfer_id: string
}

const volumeOfBody = target<Volume, Readonly<Record<string, string>>>({
  async load(tx, { ctx, body, lock }) {
    const volume = await findVolume(tx, (body as Body).transfer.volume_id, lock)
    const isVisible = ctx.isAdmin || volume?.project_id === ctx.token.projectId
    return isVisible ? volume : undefined
  },
  missing: (_, body) => volumeNotFound((body as Body).transfer.volume_id),
  attributes: volumeAttributes,
})

const shown = target<Transfer, Named>({
  async load(tx, { ctx, params }) {
    const transfer = await findTransfer(tx, params.transfer_id)
    const isVisible = ctx.isAdmin || transfer?.source_project_id === ctx.token.projectId
    return isVisible ? transfer : undefined
  },
  missing: ({ transfer_id: id }) => transferNotFound(id),
  whenMissing: 'last',
})

const own = target<Offer, Named>({
  async load(tx, { ctx, params, lock }) {
    const offer = await findOffer(tx, params.transfer_id, lock)
    const isVisible = ctx.isAdmin || offer?.volume.project_id === ctx.token.projectId
    return isVisible ? offer : undefined
  },
  missing: ({ transfer_id: id }) => transferNotFound(id),
  attributes: ({ volume }) => volumeAttributes(volume),
})

/** Whoever has the key may be anybody. */
const offered = target<Offer, Named>({
  load: (tx, { params, lock }) => findOffer(tx, params.transfer_id, lock),
  missing: ({ transfer_id: id }) => transferNotFound(id),
  whenMissing: 'last',
})

/** Transfers have two roots, of which the newer one was never closed to older microversions. */
interface Root {
  readonly path: '/os-volume-transfer' | '/volume-transfers'
  /** Of the operations. */
  readonly prefix: 'transfers' | 'volume_transfers'
  readonly mounts: readonly string[]
  readonly createBody: typeof CREATE_BODY | typeof CREATE_BODY_WITH_SNAPSHOTS
  readonly query: ReturnType<typeof transferList>
}

function reading({ path, prefix, mounts, query }: Root) {
  return [
    ...listOperations({
      resource: prefix,
      what: 'transfers of volumes',
      path,
      root: 'transfers',
      mounts,
      policy: GET_ALL,
      // The older root has no pages, and so no markers.
      ...(prefix === 'transfers' && { errors: [400, 403] }),
      query: () => query,
      brief: { view: transferView, page: pageOfTransfers },
      detailed: { view: transferDetailView, page: pageOfTransfers },
    }),
    operation({
      id: `${prefix}.show`,
      method: 'GET',
      path: `${path}/{transfer_id}`,
      mounts: [...mounts],
      summary: 'Show a transfer of a volume',
      policy: GET,
      target: shown,
      response: { 200: one('transfer', transferDetailView) },
      errors: [403, 404],
      handle: ({ ctx, target: transfer }) => ({
        transfer: transferDetailView.render(transfer, ctx),
      }),
    }),
  ]
}

function writing({ path, prefix, mounts, createBody }: Root) {
  return [
    operation({
      id: `${prefix}.create`,
      method: 'POST',
      path,
      mounts: [...mounts],
      summary: 'Offer a volume to another project',
      policy: CREATE,
      target: volumeOfBody,
      body: createBody,
      success: 202,
      response: { 202: one('transfer', createdTransferView) },
      errors: [400, 403, 404],
      async handle({ tx, ctx, env, target: volume, body }) {
        const { transfer: asked } = body as Body
        const transfer = await offerVolume(tx, ctx, env, volume, asked)
        return { transfer: createdTransferView.render(transfer, ctx) }
      },
    }),
    operation({
      id: `${prefix}.accept`,
      method: 'POST',
      path: `${path}/{transfer_id}/accept`,
      mounts: [...mounts],
      summary: 'Take a volume that is on offer',
      policy: ACCEPT,
      target: offered,
      body: ACCEPT_BODY,
      success: 202,
      response: { 202: one('transfer', transferView) },
      errors: [400, 403, 404, 413],
      async handle({ tx, ctx, env, target: offer, body }) {
        await acceptOffer(tx, ctx, env, offer, body.accept.auth_key)
        return { transfer: transferView.render(offer.transfer, ctx) }
      },
    }),
    operation({
      id: `${prefix}.delete`,
      method: 'DELETE',
      path: `${path}/{transfer_id}`,
      mounts: [...mounts],
      summary: 'Take the offer of a volume back',
      policy: DELETE,
      target: own,
      success: 202,
      response: { 202: null },
      errors: [403, 404],
      handle: ({ tx, env, target: offer }) => withdrawOffer(tx, env, offer),
    }),
  ]
}

const ROOTS: readonly Root[] = [
  {
    path: '/os-volume-transfer',
    prefix: 'transfers',
    mounts: ['v3.0', 'v2.0'],
    createBody: CREATE_BODY,
    query: transferList(Infinity),
  },
  {
    path: '/volume-transfers',
    prefix: 'volume_transfers',
    mounts: ['v3.0'],
    createBody: CREATE_BODY_WITH_SNAPSHOTS,
    query: transferList(MV.TRANSFER_PAGINATION),
  },
]

export const transferOperations = ROOTS.flatMap((root) => [...reading(root), ...writing(root)])
