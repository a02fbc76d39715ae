/**
 * What a user of elsewhere is here, by what is said of them: the mapping language
 * (keystone/federation/utils.py, RuleProcessor). Pure: names are not looked up, nothing is made.
 *
 * What is said of users is not read as language. Keystone writes values into the text of a rule and
 * reads lists out of the result; here a list is parsed from the rule alone, and a value that looks
 * like one stays one value. Only what the language itself lets a provider tell as JSON is parsed:
 * groups that begin with `JSON:`, and `projects_json`.
 */
import { pythonPattern } from '../../kernel/pattern.ts'
import { literalEval, str } from '../../kernel/python.ts'
import type { SchemaVersion } from './mapping.schemas.ts'

/** By attribute; some have several values. */
export type Assertion = ReadonlyMap<string, readonly string[]>

export interface DomainRef {
  readonly id?: string
  readonly name?: string
}

export interface MappedGroup {
  readonly name: string
  readonly domain: DomainRef
}

export interface MappedProject {
  readonly name: string
  readonly roles: readonly { readonly name: string }[]
  readonly domain?: DomainRef
}

export interface MappedUser {
  readonly id?: string
  readonly name?: string
  readonly email?: string
  readonly domain?: DomainRef
  readonly type: 'ephemeral' | 'local'
}

export interface Mapped {
  readonly user: MappedUser
  readonly groupIds: readonly string[]
  readonly groups: readonly MappedGroup[]
  readonly projects: readonly MappedProject[]
}

interface Requirement {
  readonly type: string
  readonly regex?: boolean
  readonly any_one_of?: readonly unknown[]
  readonly not_any_of?: readonly unknown[]
  readonly blacklist?: readonly unknown[]
  readonly whitelist?: readonly unknown[]
}

interface Local {
  readonly user?: Partial<MappedUser>
  readonly group?: { readonly id?: string; readonly name?: string; readonly domain?: DomainRef }
  readonly groups?: string
  readonly group_ids?: string
  readonly domain?: DomainRef
  readonly projects?: readonly MappedProject[]
  readonly projects_json?: string
}

export interface Rule {
  readonly local: readonly Local[]
  readonly remote: readonly Requirement[]
}

export interface Mapping {
  readonly rules: readonly Rule[]
  readonly version: SchemaVersion
}

/** Nobody comes in: no rule applies, or one cannot be followed. The message is for the log. */
export class NotMapped extends Error {
  override name = 'NotMapped'
}

type Values = readonly (readonly string[])[]

/** Texts as servers of SAML write them, with semicolons between values; lists as they are. */
export function assertionOf(
  attributes: Iterable<readonly [string, string | readonly string[]]>,
): Assertion {
  const valuesOf = (said: string | readonly string[]) =>
    typeof said === 'string' ? said.split(';') : said
  return new Map([...attributes].map(([name, said]) => [name, valuesOf(said)]))
}

/** @throws NotMapped */
export function applyMapping({ rules, version }: Mapping, assertion: Assertion): Mapped {
  const outcomes = rules.flatMap(({ local, remote }) => {
    const values = satisfied(remote, assertion)
    return values === undefined ? [] : local.map((one) => ({ local: one, values }))
  })
  if (outcomes.length === 0) throw new NotMapped('no rule of the mapping applies')
  const found: { groupIds: Set<string>; groups: MappedGroup[]; projects: MappedProject[] } = {
    groupIds: new Set(),
    groups: [],
    projects: [],
  }
  let user: Partial<MappedUser> | undefined
  for (const { local, values } of outcomes) {
    // The first user counts, and the last projects.
    if (local.user !== undefined) user ??= filledIn(local.user, values)
    const domain = local.domain && filledIn(local.domain, values)
    collectGroups(local, values, domain, found)
    const projects = projectsOf(local, values, version === '1.0' ? undefined : domain)
    if (projects !== undefined) found.projects = projects
  }
  const last = outcomes.at(-1)!
  const domain =
    version === '1.0' ? undefined : last.local.domain && filledIn(last.local.domain, last.values)
  const { type = 'ephemeral', ...who } = user ?? {}
  return {
    user: { ...(domain && { domain }), ...who, type },
    groupIds: [...found.groupIds],
    groups: distinct(found.groups),
    projects: found.projects,
  }
}

/** The values that a rule's local part may use, in order; undefined where it does not apply. */
function satisfied(remote: readonly Requirement[], assertion: Assertion): Values | undefined {
  const used: (readonly string[])[] = []
  for (const requirement of remote) {
    const values = assertion.get(requirement.type)
    if (values === undefined || values.length === 0) return undefined
    const { any_one_of: anyOf, not_any_of: notAnyOf } = requirement
    if (anyOf !== undefined || notAnyOf !== undefined) {
      const met = matching(anyOf ?? notAnyOf!, values, requirement.regex).length > 0
      if (met !== (anyOf !== undefined)) return undefined
      continue
    }
    used.push(filtered(requirement, values))
  }
  return used
}

function filtered(
  { blacklist, whitelist, regex }: Requirement,
  values: readonly string[],
): readonly string[] {
  if (blacklist !== undefined) {
    const bad = new Set(matching(blacklist, values, regex))
    return values.filter((value) => !bad.has(value))
  }
  return whitelist === undefined ? values : matching(whitelist, values, regex)
}

function matching(
  wanted: readonly unknown[],
  values: readonly string[],
  regex = false,
): readonly string[] {
  if (!regex) return values.filter((value) => wanted.includes(value))
  const patterns = wanted.map((pattern) => {
    try {
      return pythonPattern(String(pattern))
    } catch {
      throw new NotMapped(`the mapping has a pattern that is none: ${String(pattern)}`)
    }
  })
  return values.filter((value) => patterns.some((pattern) => pattern.test(value)))
}

function collectGroups(
  { group, groups, group_ids: ids }: Local,
  values: Values,
  domain: DomainRef | undefined,
  into: { groupIds: Set<string>; groups: MappedGroup[] },
): void {
  if (group !== undefined) {
    const { id, name, domain: own } = filledIn(group, values)
    if (id !== undefined) into.groupIds.add(id)
    else into.groups.push({ name: name!, domain: own! })
  }
  if (ids !== undefined) for (const id of listed(ids, values)) into.groupIds.add(id)
  if (groups === undefined) return
  const texts = listed(groups, values)
  // Whoever has no groups left does not come in by it either, whatever was said of the others.
  if (texts.length === 0 && domain === undefined) throw new NotMapped(WITHOUT_DOMAIN)
  for (const text of texts) into.groups.push(groupOf(text, domain))
}

const WITHOUT_DOMAIN = 'the mapping names groups without a domain'

/** `JSON:{"name": …, "domain": …}`, or a name in the domain that the rule gives. */
function groupOf(text: string, domain: DomainRef | undefined): MappedGroup {
  if (text.startsWith('JSON:')) {
    const group = parsed(text.slice('JSON:'.length)) as Partial<MappedGroup> | null
    if (typeof group?.name === 'string' && typeof group.domain === 'object') {
      return { name: group.name, domain: group.domain }
    }
    throw new NotMapped('a group in JSON has no name or no domain')
  }
  if (domain === undefined) throw new NotMapped(WITHOUT_DOMAIN)
  return { name: text, domain }
}

function projectsOf(
  { projects, projects_json: json }: Local,
  values: Values,
  domain: DomainRef | undefined,
): MappedProject[] | undefined {
  if (projects === undefined && json === undefined) return undefined
  const written = (projects ?? []).map((project) => filledIn(project, values))
  const told = json === undefined ? [] : toldProjects(json, values)
  return [...written, ...told].map((project) => ({ ...(domain && { domain }), ...project }))
}

function toldProjects(rule: string, values: Values): MappedProject[] {
  const [, index] = /^\{?(\d+)\}?/.exec(rule) ?? []
  const list = index === undefined ? undefined : parsed(values[Number(index)]?.[0] ?? '')
  if (!Array.isArray(list) || !list.every(isProject)) {
    throw new NotMapped('the projects that were told are no list of projects')
  }
  return list
}

function isProject(value: unknown): value is MappedProject {
  const { name, roles, domain = {} } = (value ?? {}) as Record<string, unknown>
  return (
    typeof name === 'string' &&
    Array.isArray(roles) &&
    roles.every((role) => typeof (role as { name?: unknown } | null)?.name === 'string') &&
    typeof domain === 'object' &&
    domain !== null &&
    Object.values(domain).every((text) => typeof text === 'string')
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The texts that a rule makes: of `{0}` all values, of a list each item, else the one text. */
function listed(rule: string, values: Values): readonly string[] {
  const [, index] = /^\{(\d*)\}$/.exec(rule) ?? []
  if (index !== undefined) return valuesAt(values, Number(index))
  const list = literalEval(rule)
  if (!list.ok || !Array.isArray(list.value)) return [format(rule, values)]
  return list.value.map((item) => format(str(item), values))
}

/** The same with every text in it filled in. */
function filledIn<T>(part: T, values: Values): T {
  if (typeof part === 'string') return format(part, values) as T
  if (Array.isArray(part)) return part.map((item: unknown) => filledIn(item, values)) as T
  return Object.fromEntries(
    Object.entries(part as object).map(([name, inner]) => [name, filledIn(inner, values)]),
  ) as T
}

/** Python's `str.format` as far as `{0}`, `{}`, `{{` and `}}`: nothing looks into the values. */
function format(text: string, values: Values): string {
  let next = 0
  return text.replaceAll(/\{\{|\}\}|\{(\d*)\}|[{}]/g, (match, index: string | undefined) => {
    if (match === '{{' || match === '}}') return match[0]!
    if (index === undefined) throw new NotMapped(`the mapping has a text with a stray ${match}`)
    const found = valuesAt(values, index === '' ? next++ : Number(index))
    return found.length === 1 ? found[0]! : str([...found])
  })
}

function valuesAt(values: Values, index: number): readonly string[] {
  const found = values[index]
  if (found === undefined) throw new NotMapped(`the mapping uses {${index}}, which there is not`)
  return found
}

function distinct(groups: readonly MappedGroup[]): MappedGroup[] {
  const key = ({ name, domain }: MappedGroup) => JSON.stringify([name, domain.id, domain.name])
  return [...new Map(groups.map((group) => [key(group), group])).values()]
}
