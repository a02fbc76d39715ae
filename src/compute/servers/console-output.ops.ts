import { Type as T } from 'typebox'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import * as policies from './action-policies.ts'
import { tailOf } from './console-output.ts'
import { ON_SERVER } from './on-server.usecase.ts'
import { serverNotReady } from './server.ts'

const LENGTH = T.Unsafe<number | string | null>({
  type: ['integer', 'string', 'null'],
  pattern: '^-?[0-9]+$',
  minimum: -1,
})

/** Source: openstack/nova nova/api/openstack/compute/console_output.py. */
export const getConsoleOutput = operation({
  ...ON_SERVER,
  id: 'servers.console_output',
  action: 'os-getConsoleOutput',
  summary: 'See what a server wrote to its console',
  policy: policies.CONSOLE_OUTPUT,
  transaction: 'read',
  body: closed({ 'os-getConsoleOutput': closed({ length: T.Optional(LENGTH) }) }),
  success: 200,
  response: { 200: closed({ output: T.String() }) },
  handle({ env, target, body }) {
    if (target.host === null) throw serverNotReady(target.id)
    const { id, hostname, vcpus, memory_mb: memoryMb } = target
    const written = env.hypervisor.console({ id, hostname, vcpus, memoryMb })
    return { output: tailOf(written, body['os-getConsoleOutput'].length ?? null) }
  },
})
