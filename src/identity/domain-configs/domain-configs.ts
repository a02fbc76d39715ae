/** Rules of the configuration of domains (keystone/resource/core.py, DomainConfigManager). */
import { badRequest, type Fault, forbidden, notFound } from '../../kernel/faults.ts'
import type { SecurityCompliance } from '../security.ts'
import { DEFAULTS, SENSITIVE } from './defaults.ts'

/** Everything, one group, or one option of a group. */
export interface Part {
  readonly group?: string | undefined
  readonly option?: string | undefined
}

export interface Option {
  readonly group: string
  readonly option: string
  readonly value: unknown
  readonly sensitive: boolean
}

export function invalid(reason: string): Fault {
  return forbidden(`Invalid domain specific configuration: ${reason}.`)
}

function isSensitive(group: string, option: string): boolean {
  return Object.hasOwn(SENSITIVE, group) && SENSITIVE[group]!.includes(option)
}

/** @throws 403 for what no domain may configure */
export function refuseUnsupported({ group, option }: Part): void {
  if (group === undefined) return
  if (!Object.hasOwn(DEFAULTS, group)) {
    throw invalid(`Group ${group} is not supported for domain specific configurations`)
  }
  if (!option || Object.hasOwn(DEFAULTS[group]!, option)) return
  if (isSensitive(group, option)) return
  throw invalid(
    `Option ${option} in group ${group} is not supported for domain specific configurations`,
  )
}

function isEmpty(config: unknown): boolean {
  if (typeof config === 'object' && config !== null) return Object.keys(config).length === 0
  return !config
}

/** What Python says where Keystone takes each group of it. */
function notIndexed(config: unknown): string {
  if (typeof config === 'string') return "string indices must be integers, not 'str'"
  if (Array.isArray(config)) return 'list indices must be integers or slices, not str'
  const type = typeof config === 'boolean' ? 'bool' : Number.isInteger(config) ? 'int' : 'float'
  return `'${type}' object is not iterable`
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * What a request configures.
 * @throws 400 for what is no dictionary, 403 for nothing, and for what may not be configured
 */
export function optionsIn(config: unknown): Option[] {
  if (isEmpty(config)) throw invalid('No options specified')
  if (!isObject(config)) throw badRequest(notIndexed(config))
  return Object.entries(config).flatMap(([group, options]) => {
    if (!isObject(options) || Object.keys(options).length === 0) {
      throw invalid(
        `The value of group ${group} specified in the config should be a dictionary of options`,
      )
    }
    return Object.entries(options).map(([option, value]) => {
      refuseUnsupported({ group, option })
      return { group, option, value, sensitive: isSensitive(group, option) }
    })
  })
}

/**
 * What an update of a part configures. The update of one option has it without its group.
 * @throws 403 where the request has something else
 */
export function changesIn(config: unknown, { group, option }: Part): Option[] {
  if (group === undefined) return optionsIn(config)
  const whole = option === undefined ? config : { [group]: config }
  const options = optionsIn(whole)
  const groups = Object.keys(whole as object)
  if (option !== undefined && options.length !== 1) {
    throw invalid(
      `Trying to update option ${option} in group ${group}, so that, and only that, option must ` +
        'be specified  in the config',
    )
  }
  if (groups.length !== 1) {
    throw invalid(
      `Trying to update group ${group}, so that, and only that, group must be specified in the ` +
        'config',
    )
  }
  if (groups[0] !== group) {
    throw invalid(
      `request to update group ${group}, but config provided contains group ${groups[0]} instead`,
    )
  }
  if (option !== undefined && options[0]!.option !== option) {
    throw invalid(
      `Trying to update option ${option} in group ${group}, but config provided contains option ` +
        `${options[0]!.option} instead`,
    )
  }
  return options
}

/** As answers show it: by group, or one option alone. What is sensitive is left out. */
export function shown(options: readonly Option[], part: Part): Record<string, unknown> {
  const visible = options.filter(({ sensitive }) => !sensitive)
  if (part.option !== undefined) {
    return Object.fromEntries(visible.map(({ option, value }) => [option, value]))
  }
  const groups = [...new Set(visible.map(({ group }) => group))]
  return Object.fromEntries(
    groups.map((name) => [
      name,
      Object.fromEntries(
        visible.filter(({ group }) => group === name).map(({ option, value }) => [option, value]),
      ),
    ]),
  )
}

export function notConfigured(domainId: string, { group, option }: Part): Fault {
  const what =
    option !== undefined
      ? `option ${option} in group ${group}`
      : group === undefined
        ? 'any options'
        : `group ${group}`
  return notFound(`Could not find ${what} in domain configuration for domain ${domainId}.`)
}

/** What holds where a domain has nothing of its own. @throws 403 */
export function defaultsOf(part: Part): Record<string, unknown> {
  refuseUnsupported(part)
  const { group, option } = part
  if (group === undefined) return DEFAULTS
  if (option === undefined) return { [group]: DEFAULTS[group] }
  if (Object.hasOwn(DEFAULTS[group]!, option)) return { [option]: DEFAULTS[group]![option] }
  throw invalid(`Reading the default for option ${option} in group ${group} is not supported`)
}

/** Of the rules for passwords, all may know two, and they are those of the whole cloud. @throws 403 */
export function securityOf(
  domainId: string,
  option: string | undefined,
  security: SecurityCompliance,
): Record<string, unknown> {
  if (domainId !== 'default') {
    throw invalid(
      'Reading security compliance information for any domain other than the default domain is ' +
        'not allowed or supported.',
    )
  }
  const readable = new Map<string, string | null>([
    ['password_regex', security.passwordRegex?.source ?? null],
    ['password_regex_description', security.passwordRegexDescription || null],
  ])
  if (option === undefined) return { security_compliance: Object.fromEntries(readable) }
  if (readable.has(option)) return { [option]: readable.get(option) }
  throw invalid(
    'Reading security compliance values other than password_regex and ' +
      'password_regex_description is not allowed.',
  )
}
