/** Configuration of domains, whole, by group and by option (keystone/api/domains.py). */
import { Type as T } from 'typebox'
import { type Operation, Reply } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { DOMAIN_NAMED } from '../domains/domains.ops.ts'
import { operation, target, type IdentityEnv } from '../operation.ts'
import { OPTIONS } from '../schemas.ts'
import type { SecurityCompliance } from '../security.ts'
import {
  changesIn,
  defaultsOf,
  invalid,
  notConfigured,
  optionsIn,
  refuseUnsupported,
  shown,
  type Part,
} from './domain-configs.ts'
import { deleteOptions, optionsOf, putOptions } from './domain-configs.store.ts'
import * as policies from './policies.ts'

const SHOWN = closed({ config: OPTIONS })
/** What it holds is refused with 403 where it is wrong, not with 400. */
const CONFIG = T.Object({ config: T.Optional(T.Unknown()) })

type Params = Part & { readonly domain_id: string }

/** The domain, which nobody else may configure meanwhile. */
const domain = target({ ...DOMAIN_NAMED, whenMissing: 'last' })

async function show(tx: Tx, { domain_id: id, ...part }: Params) {
  refuseUnsupported(part)
  const config = shown(await optionsOf(tx, id, part), part)
  if (Object.keys(config).length === 0) throw notConfigured(id, part)
  return { config }
}

async function update(
  tx: Tx,
  { vault }: IdentityEnv,
  { domain_id: id, ...part }: Params,
  config: unknown,
) {
  refuseUnsupported(part)
  const changes = changesIn(config, part)
  const there = await optionsOf(tx, id, part)
  if (part.group !== undefined && there.length === 0) throw notConfigured(id, part)
  await putOptions(tx, vault, id, changes)
  return { config: shown(await optionsOf(tx, id, {}), {}) }
}

async function remove(tx: Tx, { domain_id: id, ...part }: Params): Promise<void> {
  refuseUnsupported(part)
  const there = await optionsOf(tx, id, part)
  if (part.group !== undefined && there.length === 0) throw notConfigured(id, part)
  await deleteOptions(tx, id, part)
}

type Level = 'all' | 'group' | 'option'

const OF: Readonly<Record<Level, string>> = {
  all: 'the configuration',
  group: 'a group of the configuration',
  option: 'an option of the configuration',
}

function ofLevel(level: Level): Operation[] {
  const suffix = level === 'all' ? '' : `_${level}`
  const path: string = policies.PATHS[level]
  return [
    operation({
      id: `domain_configs.show${suffix}`,
      method: 'GET',
      path,
      summary: `Show ${OF[level]} of a domain.`,
      policy: policies.GET,
      response: { 200: SHOWN },
      errors: [403, 404],
      handle: ({ tx, params }) => show(tx, params as unknown as Params),
    }),

    operation({
      id: `domain_configs.update${suffix}`,
      method: 'PATCH',
      path,
      summary: `Change ${OF[level]} of a domain.`,
      policy: policies.UPDATE,
      target: domain,
      body: CONFIG,
      response: { 200: SHOWN },
      errors: [400, 403, 404],
      handle: ({ tx, env, params, body }) =>
        update(tx, env, params as unknown as Params, body.config ?? {}),
    }),

    operation({
      id: `domain_configs.delete${suffix}`,
      method: 'DELETE',
      path,
      summary: `Delete ${OF[level]} of a domain.`,
      policy: policies.DELETE,
      target: domain,
      success: 204,
      response: { 204: null },
      errors: [403, 404],
      handle: ({ tx, params }) => remove(tx, params as unknown as Params),
    }),

    operation({
      id: `domain_configs.show_default${suffix}`,
      method: 'GET',
      path: policies.DEFAULT_PATHS[level],
      summary: `Show ${OF[level]} that holds where a domain has none.`,
      policy: policies.GET_DEFAULT,
      response: { 200: SHOWN },
      errors: [403],
      handle: ({ params }) => ({ config: defaultsOf(params as Part) }),
    }),
  ]
}

/** Of the rules for passwords, all may know two, and they are those of the whole cloud. */
function securityOf(domainId: string, option: string | undefined, security: SecurityCompliance) {
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
  if (option === undefined) return { config: { security_compliance: Object.fromEntries(readable) } }
  if (readable.has(option)) return { config: { [option]: readable.get(option) } }
  throw invalid(
    'Reading security compliance values other than password_regex and ' +
      'password_regex_description is not allowed.',
  )
}

export const domainConfigsOperations: readonly Operation[] = [
  operation({
    id: 'domain_configs.create',
    method: 'PUT',
    path: policies.PATHS.all,
    summary: 'Configure a domain, in place of what it had.',
    policy: policies.CREATE,
    target: domain,
    body: CONFIG,
    success: 201,
    response: { 200: SHOWN, 201: SHOWN },
    errors: [400, 403, 404],
    async handle({ tx, env, params, body }) {
      const { domain_id: id } = params
      const options = optionsIn(body.config ?? {})
      const before = await optionsOf(tx, id, {})
      await deleteOptions(tx, id, {})
      await putOptions(tx, env.vault, id, options)
      const config = shown(await optionsOf(tx, id, {}), {})
      return new Reply({ status: before.length > 0 ? 200 : 201, body: { config } })
    },
  }),

  ...ofLevel('all'),
  ...ofLevel('group'),
  ...ofLevel('option'),

  operation({
    id: 'domain_configs.show_security',
    method: 'GET',
    path: policies.SECURITY_PATHS.group,
    summary: 'Show what passwords have to look like.',
    policy: policies.GET_SECURITY_COMPLIANCE,
    response: { 200: SHOWN },
    errors: [403],
    handle: ({ env, params }) => securityOf(params.domain_id, undefined, env.security),
  }),

  operation({
    id: 'domain_configs.show_security_option',
    method: 'GET',
    path: policies.SECURITY_PATHS.option,
    summary: 'Show one thing that passwords have to look like.',
    policy: policies.GET_SECURITY_COMPLIANCE,
    response: { 200: SHOWN },
    errors: [403],
    handle: ({ env, params }) => securityOf(params.domain_id, params.option, env.security),
  }),
]
