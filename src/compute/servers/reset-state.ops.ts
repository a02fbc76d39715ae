import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { recountServer } from '../quotas/take-quota.usecase.ts'
import * as policies from './action-policies.ts'
import { noteAction } from './begin-action.usecase.ts'
import { ON_SERVER } from './on-server.usecase.ts'
import { updateServer } from './servers.store.ts'
import { words } from './words.ts'

/**
 * Whatever is under way comes to nothing. Source: openstack/nova
 * nova/api/openstack/compute/admin_actions.py.
 */
export const resetState = operation({
  ...ON_SERVER,
  id: 'servers.reset_state',
  action: 'os-resetState',
  summary: 'Write another state over that of a server',
  policy: policies.RESET_STATE,
  body: closed({ 'os-resetState': closed({ state: words('active', 'error') }) }),
  errors: [400, 403, 404],
  async handle(input) {
    const { tx, env, target, body } = input
    await noteAction(input, 'resetState')
    const { state: vm_state } = body['os-resetState']
    const changes = { vm_state, task_state: null, updated_at: env.clock.isoNow() }
    await updateServer(tx, target.id, changes)
    await recountServer(tx, target, { ...target, ...changes })
  },
})
