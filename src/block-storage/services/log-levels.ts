/**
 * How much services are to log, by logger. Levels are kept and shown; what this program writes is
 * said by its settings. Source: openstack/cinder cinder/api/v3/services.py (get_log, set_log),
 * cinder/common/constants.py (LOG_BINARIES), cinder/utils.py (get_log_method).
 */
import { Type as T } from 'typebox'
import { NULLABLE_STRING } from '../parameters.ts'
import { defineFormat } from '../../kernel/formats.ts'
import { BACKUP, isOnHost, SCHEDULER, VOLUME, type VolumeService } from './services.ts'

export const API = 'cinder-api'

const LEVELS: readonly string[] = ['DEBUG', 'INFO', 'WARNING', 'ERROR']
const USUAL_LEVEL = 'WARNING'

/** Those of the real services that bear on what they do. */
const COMMON = ['cinder.db.api', 'cinder.exception', 'cinder.policy', 'cinder.utils']
const LOGGERS: Readonly<Record<string, readonly string[]>> = {
  [API]: ['cinder.api', 'cinder.api.common', 'cinder.api.openstack.wsgi', ...COMMON],
  [VOLUME]: ['cinder.volume', 'cinder.volume.manager', 'cinder.manager', ...COMMON],
  [SCHEDULER]: ['cinder.scheduler', 'cinder.scheduler.manager', 'cinder.manager', ...COMMON],
  [BACKUP]: ['cinder.backup', 'cinder.backup.manager', 'cinder.manager', ...COMMON],
}

const LOG_LEVEL = defineFormat(
  'level',
  (value) =>
    (value !== null && typeof value !== 'string') ||
    LEVELS.includes((value ?? '').toUpperCase()) ||
    `Invalid input received: ${value ?? ''} is not a valid log level.`,
)

/** What a request is about. */
const ASKED = {
  binary: T.Optional(T.Enum([SCHEDULER, VOLUME, BACKUP, API, '', '*'])),
  server: T.Optional(NULLABLE_STRING),
  prefix: T.Optional(NULLABLE_STRING),
}

export const GET_BODY = T.Object(ASKED, { additionalProperties: false })

export const SET_BODY = T.Object(
  {
    ...ASKED,
    level: T.Optional(T.Unsafe<string | null>({ type: ['string', 'null'], format: LOG_LEVEL })),
  },
  { additionalProperties: false },
)

export interface LogsAsked {
  readonly binary?: string
  readonly server?: string | null
  readonly prefix?: string | null
}

/** A process that logs. */
export type Logging = Pick<VolumeService, 'binary' | 'host'>

/**
 * The processes that a request is about.
 * @param apiHost where the API runs, which is not listed among the services
 */
export function loggingAsked(
  { binary, server }: LogsAsked,
  services: readonly VolumeService[],
  apiHost: string,
): readonly Logging[] {
  const all: readonly Logging[] = [{ binary: API, host: apiHost }, ...services]
  return all.filter(
    (one) =>
      (!binary || binary === '*' || one.binary === binary) &&
      (!server || (one.binary === API ? one.host === server : isOnHost(one.host, server))),
  )
}

export function loggersOf({ binary }: Logging, prefix: string | null | undefined): string[] {
  return (LOGGERS[binary] ?? []).filter((logger) => logger.startsWith(prefix ?? ''))
}

/** The levels of a process. @param set those that somebody has set, by logger */
export function levelsOf(
  process: Logging,
  prefix: string | null | undefined,
  set: ReadonlyMap<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    loggersOf(process, prefix).map((logger) => [logger, set.get(logger) ?? USUAL_LEVEL]),
  )
}
