/** Resource classes and traits: the standard ones, those that operators add, and whose they are. */
import { describe, expect, test } from 'vitest'
import { refusal, usePlacementCloud } from '../../../test/support/placement-cloud.ts'

const my = usePlacementCloud()

const NONE = '00000000-0000-4000-8000-000000000000'
let made = 0
const fresh = (): string => `CUSTOM_NAME_${++made}`

describe('a resource class', () => {
  const ask = (method: string, name: string, body?: object, version?: string) =>
    my.admin(method, `/resource_classes/${name}`, body, version)

  test('is added once, shown, listed after the standard ones, and deleted', async () => {
    const name = fresh()
    const got = await my.admin('POST', '/resource_classes', { name })
    expect([got.status, got.text]).toEqual([201, ''])
    expect(got.headers.get('location')).toMatch(new RegExp(`/resource_classes/${name}$`))
    expect(refusal(await my.admin('POST', '/resource_classes', { name }))).toBe(
      `409 Conflicting resource class already exists: ${name}`,
    )
    const shown = { name, links: [{ rel: 'self', href: `/resource_classes/${name}` }] }
    expect((await ask('GET', name)).body).toEqual(shown)
    const { resource_classes: all } = (await my.admin('GET', '/resource_classes')).body
    expect(all.map((one: any) => one.name)).toEqual(expect.arrayContaining(['VCPU', 'PCPU', name]))
    expect([all[0].name, all.at(-1)]).toEqual(['VCPU', shown])
    expect((await ask('DELETE', name)).status).toBe(204)
    for (const method of ['GET', 'DELETE']) {
      expect(refusal(await ask(method, name))).toBe(`404 No such resource class ${name}.`)
    }
    expect((await my.admin('GET', '/resource_classes', undefined, '1.1')).status).toBe(404)
  })

  test('is made by PUT from 1.7 on, whatever the body', async () => {
    const name = fresh()
    expect((await ask('PUT', name)).status).toBe(201)
    expect((await ask('PUT', name, { name: 'x' })).status).toBe(204)
    expect(refusal(await ask('PUT', 'NOPE'))).toContain(
      "400 JSON does not validate: 'NOPE' does not match '^CUSTOM_[A-Z0-9_]+$'",
    )
  })

  test('gets another name until 1.6, with the inventories and allocations of it', async () => {
    const [name, next] = [fresh(), fresh()]
    await ask('PUT', name)
    const uuid = await my.provider({ has: { [name]: 4 } })
    await my.claim(uuid, { [name]: 1 })
    const got = await ask('PUT', name, { name: next }, '1.6')
    expect(got.body.name).toBe(next)
    expect((await my.admin('GET', `/resource_providers/${uuid}/usages`)).body.usages).toEqual({
      [next]: 1,
    })
    const other = fresh()
    await ask('PUT', other)
    expect(refusal(await ask('PUT', other, { name: next }, '1.6'))).toBe(
      `409 Resource class already exists: ${next}`,
    )
    expect(refusal(await ask('PUT', 'VCPU', { name: fresh() }, '1.6'))).toBe(
      '400 Cannot update standard resource class VCPU',
    )
    expect(refusal(await ask('PUT', name, { name: fresh() }, '1.6'))).toBe(
      `404 No such resource class ${name}.`,
    )
    expect(refusal(await ask('DELETE', next))).toBe(
      `409 Error in delete resource class: Cannot delete resource class ${next}. Class is in use in ` +
        'inventory.',
    )
    expect(refusal(await ask('DELETE', 'VCPU'))).toBe(
      '400 Error in delete resource class: Cannot delete standard resource class VCPU.',
    )
  })

  test.each(['REC', 'CUSTOM_a', 'CUSTOM_', 'VCPU', `CUSTOM_${'A'.repeat(249)}`])(
    'is not called %s',
    async (name) => {
      expect((await my.admin('POST', '/resource_classes', { name })).status).toBe(400)
    },
  )
})

describe('a trait', () => {
  const ask = (method: string, name: string) => my.admin(method, `/traits/${name}`)

  test('is added once, and deleted while no provider has it', async () => {
    const name = fresh()
    const got = await ask('PUT', name)
    expect(got.status).toBe(201)
    expect(got.headers.get('location')).toMatch(new RegExp(`/traits/${name}$`))
    expect([(await ask('PUT', name)).status, (await ask('GET', name)).status]).toEqual([204, 204])
    const uuid = await my.provider({ traits: [name] })
    expect(refusal(await ask('DELETE', name))).toBe(
      `409 The trait ${name} is in use by a resource provider.`,
    )
    expect((await my.admin('DELETE', `/resource_providers/${uuid}/traits`)).status).toBe(204)
    expect((await ask('DELETE', name)).status).toBe(204)
    for (const method of ['GET', 'DELETE']) {
      expect(refusal(await ask(method, name))).toBe(`404 No such trait(s): ${name}.`)
    }
    expect(refusal(await ask('DELETE', 'HW_CPU_X86_VMX'))).toBe(
      '400 Cannot delete standard trait HW_CPU_X86_VMX.',
    )
    expect(refusal(await ask('PUT', 'CUSTOM_a'))).toMatch(/^400 The trait is invalid\. A valid/)
  })

  test('is found by name, beginning and use', async () => {
    const name = fresh()
    await ask('PUT', name)
    const list = async (query: string) => (await my.admin('GET', `/traits?${query}`)).body.traits
    expect(await list(`name=in:HW_CPU_X86_VMX,${name},CUSTOM_NOPE`)).toEqual([
      'HW_CPU_X86_VMX',
      name,
    ])
    expect(await list('name=startswith:HW_CPU_X86_AVX5')).toContain('HW_CPU_X86_AVX512F')
    expect(await list(`name=startswith:${name}&associated=true`)).toEqual([])
    await my.provider({ traits: [name] })
    expect(await list(`name=startswith:${name}&associated=True`)).toEqual([name])
    expect(await list('associated=false')).not.toContain(name)
    for (const [query, message] of [
      ['name=bad', 'Badly formatted name parameter.'],
      ['associated=x', 'The query parameter "associated" only accepts "true" or "false"'],
      ['bogus=1', "('bogus' was unexpected)"],
    ] as const) {
      expect(refusal(await my.admin('GET', `/traits?${query}`))).toContain(message)
    }
  })
})

describe('traits of a provider', () => {
  const of = (uuid: string) => `/resource_providers/${uuid}/traits`

  test('are replaced by who knows the generation, which counts where something changes', async () => {
    const uuid = await my.provider()
    const put = (traits: readonly string[], generation: number) =>
      my.admin('PUT', of(uuid), { traits, resource_provider_generation: generation })
    const traits = ['HW_CPU_X86_VMX', 'HW_CPU_X86_AVX']
    expect((await put([...traits, traits[0]!], 0)).body).toEqual({
      ...{ traits, resource_provider_generation: 1 },
    })
    expect((await put(traits, 1)).body.resource_provider_generation).toBe(1)
    expect(refusal(await put([], 0))).toBe(
      "409 concurrent_update Resource provider's generation already changed. Please update the " +
        'generation and try again.',
    )
    expect(refusal(await put(['NOPE', 'CUSTOM_NOPE'], 1))).toBe(
      '400 No such trait NOPE, CUSTOM_NOPE',
    )
    expect((await my.admin('GET', of(uuid))).body).toEqual({
      ...{ traits: traits.toSorted(), resource_provider_generation: 1 },
    })
    const none = `No resource provider with uuid ${NONE} found`
    expect(refusal(await my.admin('GET', of(NONE)))).toBe(`404 ${none}: ${none}`)
    expect(refusal(await my.admin('DELETE', of(NONE)))).toBe(`404 ${none}`)
  })
})

describe('aggregates of a provider', () => {
  const of = (uuid: string) => `/resource_providers/${uuid}/aggregates`

  test('are a list until 1.18, and a change of the provider from 1.19 on', async () => {
    const uuid = await my.provider()
    const [one, two] = [crypto.randomUUID(), crypto.randomUUID()]
    expect((await my.admin('PUT', of(uuid), [one], '1.18')).body).toEqual({ aggregates: [one] })
    const put = (aggregates: readonly string[], resource_provider_generation: number) =>
      my.admin('PUT', of(uuid), { aggregates, resource_provider_generation })
    expect((await put([one, two], 0)).body).toEqual({
      ...{ aggregates: [one, two], resource_provider_generation: 1 },
    })
    expect(refusal(await put([], 0))).toMatch(/^409 concurrent_update Resource provider's gener/)
    expect((await put([two], 1)).status).toBe(200)
    expect((await my.admin('GET', of(uuid))).body).toEqual({
      ...{ aggregates: [two], resource_provider_generation: 2 },
    })
    expect((await my.admin('GET', of(uuid), undefined, '1.1')).body).toEqual({ aggregates: [two] })
    expect(refusal(await put([two, two], 2))).toContain('has non-unique elements')
    const none = `404 No resource provider with uuid ${NONE} found`
    expect(refusal(await my.admin('GET', of(NONE)))).toBe(none)
  })
})
