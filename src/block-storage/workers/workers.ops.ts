/**
 * Cleaning up after services that died at work. Here that is done without being asked: jobs whose
 * process died are taken over. Source: openstack/cinder cinder/api/v3/workers.py,
 * cinder/scheduler/manager.py (work_cleanup).
 */
import { Type as T } from 'typebox'
import { booleanFrom } from '../../kernel/booleans.ts'
import { closed } from '../../kernel/view.ts'
import { adminsRule } from '../base-rules.ts'
import { invalidInput } from '../volumes/volume.ts'
import { operation } from '../operation.ts'
import { BOOLEAN } from '../parameters.ts'
import { isOnHost, SCHEDULER, VOLUME, type VolumeService } from '../services/services.ts'
import { listServices } from '../services/services.store.ts'

const CLEANUP = adminsRule(
  'workers:cleanup',
  'Clean up what services left half done.',
  'POST /workers/cleanup',
)

/** As hosts elsewhere, without the brackets of IPv6 addresses. */
const HOST_NAME = T.Unsafe<string | null>({
  type: ['string', 'null'],
  minLength: 1,
  maxLength: 255,
  pattern: '^[a-zA-Z0-9-._#@:/+]*$',
})

const BODY = T.Object(
  {
    cluster_name: T.Optional(HOST_NAME),
    disabled: T.Optional(BOOLEAN),
    host: T.Optional(HOST_NAME),
    is_up: T.Optional(BOOLEAN),
    binary: T.Optional(T.Enum([VOLUME, SCHEDULER])),
    resource_id: T.Optional(
      T.Unsafe<string | null>({ oneOf: [{ type: 'null' }, { type: 'string', format: 'uuid' }] }),
    ),
    resource_type: T.Optional(
      T.Unsafe<string | null>({ type: ['string', 'null'], minLength: 0, maxLength: 40 }),
    ),
    service_id: T.Optional(
      T.Unsafe<number | string | null>({
        type: ['integer', 'string', 'null'],
        pattern: '^[0-9]*$',
        maxLength: 11,
      }),
    ),
  },
  { additionalProperties: false },
)

interface Asked {
  readonly cluster_name?: string | null
  readonly disabled?: boolean | string
  readonly host?: string | null
  readonly is_up?: boolean | string
  readonly binary?: string
  readonly resource_id?: string | null
  readonly resource_type?: string | null
  readonly service_id?: number | string | null
}

/** @throws 400 */
function refuseResource(asked: Asked): void {
  const { resource_type: type, resource_id: id } = asked
  if (type) {
    const name = type[0]!.toUpperCase() + type.slice(1).toLowerCase()
    if (!['Volume', 'Snapshot'].includes(name)) {
      throw invalidInput(`Resource type ${name} not valid, must be Volume or Snapshot`)
    }
  }
  const located = ['service_id', 'cluster_name', 'host'].some((key) => Object.hasOwn(asked, key))
  if (id && !located) {
    // The real service forgets to put the id in, and shows the pair.
    throw invalidInput(`('There is no resource with UUID %s pending cleanup.', '${id}')`)
  }
}

/** Services are up as long as this process is, so a request for those that are down finds none. */
function isMeant(service: VolumeService, id: number, asked: Asked): boolean {
  const flag = (value: boolean | string | undefined) =>
    value === undefined ? undefined : booleanFrom(value)
  const disabled = flag(asked.disabled)
  return (
    flag(asked.is_up) === true &&
    !asked.cluster_name &&
    (disabled === undefined || service.disabled === disabled) &&
    (!asked.binary || service.binary === asked.binary) &&
    (!asked.host || isOnHost(service.host, asked.host)) &&
    (!asked.service_id || Number(asked.service_id) === id)
  )
}

const SERVICE = closed({
  id: T.Integer(),
  host: T.String(),
  binary: T.String(),
  cluster_name: T.Null(),
})

const cleanup = operation({
  id: 'workers.cleanup',
  method: 'POST',
  path: '/workers/cleanup',
  summary: 'Clean up what services left half done',
  versions: ['3.24'],
  policy: CLEANUP,
  body: BODY,
  success: 202,
  response: { 202: closed({ cleaning: T.Array(SERVICE), unavailable: T.Array(SERVICE) }) },
  errors: [400, 403],
  async handle({ tx, env, body }) {
    refuseResource(body)
    const services = (await listServices(tx, env)).map((service, index) => ({
      ...service,
      id: index + 1,
    }))
    const cleaning = services
      .filter((service) => isMeant(service, service.id, body))
      .map(({ id, host, binary }) => ({ id, host, binary, cluster_name: null }))
    return { cleaning, unavailable: [] }
  },
})

export const workerOperations = [cleanup]
