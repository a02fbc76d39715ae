/**
 * A third service of the toy, which speaks as Neutron does: its resource is a table of attributes.
 * Source of its faults: openstack/neutron neutron/api/api_common.py (get_exception_data).
 */
import { checkDemandedRevision } from '../../src/kernel/attributes/revisions.ts'
import { badRequest, notAcceptable, STOCK_MESSAGE, type Fault } from '../../src/kernel/faults.ts'
import { dumps } from '../../src/kernel/python.ts'
import { policyRule } from '../../src/kernel/policy.ts'
import type { Dialect, Service } from '../../src/kernel/service.ts'
import { BERTH_RULES } from './berths.table.ts'
import { berthOperations } from './berths.ts'
import { BOLLARD_RULE, bollardOperations } from './bollards.ts'
import { FENDER_RULES } from './fenders.table.ts'
import { fenderOperations } from './fenders.ts'

const CLASSES: Readonly<Record<number, string>> = {
  400: 'HTTPBadRequest',
  404: 'HTTPNotFound',
  500: 'HTTPInternalServerError',
}

function body({ status, type, message }: Fault): string {
  return dumps({ NeutronError: { type: type ?? CLASSES[status], message, detail: '' } })
}

const unread = (): Fault => badRequest(STOCK_MESSAGE[400])

const dialect: Dialect = {
  json: dumps,
  fault: (fault) => ({ body: body(fault), contentType: 'application/json' }),
  invalid: unread,
  projectMismatch: unread,
  unknownAction: unread,
  microversionMalformed: unread,
  microversionUnsupported: unread,
  microversionOfOthers: () => undefined,
  repeated: 'last',
  mediaTypes: new Set(['', 'application/json']),
  bodyMissing: unread,
  bodyMalformed: () => badRequest('Body contains invalid data'),
}

export const HARBOUR: Service<undefined> = {
  type: 'harbour',
  title: 'Harbour',
  project: 'harbour',
  description: 'Berths.',
  defaultPort: 0,
  sharedPath: '/harbour',
  mounts: [{ id: 'v2.0', prefix: '/v2.0', min: 0, max: 0, projectInPath: 'never' }],
  catalog: [],
  dialect,
  checks: ['body', 'target', 'policy'],
  adminRule: policyRule({ name: 'harbour:admin', check: 'role:admin' }),
  rules: [...BERTH_RULES, ...FENDER_RULES, BOLLARD_RULE],
  operations: [...berthOperations, ...fenderOperations, ...bollardOperations],
  trailingSlash: 'optional',
  jsonPaths: { kept: [] },
  idLeftOut: 'None',
  refuse: (path, { accept }) =>
    path.endsWith('/{id}') && accept === 'text/html' ? notAcceptable() : undefined,
  checkHeaders: (_, ctx) => checkDemandedRevision(ctx),
  bodyLimit: 10_000,
}
