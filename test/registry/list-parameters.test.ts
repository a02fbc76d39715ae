/** Every list says what it can be asked for, and OpenAPI shows it. */
import { expect, test } from 'vitest'
import { openApi } from '../../src/kernel/openapi.ts'
import type { Operation } from '../../src/kernel/operation.ts'
import type { Service } from '../../src/kernel/service.ts'
import { SERVICES } from '../../src/services.ts'

type Schema = { readonly type?: string; readonly properties?: Record<string, Schema> }

/** It answers with an array under a key of its own, and does not show one thing that has arrays. */
function isList({ id, method, mount, response }: Operation): boolean {
  if (/\.show(_|$)/.test(id)) return false
  const schema: Schema | undefined = response[200]?.at(Infinity)
  const members = Object.values(schema?.properties ?? {})
  return method === 'GET' && mount !== 'root' && members.some(({ type }) => type === 'array')
}

function parametersShown(service: Service, { id }: Operation): string[] {
  const newest = Math.max(...service.mounts.map(({ max }) => max))
  const { paths } = openApi(service, { version: newest, release: '0' })
  const shown = Object.values(paths).flatMap((methods) => Object.values(methods))
  const found = shown.filter(({ operationId }) => operationId.split('.').slice(-2).join('.') === id)
  const parameters = found.flatMap(({ parameters: all }) => all as { in: string; name: string }[])
  return parameters.filter((each) => each.in === 'query').map(({ name }) => name)
}

const LISTS = SERVICES.flatMap((service) =>
  service.operations.filter(isList).map((operation) => ({ service, operation })),
)

test('every list declares its parameters', () => {
  const silent = LISTS.filter(({ operation }) => operation.query === undefined)
  expect(silent.map(({ service, operation }) => `${service.type} ${operation.id}`)).toEqual([])
  expect(LISTS.length).toBeGreaterThan(60)
})

test.each([
  ['block-storage', 'volumes.list', ['limit', 'marker', 'offset', 'sort', 'with_count', 'status']],
  ['block-storage', 'volumes.detail', ['metadata', 'name~', 'created_at', 'all_tenants']],
  ['block-storage', 'volume_types.list', ['is_public', 'extra_specs', 'sort_key', 'sort_dir']],
  ['compute', 'hypervisors.list', ['limit', 'marker', 'hypervisor_hostname_pattern']],
  ['identity', 'users.list', ['domain_id', 'enabled', 'name', 'limit', 'marker', 'unique_id']],
  ['identity', 'projects.list', ['parent_id', 'tags', 'not-tags-any', 'limit', 'marker']],
  ['identity', 'role_assignments.list', ['user.id', 'scope.project.id', 'effective']],
] as const)('OpenAPI shows the parameters of %s %s', (type, id, names) => {
  const service = SERVICES.find((each) => each.type === type)!
  const operation = service.operations.find((each) => each.id === id)!
  expect(parametersShown(service, operation)).toEqual(expect.arrayContaining([...names]))
})
