import { closed, stepped } from '../../kernel/view.ts'
import { MV } from '../microversions.ts'
import { operation } from '../operation.ts'
import { changedServerView, serverView } from './server.view.ts'
import { serverTarget } from './server-target.usecase.ts'
import { UPDATE } from './servers.policies.ts'
import { shownServers } from './shown-servers.usecase.ts'
import { UPDATE_BODY } from './update.schemas.ts'
import { changeServer } from './update-server.usecase.ts'

const viewAt = (asked: number) =>
  asked >= MV.WHOLE_CHANGED_SERVER ? serverView : changedServerView

const steps = new Set([
  ...[...changedServerView.steps, ...serverView.steps, MV.WHOLE_CHANGED_SERVER],
])

const CHANGED = stepped(
  [...steps].sort((a, b) => a - b),
  (asked) => closed({ server: viewAt(asked).at(asked) }),
)

const update = operation({
  id: 'servers.update',
  method: 'PUT',
  path: '/servers/{server_id}',
  summary: 'Update a server',
  policy: UPDATE,
  checks: ['body', 'target', 'policy'],
  target: serverTarget,
  body: UPDATE_BODY,
  response: { 200: CHANGED },
  errors: [400, 403, 404, 409],
  async handle({ tx, ctx, env, target, body }) {
    const server = await changeServer({ tx, env }, target, body.server)
    const [shown] = await shownServers({ tx, env }, [server])
    return { server: viewAt(ctx.version).written(shown!, ctx) }
  },
})

export const serverUpdateOperations = [update]
