import { Type as T } from 'typebox'
import { notFound } from '../../kernel/faults.ts'
import { closed } from '../../kernel/view.ts'
import { projectRule } from '../base-rules.ts'
import { operation } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import { OF_SERVER } from '../servers/sub-resource.usecase.ts'
import { addressesByNetwork } from './addresses.usecase.ts'

const ALL = '/servers/{server_id}/ips'
const ONE = `${ALL}/{network_label}` as const
/** Source: nova/policies/ips.py. */
const INDEX = projectRule('reader', 'ips:index', 'List addresses of a server.', 'GET', ALL)
const SHOW = projectRule(
  'reader',
  'ips:show',
  'List addresses of a server in a network.',
  'GET',
  ONE,
)

const ADDRESSES = T.Record(
  T.String(),
  T.Array(closed({ version: T.Union([T.Literal(4), T.Literal(6)]), addr: T.String() })),
)

const list = operation({
  ...OF_SERVER,
  id: 'server_addresses.list',
  method: 'GET',
  path: ALL,
  summary: 'List the addresses of a server',
  policy: INDEX,
  query: NO_QUERY,
  response: { 200: closed({ addresses: ADDRESSES }) },
  errors: [400, 403, 404],
  handle: async (input) => ({ addresses: await addressesByNetwork(input) }),
})

const show = operation({
  ...OF_SERVER,
  id: 'server_addresses.show',
  method: 'GET',
  path: ONE,
  summary: 'List the addresses of a server in a network, by its name',
  policy: SHOW,
  query: NO_QUERY,
  response: { 200: ADDRESSES },
  errors: [400, 403, 404],
  async handle(input) {
    const { network_label: label } = input.params
    const addresses = await addressesByNetwork(input)
    if (!Object.hasOwn(addresses, label)) {
      throw notFound('Instance is not a member of specified network')
    }
    return { [label]: addresses[label] }
  },
})

export const serverAddressOperations = [list, show]
