/** The documents derived from the registry hold together, at every version where they change. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { SERVICES } from '../../src/services.ts'
import { contains, versionText, type Version } from '../../src/kernel/microversion.ts'
import { openApi, type OpenApi } from '../../src/kernel/openapi.ts'
import type { Service } from '../../src/kernel/service.ts'

/** First and newest of each mount, and what lies around a third and two thirds of the changes. */
function versionsOf(service: Service): Version[] {
  const steps = service.operations
    .flatMap(({ versions, body, query, response }) => [
      versions.min,
      versions.max + 1,
      ...[body, query, ...Object.values(response)].flatMap((shape) => shape?.steps ?? []),
    ])
    .filter((step) => service.mounts.some((mount) => contains(mount, step)))
  const sorted = [...new Set(steps)].sort((a, b) => a - b)
  const some = [1 / 3, 2 / 3].flatMap((part) => sorted[Math.floor(sorted.length * part)] ?? [])
  const ends = service.mounts.flatMap((mount) => [mount.min, mount.max])
  return [...new Set([...ends, ...some])].sort((a, b) => a - b)
}

const DOCUMENTS = SERVICES.flatMap((service) =>
  versionsOf(service).map((version) => ({
    name: `${service.type} ${versionText(version)}`,
    document: openApi(service, { version, release: '0' }),
  })),
)

/** Every value under a key, however deep. */
function* everything(value: unknown, key: string): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    if (name === key) yield inner
    yield* everything(inner, key)
  }
}

function operationsOf({ paths }: OpenApi) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
}

describe.each(DOCUMENTS)('$name', ({ document }) => {
  const all = operationsOf(document)

  test('operation ids are unique', () => {
    const ids = all.map(({ operation }) => operation.operationId)
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
  })

  test('every reference leads to something', () => {
    const dangling = [...everything(document, '$ref')].filter((ref) => {
      const steps = String(ref).replace('#/', '').split('/')
      let at: unknown = document
      for (const step of steps) at = (at as Record<string, unknown> | undefined)?.[step]
      return at === undefined
    })
    expect(dangling).toEqual([])
  })

  test('no component lies about unused', () => {
    const used = new Set(everything(document, '$ref'))
    const names = Object.keys(document.components.schemas).map((n) => `#/components/schemas/${n}`)
    expect(names.filter((name) => !used.has(name))).toEqual([])
  })

  test('path parameters are those of the path, each declared once', () => {
    const wrong = all.flatMap(({ path, method, operation }) => {
      const parameters = operation['parameters'] as { in: string; name: string }[]
      const declared = parameters.filter((p) => p.in === 'path').map((p) => p.name)
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
      const twice = new Set(parameters.map((p) => `${p.in} ${p.name}`)).size < parameters.length
      return String(declared) === String(named) && !twice ? [] : [`${method} ${path}`]
    })
    expect(wrong).toEqual([])
  })

  test('every schema is one of draft 2020-12', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema({ $id: 'document', components: document.components })
    const broken = Object.keys(document.components.schemas).flatMap((name) => {
      try {
        ajv.compile({ $ref: `document#/components/schemas/${name}` })
        return []
      } catch (error) {
        return [`${name}: ${(error as Error).message}`]
      }
    })
    expect(broken).toEqual([])
  })

  test('what needs a token can refuse one', () => {
    const wrong = all.filter(({ operation, path, method }) => {
      // Who signs in with half of what is asked is answered 401 with a receipt, not a refusal.
      if (path === '/v3/auth/tokens' && method === 'post') return false
      const open = (operation['security'] as unknown[]).length === 0
      return !open && !('401' in (operation['responses'] as object))
    })
    expect(wrong.map(({ path, method }) => `${method} ${path}`)).toEqual([])
  })
})
