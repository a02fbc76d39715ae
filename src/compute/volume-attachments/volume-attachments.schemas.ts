/**
 * What requests about volume attachments look like. Source: openstack/nova
 * nova/api/openstack/compute/schemas/volume_attachments.py.
 */
import { Type as T, type TSchema } from 'typebox'
import { version } from '../../kernel/microversion.ts'
import { since, type Shape } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { novaQuery } from '../lists.ts'
import { BOOLEAN, NATURAL_NUMBER, TAG, UUID } from '../parameters.ts'

const DEVICE = T.Optional(
  T.Unsafe<string | null>({
    type: ['string', 'null'],
    pattern: '(^/dev/x{0,1}[a-z]{0,1}d{0,1})([a-z]+)[0-9]*$',
  }),
)

const body = (properties: Record<string, TSchema>) =>
  closed({ volumeAttachment: closed({ volumeId: UUID, ...properties }) })

const TAGGED = { device: DEVICE, tag: T.Optional(TAG) }
const FLAGGED = { ...TAGGED, delete_on_termination: T.Optional(BOOLEAN) }

/** What a client may say of an attachment, at any version. */
export interface AskedAttachment {
  readonly volumeId: string
  readonly device?: string | null
  readonly tag?: string
  readonly delete_on_termination?: boolean | string
  /** Sent back as it was shown. */
  readonly serverId?: string
  readonly id?: string
}

type AttachmentBody = Shape<{ volumeAttachment: AskedAttachment }>

export const CREATE_BODY: AttachmentBody = since({
  '2.0': body({ device: DEVICE }),
  '2.49': body(TAGGED),
  '2.79': body(FLAGGED),
})

export const SWAP_BODY = T.Unsafe<{ volumeAttachment: AskedAttachment }>(body({}))
export const UPDATE_BODY = T.Unsafe<{ volumeAttachment: AskedAttachment }>(
  body({ ...FLAGGED, serverId: T.Optional(UUID), id: T.Optional(UUID) }),
)

export const LIST_QUERY = novaQuery({
  strictFrom: version('2.75'),
  parameters: {
    limit: { schema: NATURAL_NUMBER, from: 0 },
    offset: { schema: NATURAL_NUMBER, from: 0 },
  },
})
