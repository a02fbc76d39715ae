import { Type as T } from 'typebox'
import { Reply } from '../../kernel/operation.ts'
import { closed, LINK } from '../../kernel/view.ts'
import { itemLinks } from '../../kernel/item-links.ts'
import { operation } from '../operation.ts'
import { isTrue } from '../parameters.ts'
import { createServers } from './create-servers.usecase.ts'
import { CREATE_BODY } from './create.schemas.ts'
import { newPassword } from './names.ts'
import { placeServers } from './place-servers.usecase.ts'
import { CREATE } from './servers.policies.ts'

const ANSWER = T.Union([
  closed({
    server: closed({
      id: T.String({ format: 'uuid' }),
      links: T.Array(LINK),
      'OS-DCF:diskConfig': T.String(),
      security_groups: T.Array(closed({ name: T.Optional(T.String()) })),
      adminPass: T.String(),
    }),
  }),
  closed({ reservation_id: T.String() }),
])

const create = operation({
  id: 'servers.create',
  method: 'POST',
  path: '/servers',
  summary: 'Create servers',
  policy: CREATE,
  body: CREATE_BODY,
  success: 202,
  response: { 202: ANSWER },
  errors: [400, 403, 409],
  async handle({ tx, ctx, env, body }) {
    const servers = await createServers({ tx, ctx, env }, body)
    await placeServers({ tx, ctx, env }, servers)
    const { id, reservation_id, disk_config } = servers[0]!
    const { server: asked } = body
    if (isTrue(asked.return_reservation_id)) return { reservation_id }
    const links = itemLinks(ctx, 'servers', id)
    const server = {
      ...{ id, links, 'OS-DCF:diskConfig': disk_config },
      security_groups: asked.security_groups ?? [{ name: 'default' }],
      adminPass: asked.adminPass ?? newPassword(),
    }
    return new Reply({ headers: { Location: links[0]!.href }, body: { server } })
  },
})

export const serverCreationOperations = [create]
