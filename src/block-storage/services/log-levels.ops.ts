import { Type as T } from 'typebox'
import { closed } from '../../kernel/view.ts'
import { invalidInput } from '../volumes/volume.ts'
import { operation } from '../operation.ts'
import { GET_BODY, levelsOf, loggingAsked, SET_BODY } from './log-levels.ts'
import { logLevels, processKey, setLogLevel } from './log-levels.store.ts'
import { UPDATE } from './policies.ts'
import { listServices } from './services.store.ts'

const LEVELS = closed({
  host: T.String(),
  binary: T.String(),
  levels: T.Record(T.String(), T.String()),
})

const get = operation({
  id: 'services.get_log',
  method: 'PUT',
  path: '/os-services/get-log',
  summary: 'Show how much services log',
  versions: ['3.32'],
  policy: UPDATE,
  body: GET_BODY,
  response: { 200: closed({ log_levels: T.Array(LEVELS) }) },
  errors: [400, 403],
  async handle({ tx, env, body }) {
    const set = await logLevels(tx)
    const processes = loggingAsked(body, await listServices(tx, env), env.hosts[0]!)
    return {
      log_levels: processes.map((process) => ({
        host: process.host,
        binary: process.binary,
        levels: levelsOf(process, body.prefix, set.get(processKey(process)) ?? new Map()),
      })),
    }
  },
})

const set = operation({
  id: 'services.set_log',
  method: 'PUT',
  path: '/os-services/set-log',
  summary: 'Say how much services are to log',
  versions: ['3.32'],
  policy: UPDATE,
  body: SET_BODY,
  success: 202,
  response: { 202: null },
  errors: [400, 403],
  async handle({ tx, env, body }) {
    const level = (body.level ?? '').toUpperCase()
    if (level === '') throw invalidInput(' is not a valid log level.')
    const processes = loggingAsked(body, await listServices(tx, env), env.hosts[0]!)
    await setLogLevel(tx, processes, body.prefix, level)
  },
})

export const logLevelOperations = [get, set]
