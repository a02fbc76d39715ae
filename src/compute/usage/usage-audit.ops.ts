/**
 * Audits of usage, which hosts write where `instance_usage_audit` is on. By default it is off, here
 * always: no host has run one. Source: nova/api/openstack/compute/instance_usage_audit_log.py.
 */
import { Type as T } from 'typebox'
import { closed } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { operation } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import { COMPUTE_BINARY } from '../services/compute-service.ts'
import { listServices } from '../services/services.store.ts'
import { auditPeriod, auditTime } from './audit-period.ts'
import * as policies from './policies.ts'

const COUNTS = Object.fromEntries(
  ['num_hosts', 'num_hosts_done', 'num_hosts_running', 'num_hosts_not_run'].map((name) => [
    name,
    T.Integer(),
  ]),
)

const AUDITS = closed({
  ...{ period_beginning: T.String(), period_ending: T.String() },
  ...COUNTS,
  hosts_not_run: T.Array(T.String()),
  ...{ total_instances: T.Integer(), total_errors: T.Integer() },
  overall_status: T.String(),
  log: T.Record(T.String(), T.Unknown()),
})

async function auditsBefore(tx: Tx, before: number) {
  const services = await listServices(tx)
  const hosts = services.filter(({ binary }) => binary === COMPUTE_BINARY).map(({ host }) => host)
  const { begin, end } = auditPeriod(before)
  const done = hosts.length === 0 ? 'ALL' : `0 of ${hosts.length}`
  return {
    ...{ period_beginning: begin, period_ending: end },
    ...{ num_hosts: hosts.length, num_hosts_done: 0, num_hosts_running: 0 },
    ...{ num_hosts_not_run: hosts.length, hosts_not_run: hosts.sort() },
    ...{ total_instances: 0, total_errors: 0 },
    overall_status: `${done} hosts done. 0 errors.`,
    log: {},
  }
}

const list = operation({
  id: 'usage_audits.list',
  method: 'GET',
  path: '/os-instance_usage_audit_log',
  summary: 'List the last audits of usage',
  policy: policies.LIST_AUDITS,
  query: NO_QUERY,
  response: { 200: closed({ instance_usage_audit_logs: AUDITS }) },
  errors: [400, 403],
  handle: async ({ tx, env }) => ({
    instance_usage_audit_logs: await auditsBefore(tx, env.clock.now()),
  }),
})

const show = operation({
  id: 'usage_audits.show',
  method: 'GET',
  path: '/os-instance_usage_audit_log/{before_timestamp}',
  summary: 'List the last audits of usage before a time',
  policy: policies.SHOW_AUDITS,
  query: NO_QUERY,
  response: { 200: closed({ instance_usage_audit_log: AUDITS }) },
  errors: [400, 403],
  handle: async ({ tx, params }) => ({
    instance_usage_audit_log: await auditsBefore(tx, auditTime(params.before_timestamp)),
  }),
})

export const usageAuditOperations = [list, show]
