/** The OpenAPI document of one service at one microversion, derived from its declarations. */
import { BYTES } from './byte-stream.ts'
import { STOCK_MESSAGE } from './faults.ts'
import { contains, versionText, type Version, type VersionRange } from './microversion.ts'
import { bytesAnswered, contentOf } from './openapi-bodies.ts'
import { publicSchema, type JsonSchema } from './openapi-schema.ts'
import { AUTHENTICATED, PUBLIC, type Operation, type Policy } from './operation.ts'
import { routesOf, type Route } from './registry.ts'
import type { Service } from './service.ts'

export interface OpenApi {
  readonly openapi: '3.1.0'
  readonly info: Record<string, unknown>
  readonly servers: readonly { url: string }[]
  readonly tags: readonly { name: string }[]
  readonly paths: Readonly<Record<string, Record<string, PathOperation>>>
  readonly components: {
    readonly schemas: Record<string, JsonSchema>
    readonly responses: Record<string, JsonSchema>
    readonly securitySchemes: Record<string, JsonSchema>
  }
}

export interface PathOperation {
  readonly operationId: string
  readonly [member: string]: unknown
}

/**
 * @param options.version one that a mount of the service offers; its newest by default
 * @param options.address where the service is reached, without a trailing slash
 * @throws RangeError where no mount offers the version
 */
export function openApi(
  service: Service,
  options: { version?: Version; address?: string; release: string },
): OpenApi {
  const newest = Math.max(...service.mounts.map((mount) => mount.max))
  const version = options.version ?? newest
  if (!service.mounts.some((mount) => contains(mount, version))) {
    throw new RangeError(
      `${service.type} has no version ${versionText(version)}; its newest is ${versionText(newest)}.`,
    )
  }
  return new Document(service, version).finish(options)
}

class Document {
  readonly #service: Service
  readonly #version: Version
  readonly #paths: Record<string, Record<string, PathOperation>> = {}
  readonly #schemas: Record<string, JsonSchema> = {}
  readonly #faults = new Set<number>()
  readonly #tags = new Set<string>()

  constructor(service: Service, version: Version) {
    this.#service = service
    this.#version = version
    for (const route of routesOf(service)) this.#addRoute(route)
  }

  finish({ address, release }: { address?: string; release: string }): OpenApi {
    const { type, description, defaultPort } = this.#service
    return {
      openapi: '3.1.0',
      info: {
        title: `OpenStack ${type}`,
        description,
        version: versionText(this.#version),
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        'x-generator': `stackling ${release}`,
      },
      servers: [{ url: address ?? `http://127.0.0.1:${defaultPort}` }],
      tags: [...this.#tags].sort().map((name) => ({ name })),
      paths: this.#paths,
      components: {
        schemas: this.#schemas,
        responses: Object.fromEntries([...this.#faults].map((s) => [`Fault${s}`, fault(s)])),
        securitySchemes: {
          token: {
            type: 'apiKey',
            in: 'header',
            name: 'X-Auth-Token',
            description: 'The token that signing in answers with, in the header X-Subject-Token.',
          },
        },
      },
    }
  }

  #addRoute(route: Route): void {
    const { mount, variants, actions } = route
    if (mount !== undefined && !contains(mount, this.#version)) return
    const inForce = (list: readonly Operation[]) =>
      list.find((operation) => mount === undefined || contains(operation.versions, this.#version))
    const operation = actions === undefined ? inForce(variants) : undefined
    const byKey = [...(actions ?? [])].flatMap(([key, list]) => {
      const found = inForce(list)
      return found === undefined ? [] : [[key, found] as const]
    })
    if (operation === undefined && byKey.length === 0) return
    const described =
      operation === undefined ? this.#actions(route, byKey) : this.#operation(route, operation)
    const methods = (this.#paths[route.path] ??= {})
    methods[route.method.toLowerCase()] = described
  }

  #operation(route: Route, operation: Operation): PathOperation {
    const tag = tagOf(operation)
    this.#tags.add(tag)
    return {
      operationId: this.#idOf(route, operation.id),
      summary: operation.summary,
      tags: [tag],
      parameters: this.#parameters(route, operation),
      ...this.#requestBody(operation),
      responses: this.#responses([operation], route),
      security: operation.policy === PUBLIC ? [] : [{ token: [] }],
      ...extensionsOf(operation),
    }
  }

  /** One path, one method, many operations: the single key of the body says which. */
  #actions(route: Route, byKey: readonly (readonly [string, Operation])[]): PathOperation {
    const operations = [...new Set(byKey.map(([, operation]) => operation))]
    const tag = tagOf(operations[0]!)
    this.#tags.add(tag)
    const bodies = operations.flatMap((operation) => this.#schemaOf(operation, 'request') ?? [])
    return {
      operationId: this.#idOf(route, `${tag}.${isOfCollection(route) ? 'collection_' : ''}action`),
      summary: `Actions: ${byKey.map(([key]) => key).join(', ')}`,
      tags: [tag],
      parameters: this.#parameters(route, operations[0]!),
      requestBody: { required: true, content: json({ oneOf: bodies }) },
      responses: this.#responses(operations, route),
      security: [{ token: [] }],
      'x-actions': Object.fromEntries(
        byKey.map(([key, operation]) => [
          key,
          { operation: operation.id, summary: operation.summary, ...extensionsOf(operation) },
        ]),
      ),
    }
  }

  /** Unique in the document: the mount and the project in the path tell the same call apart. */
  #idOf({ mount, hasProject }: Route, id: string): string {
    return `${mount === undefined ? '' : `${mount.id}.`}${id}${hasProject ? '.in_project' : ''}`
  }

  /** Does the mount heed the header that names a microversion? */
  #negotiates({ mount }: Route): boolean {
    return this.#service.microversions !== undefined && mount !== undefined && mount.min < mount.max
  }

  #parameters(route: Route, { query }: Operation): JsonSchema[] {
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => ({
      name: match[1]!,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    }))
    const shape = query?.at(this.#version)
    const schema = shape === undefined ? {} : publicSchema(shape)
    const required = new Set((schema['required'] as string[] | undefined) ?? [])
    const inQuery = Object.entries((schema['properties'] as JsonSchema | undefined) ?? {}).map(
      ([name, parameter]) => ({
        name,
        in: 'query',
        required: required.has(name),
        schema: parameter,
      }),
    )
    if (!this.#negotiates(route)) return [...inPath, ...inQuery]
    const header = `${this.#service.microversions!.type} ${versionText(this.#version)}`
    const inHeader = {
      name: 'OpenStack-API-Version',
      in: 'header',
      required: false,
      schema: { type: 'string', const: header },
    }
    return [...inPath, ...inQuery, inHeader]
  }

  #requestBody(operation: Operation): { requestBody?: JsonSchema } {
    const { bodyFormat } = operation
    if (bodyFormat === undefined) return {}
    const required = !operation.bodyOptional
    if (bodyFormat.kind === 'bytes' || bodyFormat.kind === 'json-patch') {
      return { requestBody: { required, content: contentOf(bodyFormat) } }
    }
    const schema = this.#schemaOf(operation, 'request')
    if (schema === undefined) return {}
    const form = { 'application/x-www-form-urlencoded': { schema } }
    return { requestBody: { required, content: bodyFormat.kind === 'form' ? form : json(schema) } }
  }

  #responses(operations: readonly Operation[], route: Route): Record<string, JsonSchema> {
    const responses: Record<string, JsonSchema> = {}
    for (const operation of operations) {
      for (const status of Object.keys(operation.response).map(Number)) {
        if (operation.response[status]?.at(this.#version) === BYTES) {
          responses[status] = bytesAnswered(status)
          continue
        }
        const schema = this.#schemaOf(operation, status)
        const before = responses[status]?.['content'] as ReturnType<typeof json> | undefined
        responses[status] = {
          description: schema === undefined ? 'Done; the body is empty.' : 'Done.',
          headers: { 'x-openstack-request-id': { schema: { type: 'string' } } },
          ...(schema !== undefined && { content: json(merged(before, schema)) }),
          ...(schema === undefined && before !== undefined && { content: before }),
        }
      }
    }
    const isPublic = operations.every(({ policy }) => policy === PUBLIC)
    const refusals = operations.flatMap((operation) => operation.errors)
    const ofVersions = this.#negotiates(route) ? [400, 406] : []
    const ofTokens = isPublic ? [] : [401]
    const ofBodies = this.#refusesBodies(operations) ? [400] : []
    const always = [...ofVersions, ...ofTokens, ...ofBodies, 500, 503]
    for (const status of new Set([...refusals, ...always])) {
      if (status in responses) continue
      this.#faults.add(status)
      responses[status] = { $ref: `#/components/responses/Fault${status}` }
    }
    return responses
  }

  #refusesBodies(operations: readonly Operation[]): boolean {
    if (this.#service.dialect.bodyUnexpected === undefined) return false
    return operations.some(({ bodyFormat, ignoresBody }) => !bodyFormat && !ignoresBody)
  }

  /** Puts a shape among the components and returns the reference; undefined where there is none. */
  #schemaOf(operation: Operation, which: 'request' | number): JsonSchema | undefined {
    const shape = which === 'request' ? operation.body : operation.response[which]
    const schema = shape?.at(this.#version)
    if (schema === undefined) return undefined
    const name = `${operation.id}.${which}`.replace(/[^\w.-]/g, '_')
    this.#schemas[name] ??= publicSchema(schema)
    return { $ref: `#/components/schemas/${name}` }
  }
}

function json(schema: JsonSchema) {
  return { 'application/json': { schema } }
}

/** Two actions of one path may answer with the same status and different bodies. */
function merged(before: ReturnType<typeof json> | undefined, schema: JsonSchema): JsonSchema {
  if (before === undefined) return schema
  const known = before['application/json'].schema
  const list = Array.isArray(known['anyOf']) ? (known['anyOf'] as JsonSchema[]) : [known]
  return { anyOf: [...list, schema] }
}

function fault(status: number): JsonSchema {
  const members = {
    code: { type: 'integer', const: status },
    message: { type: 'string' },
    title: { type: 'string' },
    retryAfter: { type: 'string' },
  }
  const body = { type: 'object', properties: members, required: ['code', 'message'] }
  return {
    description: STOCK_MESSAGE[status] ?? 'Refused.',
    content: json({
      type: 'object',
      minProperties: 1,
      maxProperties: 1,
      additionalProperties: body,
    }),
  }
}

function tagOf(operation: Operation): string {
  return operation.id.split('.').slice(0, -1).join('.') || operation.id
}

function extensionsOf({ policy, versions }: Operation): JsonSchema {
  return { 'x-policy': policyOf(policy), 'x-microversions': versionsOf(versions) }
}

function policyOf(policy: Policy): JsonSchema | string {
  if (policy === PUBLIC || policy === AUTHENTICATED) return policy
  return { rule: policy.name, check: policy.check, scopes: policy.scopes }
}

function versionsOf({ min, max }: VersionRange): JsonSchema {
  return {
    ...(min > 0 && { min: versionText(min) }),
    ...(Number.isFinite(max) && { max: versionText(max) }),
  }
}

/** Does the path name no item, as `/groups/action` does? A project is none. */
function isOfCollection({ path, hasProject }: Route): boolean {
  return path.split('{').length - 1 === (hasProject ? 1 : 0)
}
