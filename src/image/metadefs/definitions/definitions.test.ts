/** What a new cloud says of images, volumes and flavors by itself. */
import { describe, expect, test } from 'vitest'
import { startCloud } from '../../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../../test/support/databases.ts'
import { imageApi, refusal } from '../../../../test/support/image-api.ts'
import { imageCloud } from '../../../../test/support/image-cloud.ts'
import { NAMESPACES } from '../../../../test/support/metadefs.ts'
import { DEFINITIONS, RESOURCE_TYPES } from './definitions.ts'

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('a new cloud has definitions, which nobody can delete by mistake', async () => {
    const database = await backend.url('migrated')
    const { cloud, admin, demo } = await imageCloud({ database, preset: 'devstack' })
    await using _ = cloud
    const { body } = await demo('GET', `${NAMESPACES}?limit=100`)
    const names = DEFINITIONS.map(({ namespace }) => namespace)
    expect(body.namespaces.map((one: any) => one.namespace)).toEqual(names.toReversed())
    for (const one of body.namespaces) {
      expect(one).toMatchObject({ visibility: 'public', protected: true, owner: 'admin' })
      expect(one).not.toHaveProperty('updated_at')
      expect(one.resource_type_associations).not.toEqual([])
    }
    const types = (await demo('GET', '/metadefs/resource_types')).body.resource_types
    expect(types.map(({ name }: { name: string }) => name)).toEqual(RESOURCE_TYPES)
    expect(refusal(await admin('DELETE', `${NAMESPACES}/OS::Compute::Watchdog`))).toMatch(/^403/)
    const watchdog = `${NAMESPACES}/OS::Compute::Watchdog?resource_type=OS::Nova::Flavor`
    expect(Object.keys((await demo('GET', watchdog)).body.properties)).toEqual([
      'hw:watchdog_action',
    ])
  })

  test('it begins with them once: what is deleted stays so', async () => {
    const options = { database: await backend.url('migrated'), preset: 'devstack' } as const
    const at = `${NAMESPACES}/OS::Compute::TPM`
    {
      await using cloud = await startCloud(options)
      const admin = imageApi(cloud, await cloud.admin())
      await admin('PUT', at, { namespace: 'OS::Compute::TPM' })
      expect((await admin('DELETE', at)).status).toBe(204)
    }
    await using cloud = await startCloud(options)
    const admin = imageApi(cloud, await cloud.admin())
    expect((await admin('GET', at)).status).toBe(404)
  })
})

test('a cloud that begins with nothing has none', async () => {
  const { cloud, demo } = await imageCloud({ preset: 'none' })
  await using _ = cloud
  expect((await demo('GET', NAMESPACES)).body.namespaces).toEqual([])
  expect((await demo('GET', '/metadefs/resource_types')).body.resource_types).toEqual([])
})

test('what it begins with could be made by a client, too', async () => {
  const { cloud, admin } = await imageCloud({ preset: 'none' })
  await using _ = cloud
  for (const { associations, ...definition } of DEFINITIONS) {
    const body = { ...definition, resource_type_associations: associations }
    expect
      .soft(refusal(await admin('POST', NAMESPACES, body)), definition.namespace)
      .toMatch(/^201/)
    const { namespace } = definition
    const { properties = {}, objects = [] } = (await admin('GET', `${NAMESPACES}/${namespace}`))
      .body
    expect.soft(properties).toEqual(definition.properties ?? {})
    expect.soft(objects.length).toBe(definition.objects?.length ?? 0)
  }
})
