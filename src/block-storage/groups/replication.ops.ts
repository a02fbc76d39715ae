import { Type as T } from 'typebox'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { groupTarget } from './groups.ops.ts'
import {
  DISABLE_REPLICATION,
  ENABLE_REPLICATION,
  FAILOVER_REPLICATION,
  LIST_REPLICATION_TARGETS,
} from './groups.policies.ts'
import {
  DISABLE_REPLICATION_BODY,
  ENABLE_REPLICATION_BODY,
  FAILOVER_REPLICATION_BODY,
  LIST_REPLICATION_TARGETS_BODY,
} from './groups.schemas.ts'
import { REPLICATION_ACTIONS } from './replication.ts'
import { refuseUnlessReplicated, replicate } from './replication.usecase.ts'

const COMMON = {
  method: 'POST' as const,
  path: '/groups/{group_id}/action' as const,
  versions: ['3.38'] as const,
  target: groupTarget,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
}

const enable = operation({
  ...COMMON,
  id: 'groups.enable_replication',
  action: 'enable_replication',
  summary: 'Begin to replicate a group',
  policy: ENABLE_REPLICATION,
  body: ENABLE_REPLICATION_BODY,
  handle: ({ tx, env, target: group }) => replicate(tx, env, group, REPLICATION_ACTIONS.enable),
})

const disable = operation({
  ...COMMON,
  id: 'groups.disable_replication',
  action: 'disable_replication',
  summary: 'End the replication of a group',
  policy: DISABLE_REPLICATION,
  body: DISABLE_REPLICATION_BODY,
  handle: ({ tx, env, target: group }) => replicate(tx, env, group, REPLICATION_ACTIONS.disable),
})

const failover = operation({
  ...COMMON,
  id: 'groups.failover_replication',
  action: 'failover_replication',
  summary: 'Use the replica of a group',
  policy: FAILOVER_REPLICATION,
  body: FAILOVER_REPLICATION_BODY,
  handle: ({ tx, env, target: group }) => replicate(tx, env, group, REPLICATION_ACTIONS.failover),
})

/** Simulated backends are configured with no others to replicate to. */
const listTargets = operation({
  ...COMMON,
  id: 'groups.list_replication_targets',
  action: 'list_replication_targets',
  summary: 'List where a group could be replicated to',
  policy: LIST_REPLICATION_TARGETS,
  body: LIST_REPLICATION_TARGETS_BODY,
  success: 200,
  response: { 200: closed({ replication_targets: T.Array(T.Unknown()) }) },
  async handle({ tx, target: group }) {
    await refuseUnlessReplicated(tx, group)
    return { replication_targets: [] }
  },
})

export const replicationOperations = [enable, disable, failover, listTargets]
