/**
 * Who did what, from where, and whether it worked: a record for every sign-in, every change and
 * every refusal of access, in the form of CADF (DMTF DSP0262) as pycadf and keystone/notifications.py
 * write it. Made from what the pipeline knows when the answer is ready, so a change is recorded
 * after its commit, and none is forgotten by a handler.
 */
import { isoMicros, type ProcessClock } from '../kernel/clock.ts'
import { PolicyRefusal, type Fault } from '../kernel/faults.ts'
import type { Ids } from '../kernel/ids.ts'
import type { AnswerRecord } from '../kernel/server-options.ts'
import { redact } from './redact.ts'

export interface AuditParts {
  readonly clock: Pick<ProcessClock, 'now'>
  readonly ids: Pick<Ids, 'uuid'>
  /** Takes a line for the file, if there is one. */
  write?(line: string): void
}

/** Gives what the log should show of it; undefined where an answer leaves no record. */
export function auditTrail(parts: AuditParts): (record: AnswerRecord) => object | undefined {
  return (record) => {
    if (!isAudited(record)) return undefined
    const event = eventOf(record, parts)
    parts.write?.(`${redact(JSON.stringify(event))}\n`)
    return event
  }
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Reads are most of the traffic; of them only those count that were not allowed. */
function isAudited({ method, status, progress }: AnswerRecord): boolean {
  if (!READS.has(method) || progress.operation?.signsIn === true) return true
  return status === 401 || status === 403
}

/** What a client chose is cut here, in characters: a record has an end. */
const LONGEST = 256

function eventOf(record: AnswerRecord, { clock, ids }: AuditParts) {
  const { service, status, fault, url, incoming } = record
  const { type, project } = service
  const cause = typeof fault?.cause === 'string' ? fault.cause : undefined
  return {
    typeURI: 'http://schemas.dmtf.org/cloud/audit/1.0/event',
    eventType: 'activity',
    id: ids.uuid(),
    eventTime: `${isoMicros(clock.now())}+0000`,
    action: actionOf(record),
    outcome: outcomeOf(record),
    ...(status >= 400 && { reason: reasonOf(status, fault) }),
    initiator: initiatorOf(record),
    target: targetOf(record),
    observer: { typeURI: observerOf(type), id: project, name: type },
    requestMethod: incoming.method,
    requestPath: cut(url.split('?', 1)[0]!, 4 * LONGEST),
    ...(cause !== undefined && {
      attachments: [{ typeURI: 'mime:text/plain', name: 'cause', content: cause }],
    }),
  }
}

/** An answer that asks for one more proof, or sends for it, has neither let in nor refused. */
function outcomeOf({ status, body, progress }: AnswerRecord): 'success' | 'failure' | 'pending' {
  if (status >= 300 && status < 400 && progress.operation?.signsIn === true) return 'pending'
  if (status < 400) return 'success'
  return typeof body === 'object' && body !== null && 'receipt' in body ? 'pending' : 'failure'
}

const BY_METHOD = new Map([
  ['POST', 'create'],
  ['PUT', 'update'],
  ['PATCH', 'update'],
  ['DELETE', 'delete'],
])

/** `create`, `update`, `delete`, `read` or `authenticate`; with what it is called if that is more. */
function actionOf({ method, progress: { operation } }: AnswerRecord): string {
  if (operation?.signsIn === true) return 'authenticate'
  const plain = operation?.action === undefined ? (BY_METHOD.get(method) ?? 'read') : 'update'
  const verb = operation?.id.split('.').at(-1)
  if (verb === undefined || verb === 'show') return plain
  return ['create', 'update', 'delete'].includes(verb) ? verb : `${plain}/${verb}`
}

function reasonOf(status: number, fault: Fault | undefined) {
  return {
    reasonType: 'HTTP',
    reasonCode: String(status),
    ...(fault instanceof PolicyRefusal && { policyType: 'oslo.policy', policyId: fault.rule }),
  }
}

const USER = 'service/security/account/user'
const NOBODY = 'unknown'

/**
 * Names that no user has are left out: people type passwords where the name belongs. Where a service
 * asks on behalf of somebody who signs in, it is named beside him.
 */
function initiatorOf({ requestId, incoming, progress: { token, claimedUser } }: AnswerRecord) {
  const { headers } = incoming
  const asked = String(headers['x-openstack-request-id'] ?? '')
  const who = claimedUser ?? token
  const agent = headers['user-agent']
  return {
    typeURI: USER,
    id: who?.userId ?? NOBODY,
    ...(who && { user_id: who.userId }),
    ...(who?.userName !== undefined && { username: who.userName }),
    ...(who?.projectId !== undefined && { project_id: who.projectId }),
    ...(who?.domainId !== undefined && { domain_id: who.domainId }),
    ...(token?.systemScope && who === token && { system_scope: token.systemScope }),
    ...(token?.delegation && { [`${token.delegation.kind}_id`]: token.delegation.id }),
    ...(token && who !== token && { service_user_id: token.userId }),
    host: {
      address: incoming.clientAddress(),
      ...(agent !== undefined && { agent: cut(agent, LONGEST) }),
    },
    request_id: requestId,
    ...(/^req-[\da-f-]{36}$/.test(asked) && { global_request_id: asked }),
  }
}

/** Where CADF has a name of its own for what Identity keeps. */
const SECURITY = new Map([
  ['users', 'data/security/account/user'],
  ['groups', 'data/security/group'],
  ['projects', 'data/security/project'],
  ['domains', 'data/security/domain'],
  ['roles', 'data/security/role'],
  ['regions', 'data/security/region'],
  ['services', 'data/security/service'],
  ['endpoints', 'data/security/endpoint'],
  ['policies', 'data/security/policy'],
  ['trusts', 'data/security/trust'],
  ['consumers', 'data/security/account'],
  ['credentials', 'data/security/credential'],
  ['ec2_credentials', 'data/security/credential'],
  ['application_credentials', 'data/security/credential'],
  ['access_tokens', 'data/security/credential'],
  ['request_tokens', 'data/security/credential'],
])

const OBSERVERS = new Map([
  ['identity', 'service/security'],
  ['block-storage', 'service/storage/block'],
])

function observerOf(serviceType: string): string {
  return OBSERVERS.get(serviceType) ?? `service/${serviceType}`
}

function targetOf({ service, incoming, progress, body }: AnswerRecord) {
  const { operation, claimedUser } = progress
  if (operation?.signsIn === true) return { typeURI: USER, id: claimedUser?.userId ?? NOBODY }
  if (operation === undefined) return { typeURI: NOBODY, id: NOBODY }
  const [resource = NOBODY] = operation.id.split('.')
  const params = Object.entries(incoming.params).map(([name, value]) => [name, cut(value, LONGEST)])
  const named = params.findLast(([name]) => name !== 'project_id') ?? params.at(-1)
  const kind = service.type === 'identity' ? SECURITY.get(resource) : undefined
  const place = service.type === 'identity' ? 'data/security' : observerOf(service.type)
  return {
    ...Object.fromEntries(params),
    typeURI: kind ?? `${place}/${resource}`,
    id: idIn(body) ?? named?.[1] ?? NOBODY,
  }
}

/** The id of what the answer shows under its root key. */
function idIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  for (const item of Object.values(body) as unknown[]) {
    const id = typeof item === 'object' && item !== null && 'id' in item ? item.id : undefined
    if (typeof id === 'string' || typeof id === 'number') return String(id)
  }
  return undefined
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}
