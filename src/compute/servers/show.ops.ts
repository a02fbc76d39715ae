import { one } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import { serverTarget } from './server-target.usecase.ts'
import { serverView } from './server.view.ts'
import { SHOW } from './show.policies.ts'
import { shownServers } from './shown-servers.usecase.ts'

const show = operation({
  id: 'servers.show',
  method: 'GET',
  path: '/servers/{server_id}',
  summary: 'Show a server',
  policy: SHOW,
  checks: ['body', 'target', 'policy'],
  target: serverTarget,
  query: NO_QUERY,
  response: { 200: one('server', serverView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, target }) {
    const [shown] = await shownServers({ tx, env }, [target])
    return { server: serverView.written(shown!, ctx) }
  },
})

export const serverShowOperations = [show]
