/**
 * Bodies of the actions that attach volumes. Source: openstack/cinder
 * cinder/api/schemas/{volume_actions,admin_actions}.py.
 */
import { Type as T } from 'typebox'
import { closed } from '../../kernel/view.ts'

const UUID = T.String({ format: 'uuid' })

/** An action that takes whatever a client sends with its name. */
export function bare<Action extends string>(action: Action) {
  return closed({ [action]: T.Unknown() } as Record<Action, ReturnType<typeof T.Unknown>>)
}

export const ATTACH_BODY = closed({
  'os-attach': T.Unsafe<{
    instance_uuid?: string
    mountpoint: string
    host_name?: string
    mode?: 'rw' | 'ro'
  }>({
    type: 'object',
    properties: {
      instance_uuid: UUID,
      mountpoint: { type: 'string', minLength: 1, maxLength: 255 },
      host_name: { type: 'string', maxLength: 255 },
      mode: { type: 'string', enum: ['rw', 'ro'] },
    },
    required: ['mountpoint'],
    anyOf: [{ required: ['instance_uuid'] }, { required: ['host_name'] }],
    additionalProperties: false,
  }),
})

export const DETACH_BODY = closed({
  'os-detach': T.Unsafe<{ attachment_id?: string | null } | null>({
    type: ['object', 'null'],
    properties: { attachment_id: T.Union([UUID, T.Null()]) },
    additionalProperties: false,
  }),
})

/** What a host says of itself when it connects. */
export type Connector = Readonly<Record<string, unknown>>

export const INITIALIZE_CONNECTION_BODY = closed({
  'os-initialize_connection': closed({
    connector: T.Unsafe<Connector | string>({ type: ['object', 'string'] }),
  }),
})

export const TERMINATE_CONNECTION_BODY = closed({
  'os-terminate_connection': closed({
    connector: T.Unsafe<Connector | string | null>({ type: ['string', 'object', 'null'] }),
  }),
})

export const FORCE_DETACH_BODY = closed({
  'os-force_detach': T.Object(
    {
      connector: T.Optional(
        T.Unsafe<Connector | string | null>({ type: ['string', 'object', 'null'] }),
      ),
      attachment_id: T.Optional(T.Unsafe<string | null>({ type: ['string', 'null'] })),
    },
    { additionalProperties: false },
  ),
})
