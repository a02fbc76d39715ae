/** Bodies of requests about attachments. Source: openstack/cinder cinder/api/schemas/attachments.py. */
import { Type as T, type TSchema } from 'typebox'
import type { Connector } from '../../drivers/volume/interface.ts'
import { since, type Shape } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import type { AttachMode } from './attachment-status.ts'

const UUID = T.String({ format: 'uuid' })

export interface NewAttachment {
  readonly volume_uuid: string
  readonly instance_uuid?: string
  readonly connector?: Connector | null
  readonly mode?: AttachMode
}

function createBody(more: Record<string, TSchema>) {
  return closed({
    attachment: closed({
      instance_uuid: T.Optional(UUID),
      connector: T.Optional(T.Unsafe<Connector | null>({ type: ['object', 'null'] })),
      volume_uuid: UUID,
      ...more,
    }),
  })
}

export const CREATE_BODY: Shape<{ attachment: NewAttachment }> = since({
  '3.27': createBody({}),
  '3.54': createBody({
    mode: T.Optional(T.Unsafe<AttachMode>({ type: 'string', enum: ['rw', 'ro'] })),
  }),
}) as Shape<{ attachment: NewAttachment }>

export const UPDATE_BODY = closed({
  attachment: closed({ connector: T.Unsafe<Connector>({ type: 'object', minProperties: 1 }) }),
})
