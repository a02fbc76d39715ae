/** Addresses that hosts translate to ports of their own, and the ports. */
import { attributeOperations } from '../../kernel/attributes/operations.ts'
import type { Parent } from '../../kernel/attributes/resource.ts'
import { fulfils } from '../../kernel/lists/matching.ts'
import type { Caller } from '../caller.ts'
import { associationNotFound, localIpNotFound } from '../faults/local-ips.ts'
import { operation, type NetworkEnv } from '../operation.ts'
import { ownOr } from '../visibility.ts'
import { associationRules, localIpRules } from './local-ips.policies.ts'
import { deleteAssociation, localIpRows, type LocalIpRow } from './local-ips.store.ts'
import { LOCAL_IP_ASSOCIATIONS, LOCAL_IPS } from './local-ips.table.ts'
import {
  createAssociations,
  createLocalIps,
  deleteLocalIp,
  shownAssociations,
  updateLocalIp,
} from './local-ips.usecase.ts'

const localIps = attributeOperations(operation, LOCAL_IPS, {
  rules: localIpRules,
  errors: { create: [404], update: [404], delete: [404, 409] },
  visible: (ctx: Caller) => ownOr(ctx),
  missing: localIpNotFound,
  find: ({ tx }, id, visible, lock) => localIpRows.find(tx, id, visible, lock),
  list: ({ tx }, request) => localIpRows.list(tx, request),
  create: createLocalIps,
  update: updateLocalIp,
  delete: deleteLocalIp,
})

/** Anybody's: rules ask whose it is. Nobody deletes it meanwhile. */
const localIp: Parent<NetworkEnv, LocalIpRow> = {
  path: '/local_ips/{local_ip_id}',
  find: ({ tx }, id, lock) => localIpRows.find(tx, id, [], lock && 'stay'),
  missing: localIpNotFound,
  owner: ({ project_id: owner }) => owner,
}

const associations = attributeOperations(operation, LOCAL_IP_ASSOCIATIONS, {
  operations: ['list', 'show', 'create', 'delete'],
  parent: localIp,
  rules: associationRules,
  paging: 'none',
  errors: { create: [409] },
  visible: () => [],
  missing: (portId, params) => associationNotFound(params['local_ip_id']!, portId),
  async find(call, portId) {
    const id = portId.toLowerCase()
    return (await shownAssociations(call, call.parent)).find((one) => one.fixed_port_id === id)
  },
  list: async (call, { conditions }) =>
    (await shownAssociations(call, call.parent)).filter((one) =>
      conditions.every((condition) => fulfils(condition, (name) => one[name as 'host'])),
    ),
  create: createAssociations,
  delete: ({ tx }, one) => deleteAssociation(tx, one.local_ip_id, one.fixed_port_id),
})

export const localIpOperations = [...localIps, ...associations]
