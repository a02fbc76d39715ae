import { serverRow, type ServerColumns } from '../../support/server-rows.ts'
import { type Example, type Examples, type World } from '../world.ts'

/** On a server in this state, which the owner has. */
const onServer =
  (body: object, columns: ServerColumns = {}) =>
  async (world: World): Promise<Example> => ({
    params: { server_id: await serverRow(world.cloud, world.owner, columns) },
    body,
  })

async function ofServer(world: World): Promise<Example> {
  return { params: { server_id: await serverRow(world.cloud, world.owner) } }
}

/** Something was done to it. */
async function action(world: World): Promise<Example> {
  const { params } = await ofServer(world)
  const path = `/v2.1/servers/${params!['server_id']}`
  await world.call('compute', 'POST', `${path}/action`, { as: world.owner, body: { lock: null } })
  const { instanceActions } = await world.call('compute', 'GET', `${path}/os-instance-actions`)
  return { params: { ...params, request_id: instanceActions[0].request_id } }
}

export const computeActionExamples: Examples = {
  'servers.start': onServer({ 'os-start': null }, { vm_state: 'stopped', power_state: 4 }),
  'servers.stop': onServer({ 'os-stop': null }),
  'servers.pause': onServer({ pause: null }),
  'servers.unpause': onServer({ unpause: null }, { vm_state: 'paused', power_state: 3 }),
  'servers.suspend': onServer({ suspend: null }),
  'servers.resume': onServer({ resume: null }, { vm_state: 'suspended', power_state: 4 }),
  'servers.reboot': onServer({ reboot: { type: 'HARD' } }),
  'servers.change_password': onServer({ changePassword: { adminPass: 'secret' } }),
  'servers.trigger_crash_dump': onServer({ trigger_crash_dump: null }),
  'servers.lock': onServer({ lock: { locked_reason: 'why' } }),
  'servers.unlock': onServer({ unlock: null }, { locked_by: 'owner' }),
  'servers.reset_state': onServer({ 'os-resetState': { state: 'active' } }),
  'servers.console_output': onServer({ 'os-getConsoleOutput': { length: 5 } }),
  'servers.restore': onServer({ restore: null }, { vm_state: 'soft-delete', power_state: 4 }),
  'servers.force_delete': onServer({ forceDelete: null }),
  'instance_actions.list': ofServer,
  'instance_actions.show': action,
}
