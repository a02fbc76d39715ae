/** Configuration of domains, whole, by group and by option (keystone/api/domains.py). */
import { Type as T } from 'typebox'
import { type Operation, Reply } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { DOMAIN_NAMED } from '../domains/domains.ops.ts'
import { operation, target } from '../operation.ts'
import { OPTIONS } from '../schemas.ts'
import { defaultsOf, securityOf, type Part } from './domain-configs.ts'
import {
  changeConfig,
  configOf,
  deleteConfig,
  replaceConfig,
  type ConfigPart,
} from './domain-configs.usecase.ts'
import * as policies from './policies.ts'

const SHOWN = closed({ config: OPTIONS })
/** What it holds is refused with 403 where it is wrong, and rarely with 400. */
const CONFIG = T.Object({ config: T.Optional(T.Unknown()) })

/** The domain, which nobody else may configure meanwhile. */
const domain = target({ ...DOMAIN_NAMED, whenMissing: 'last' })

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
      handle: async ({ tx, params }) => ({
        config: await configOf(tx, params as unknown as ConfigPart),
      }),
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
      async handle({ tx, env, params, body }) {
        const part = params as unknown as ConfigPart
        return { config: await changeConfig(tx, env, part, body.config ?? {}) }
      },
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
      handle: ({ tx, params }) => deleteConfig(tx, params as unknown as ConfigPart),
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
      const { config, isNew } = await replaceConfig(tx, env, id, body.config ?? {})
      return new Reply({ status: isNew ? 201 : 200, body: { config } })
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
    handle: ({ env, params }) => ({
      config: securityOf(params.domain_id, undefined, env.security),
    }),
  }),

  operation({
    id: 'domain_configs.show_security_option',
    method: 'GET',
    path: policies.SECURITY_PATHS.option,
    summary: 'Show one thing that passwords have to look like.',
    policy: policies.GET_SECURITY_COMPLIANCE,
    response: { 200: SHOWN },
    errors: [403],
    handle: ({ env, params }) => ({
      config: securityOf(params.domain_id, params.option, env.security),
    }),
  }),
]
