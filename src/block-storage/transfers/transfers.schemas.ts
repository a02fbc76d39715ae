/** Bodies of requests about transfers. Source: openstack/cinder cinder/api/schemas/volume_transfer.py. */
import { Type as T } from 'typebox'
import { since } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { NAME_SKIP_LEADING_TRAILING_SPACES } from '../formats.ts'
import { BOOLEAN } from '../parameters.ts'

const OFFER = {
  volume_id: T.String({ format: 'uuid' }),
  name: T.Optional(
    T.Unsafe<string | null>({
      oneOf: [{ type: 'string', format: NAME_SKIP_LEADING_TRAILING_SPACES }, { type: 'null' }],
    }),
  ),
}

/** `POST /os-volume-transfer`. */
export const CREATE_BODY = closed({ transfer: closed(OFFER) })

/** `POST /volume-transfers`. */
export const CREATE_BODY_WITH_SNAPSHOTS = since({
  '3.0': CREATE_BODY,
  '3.55': closed({ transfer: closed({ ...OFFER, no_snapshots: T.Optional(BOOLEAN) }) }),
})

export interface NewTransfer {
  readonly volume_id: string
  readonly name?: string | null
  readonly no_snapshots?: boolean | string
}

export const ACCEPT_BODY = closed({
  accept: closed({ auth_key: T.Unsafe<string | number>({ type: ['string', 'integer'] }) }),
})
