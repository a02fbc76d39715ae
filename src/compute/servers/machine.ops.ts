/** What is done to the machines of servers. The rest is a job's (`machine-actions.ts`). */
import { Type as T } from 'typebox'
import type { PolicyRule } from '../../kernel/policy.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import * as policies from './action-policies.ts'
import type { MachineActionName } from './machine-actions.ts'
import { ON_SERVER } from './on-server.usecase.ts'
import { words } from './words.ts'
import { beginMachineAction } from './begin-action.usecase.ts'

interface Plain {
  readonly id: string
  readonly action: string
  readonly summary: string
  readonly policy: PolicyRule
}

/** Nothing is said beside the action itself; what its key holds is passed over. */
function plainAction(work: MachineActionName, { action, ...told }: Plain) {
  return operation({
    ...ON_SERVER,
    ...told,
    action,
    body: closed({ [action]: T.Unknown() }),
    errors: [403, 404, 409],
    handle: (input) => beginMachineAction(input, work),
  })
}

const start = plainAction('start', {
  id: 'servers.start',
  action: 'os-start',
  summary: 'Start a server',
  policy: policies.START,
})

const stop = plainAction('stop', {
  id: 'servers.stop',
  action: 'os-stop',
  summary: 'Stop a server',
  policy: policies.STOP,
})

const pause = plainAction('pause', {
  id: 'servers.pause',
  action: 'pause',
  summary: 'Pause a server',
  policy: policies.PAUSE,
})

const unpause = plainAction('unpause', {
  id: 'servers.unpause',
  action: 'unpause',
  summary: 'Let a paused server go on',
  policy: policies.UNPAUSE,
})

const suspend = plainAction('suspend', {
  id: 'servers.suspend',
  action: 'suspend',
  summary: 'Put the memory of a server to disk, and stop it',
  policy: policies.SUSPEND,
})

const resume = plainAction('resume', {
  id: 'servers.resume',
  action: 'resume',
  summary: 'Wake a suspended server',
  policy: policies.RESUME,
})

const reboot = operation({
  ...ON_SERVER,
  id: 'servers.reboot',
  action: 'reboot',
  summary: 'Boot a server anew',
  policy: policies.REBOOT,
  body: closed({
    reboot: closed({ type: words('HARD', 'Hard', 'hard', 'SOFT', 'Soft', 'soft') }),
  }),
  handle: ({ body, ...input }) =>
    beginMachineAction(input, body.reboot.type.toUpperCase() === 'HARD' ? 'rebootHard' : 'reboot'),
})

/** The password goes no further: a job's payload stays on disk, and guests here have no users. */
const changePassword = operation({
  ...ON_SERVER,
  id: 'servers.change_password',
  action: 'changePassword',
  summary: "Change the password of a server's administrator",
  policy: policies.CHANGE_PASSWORD,
  body: closed({ changePassword: closed({ adminPass: T.String() }) }),
  handle: (input) => beginMachineAction(input, 'changePassword'),
})

const crash = operation({
  ...ON_SERVER,
  id: 'servers.trigger_crash_dump',
  action: 'trigger_crash_dump',
  summary: 'Make the kernel of a server crash, so that it writes a dump',
  versions: ['2.17'],
  policy: policies.CRASH,
  body: closed({ trigger_crash_dump: T.Null() }),
  handle: (input) => beginMachineAction(input, 'crash'),
})

export const machineOperations = [
  ...[start, stop, pause, unpause, suspend, resume],
  ...[reboot, changePassword, crash],
]
