/** All operations of the services that run, as the router sees them: checked once, at start. */
import { overlap, type VersionRange } from './microversion.ts'
import type { Method, Operation } from './operation.ts'
import type { PolicyRule } from './policy.ts'
import type { Mount, Service } from './service.ts'

/** Everything that answers at one method and path. */
export interface Route {
  readonly service: Service
  /** Undefined for the paths at the root of a service. */
  readonly mount: Mount | undefined
  readonly method: Method
  /** With `{name}` for parameters, from the service's root: `/v3/{project_id}/volumes`. */
  readonly path: string
  readonly hasProject: boolean
  /** By microversion. Their ranges do not overlap. */
  readonly variants: readonly Operation[]
  /** By the single key of the body, where the path is one of actions. */
  readonly actions: ReadonlyMap<string, readonly Operation[]> | undefined
  /** The largest body that any of them takes, in bytes. */
  readonly bodyLimit: number
  /** The body is a stream of bytes at some version: nothing of it is read before it is allowed. */
  readonly takesBytes: boolean
}

interface Slot {
  service: Service
  mount: Mount | undefined
  method: Method
  path: string
  hasProject: boolean
  operations: Operation[]
}

export function routesOf(service: Service): Route[] {
  const slots = new Map<string, Slot>()
  for (const operation of service.operations) {
    for (const place of placesOf(service, operation)) {
      const key = `${operation.method} ${place.path}`
      const slot = slots.get(key) ?? { service, method: operation.method, operations: [], ...place }
      slot.operations.push(operation)
      slots.set(key, slot)
    }
  }
  return [...slots.values()].map(toRoute)
}

interface Place {
  mount: Mount | undefined
  path: string
  hasProject: boolean
}

function placesOf(service: Service, operation: Operation): Place[] {
  if (operation.mount === 'root') {
    return [{ mount: undefined, path: operation.path, hasProject: false }]
  }
  return service.mounts
    .filter((mount) => operation.mounts?.includes(mount.id) ?? true)
    .filter((mount) => overlap(operation.versions, mount))
    .flatMap((mount) => {
      const bare = { mount, path: mount.prefix + operation.path, hasProject: false }
      const scoped = {
        mount,
        path: `${mount.prefix}/{project_id}${operation.path}`,
        hasProject: true,
      }
      if (operation.mount === 'unscoped' || mount.projectInPath === 'never') return [bare]
      return mount.projectInPath === 'required' ? [scoped] : [scoped, bare]
    })
}

function toRoute({ operations, ...slot }: Slot): Route {
  const where = `${slot.service.type} ${slot.method} ${slot.path}`
  const variants = operations.filter((operation) => operation.action === undefined)
  refuseOverlaps(variants, where)
  const actions = new Map<string, Operation[]>()
  for (const operation of operations) {
    if (operation.action === undefined) continue
    for (const key of [operation.action, ...operation.actionAliases]) {
      actions.set(key, [...(actions.get(key) ?? []), operation])
    }
  }
  for (const [key, versions] of actions) refuseOverlaps(versions, `${where} (${key})`)
  if (variants.length > 0 && actions.size > 0) {
    throw new Error(`${where} is both a path of actions and an operation: ${variants[0]!.id}`)
  }
  return {
    ...slot,
    variants,
    actions: actions.size > 0 ? actions : undefined,
    bodyLimit: Math.max(...operations.map((operation) => bodyLimitOf(operation, slot.service))),
    takesBytes: operations.some(({ bodyFormat }) => bodyFormat?.kind === 'bytes'),
  }
}

/** Bytes. */
export function bodyLimitOf({ bodyFormat }: Operation, { bodyLimit }: Service): number {
  return bodyFormat?.limit ?? (bodyFormat?.kind === 'bytes' ? Infinity : bodyLimit)
}

/** Two operations that answer at the same microversion would make one of them unreachable. */
function refuseOverlaps(operations: readonly Operation[], where: string): void {
  const seen: { id: string; versions: VersionRange }[] = []
  for (const operation of operations) {
    const other = seen.find((earlier) => overlap(earlier.versions, operation.versions))
    if (other) {
      throw new Error(
        `${where}: "${operation.id}" and "${other.id}" answer at the same microversion. ` +
          'Give one of them a `versions` range that ends where the other begins.',
      )
    }
    seen.push(operation)
  }
}

/** What is wrong with a service's declarations; empty when all is well. */
export function mistakesIn(service: Service): string[] {
  const ids = new Set<string>()
  return service.operations.flatMap((operation) => {
    const mistakes: string[] = []
    const name = `${service.type} ${operation.id}`
    if (ids.has(operation.id)) mistakes.push(`${name} is declared twice`)
    ids.add(operation.id)
    if (operation.success >= 400) mistakes.push(...mistakesOfRefusal(name, operation))
    else if (!(operation.success in operation.response)) {
      mistakes.push(`${name} succeeds with ${operation.success} but declares no response for it`)
    }
    const order = operation.checks ?? service.checks
    const needed =
      operation.target === undefined ? ['body', 'policy'] : ['body', 'policy', 'target']
    for (const check of needed) {
      if (!order.some((known) => known === check)) {
        mistakes.push(`${name} never checks its ${check}: name it in \`checks\``)
      }
    }
    if (operation.action !== undefined && operation.body === undefined) {
      mistakes.push(`${name} is an action without a body shape`)
    }
    if (operation.bodyFormat?.kind === 'bytes' && operation.transaction !== 'none') {
      mistakes.push(`${name} reads bytes inside a transaction: say \`transaction: 'none'\``)
    }
    return mistakes
  })
}

/** Of one that refuses everybody. */
function mistakesOfRefusal(name: string, { success, errors, response }: Operation): string[] {
  const only = errors.includes(success) && Object.keys(response).length === 0
  return only ? [] : [`${name} refuses everybody with ${success} and declares other answers`]
}

/** Every rule of a service's policy: those of its operations, and those that only handlers ask. */
export function rulesOf(service: Service): PolicyRule[] {
  const named = new Map<string, PolicyRule>()
  const add = (rule: PolicyRule | undefined): void => {
    if (rule !== undefined) named.set(rule.name, rule)
  }
  for (const rule of service.rules) add(rule)
  add(service.adminRule)
  for (const { policy } of service.operations) if (typeof policy === 'object') add(policy)
  const before = service.deprecatedRules
  if (before === undefined) return [...named.values()]
  return [...named.values()].map((rule) => {
    const deprecated = before.get(rule.name)
    return deprecated === undefined ? rule : { ...rule, deprecated }
  })
}
