/**
 * Who did what, from where, and whether it worked: a record for every sign-in, every change and
 * every refusal of access, in the form of CADF (DMTF DSP0262) as pycadf and keystone/notifications.py
 * write it. Made from what the pipeline knows when the answer is ready, so a change is recorded
 * after its commit, and none is forgotten by a handler.
 */
import { isoMicros, type ProcessClock } from '../kernel/clock.ts'
import type { ClaimedUser, Token } from '../kernel/context.ts'
import { PolicyRefusal, type Fault } from '../kernel/faults.ts'
import type { Ids } from '../kernel/ids.ts'
import type { AnswerRecord } from '../kernel/server-options.ts'
import type { Service } from '../kernel/service.ts'
import { jsonMember, jsonText } from './json-text.ts'

export interface AuditParts {
  readonly clock: Pick<ProcessClock, 'now'>
  readonly ids: Pick<Ids, 'uuid'>
  /** Takes a line for the file, if there is one. */
  write?(line: string): void
}

/**
 * Gives the record as JSON, for the log's line of the request; undefined where an answer leaves
 * none. It is put together as text and once: every change has one.
 */
export function auditTrail(parts: AuditParts): (record: AnswerRecord) => string | undefined {
  return (record) => {
    if (!isAudited(record)) return undefined
    const event = eventText(record, parts)
    parts.write?.(`${event}\n`)
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

/** Members in the order of pycadf's; no text gets in but through `jsonText`. */
function eventText(record: AnswerRecord, { clock, ids }: AuditParts): string {
  const { service, status, fault, url, incoming } = record
  return (
    '{"typeURI":"http://schemas.dmtf.org/cloud/audit/1.0/event","eventType":"activity"' +
    `,"id":"${ids.uuid()}","eventTime":"${isoMicros(clock.now())}+0000"` +
    `,"action":"${actionOf(record)}","outcome":"${outcomeOf(record)}"` +
    (status >= 400 ? `,"reason":${JSON.stringify(reasonOf(status, fault))}` : '') +
    `,"initiator":${initiatorText(record)},"target":${targetText(record)}` +
    `,"observer":${observerText(service)}` +
    jsonMember('requestMethod', incoming.method) +
    jsonMember('requestPath', cut(url.split('?', 1)[0]!, 4 * LONGEST)) +
    (typeof fault?.cause === 'string' ? attachmentsText(fault.cause) : '') +
    '}'
  )
}

function attachmentsText(cause: string): string {
  return `,"attachments":[{"typeURI":"mime:text/plain","name":"cause","content":${jsonText(cause)}}]`
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
function initiatorText({ requestId, incoming, progress: { token, claimedUser } }: AnswerRecord) {
  const { headers } = incoming
  const asked = String(headers['x-openstack-request-id'] ?? '')
  const agent = headers['user-agent']
  const who = claimedUser === undefined && token !== undefined ? bearerText(token) : undefined
  return (
    (who ?? whoText(claimedUser, token)) +
    `,"host":{"address":${jsonText(incoming.clientAddress())}` +
    jsonMember('agent', agent === undefined ? undefined : cut(agent, LONGEST)) +
    `},"request_id":"${requestId}"` +
    (/^req-[\da-f-]{36}$/.test(asked) ? `,"global_request_id":"${asked}"` : '') +
    '}'
  )
}

/** Tokens are used again and again, and what they say does not change. */
const bearers = new WeakMap<Token, string>()

function bearerText(token: Token): string {
  let text = bearers.get(token)
  if (text === undefined) bearers.set(token, (text = whoText(undefined, token)))
  return text
}

/** All but the end of the object. */
function whoText(claimedUser: ClaimedUser | undefined, token: Token | undefined): string {
  const who = claimedUser ?? token
  return (
    `{"typeURI":"${USER}"` +
    jsonMember('id', who?.userId ?? NOBODY) +
    jsonMember('user_id', who?.userId) +
    jsonMember('username', who?.userName) +
    jsonMember('project_id', who?.projectId) +
    jsonMember('domain_id', who?.domainId) +
    jsonMember('system_scope', who === token ? token?.systemScope : undefined) +
    (token?.delegation ? jsonMember(`${token.delegation.kind}_id`, token.delegation.id) : '') +
    jsonMember('service_user_id', who === token ? undefined : token?.userId)
  )
}

function observerOf({ type, cadf }: Service): string {
  return cadf?.observer ?? `service/${type}`
}

function observerText(service: Service): string {
  const { type, project } = service
  return `{"typeURI":"${observerOf(service)}","id":"${project}","name":"${type}"}`
}

function targetText({ service, incoming, progress, body }: AnswerRecord): string {
  const { operation, claimedUser } = progress
  if (operation?.signsIn === true) return targetOf(USER, claimedUser?.userId ?? NOBODY, '')
  if (operation === undefined) return targetOf(NOBODY, NOBODY, '')
  const { params } = incoming
  let others = ''
  let last: string | undefined
  for (const name in params) {
    const value = cut(params[name]!, LONGEST)
    if (name !== 'id') others += jsonMember(name, value)
    if (name !== 'project_id' || last === undefined) last = value
  }
  return targetOf(kindOf(service, operation.id), idIn(body) ?? last ?? NOBODY, others)
}

function targetOf(typeUri: string, id: string, others: string): string {
  return `{"typeURI":"${typeUri}","id":${jsonText(id)}${others}}`
}

/** CADF's name for the kind of thing that an operation is about. */
function kindOf(service: Service, operationId: string): string {
  const [resource = NOBODY] = operationId.split('.')
  return service.cadf?.kindOf?.(resource) ?? `${observerOf(service)}/${resource}`
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
