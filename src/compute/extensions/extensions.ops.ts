/**
 * What the API was once made of. It is the same in every cloud, whatever it offers.
 * Source: openstack/nova nova/api/openstack/compute/extension_info.py.
 */
import { Type as T } from 'typebox'
import { notFound } from '../../kernel/faults.ts'
import { policyRule } from '../../kernel/policy.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import rows from './extensions.json' with { type: 'json' }

/** Source: nova/policies/extensions.py. */
const SEE = policyRule({
  name: 'os_compute_api:extensions',
  check: '@',
  description: 'List and show extensions.',
  scopes: ['project'],
  operations: [
    { method: 'GET', path: '/extensions' },
    { method: 'GET', path: '/extensions/{alias}' },
  ],
})

const EXTENSION = closed({
  alias: T.String(),
  description: T.String(),
  links: T.Array(T.Never()),
  name: T.String(),
  namespace: T.String(),
  updated: T.String(),
})

const EXTENSIONS = new Map(
  (rows as [alias: string, name: string, description: string][]).map(
    ([alias, name, description]) => [
      alias,
      {
        ...{ alias, description, links: [], name },
        namespace: 'http://docs.openstack.org/compute/ext/fake_xml',
        updated: '2014-12-03T00:00:00Z',
      },
    ],
  ),
)

const list = operation({
  id: 'extensions.list',
  method: 'GET',
  path: '/extensions',
  summary: 'List extensions',
  policy: SEE,
  query: NO_QUERY,
  response: { 200: closed({ extensions: T.Array(EXTENSION) }) },
  errors: [400, 403],
  handle: () => ({ extensions: [...EXTENSIONS.values()] }),
})

const show = operation({
  id: 'extensions.show',
  method: 'GET',
  path: '/extensions/{alias}',
  summary: 'Show an extension',
  policy: SEE,
  query: NO_QUERY,
  response: { 200: closed({ extension: EXTENSION }) },
  errors: [400, 403, 404],
  handle({ params: { alias } }) {
    const extension = EXTENSIONS.get(alias)
    if (extension === undefined) throw notFound()
    return { extension }
  },
})

export const extensionOperations = [list, show]
