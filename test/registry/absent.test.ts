/**
 * What is asked first, the policy or the thing: the answers to requests for what is not there, from
 * somebody who may do little and from somebody who may do all. `absent.tsv` holds what a running
 * cloud of OpenStack 2026.2 with stock policies answered to the same requests; operations that it
 * answers with 500 are left out.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SERVICES } from '../../src/services.ts'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { AGENTS } from './agents.ts'
import { EXAMPLES } from './examples.ts'
import { FEDERATION } from './federation.ts'
import { placeOf, request } from './request.ts'
import { makeWorld, type World } from './world.ts'

const [, ...ROWS] = readFileSync(new URL('absent.tsv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('\t') as [service: string, id: string, member: string, admin: string])

let cloud: Cloud
let world: World

beforeAll(async () => {
  cloud = await startCloud({ federation: FEDERATION, networkAgents: AGENTS })
  await cloud.user('somebody', 'member', 'other')
  world = await makeWorld(cloud)
}, 60_000)

afterAll(() => cloud?.[Symbol.asyncDispose]())

/** Parameters that name a part of the thing, not the thing: they stay as they are. */
const PARTS: ReadonlySet<string> = new Set(['key', 'group', 'option', 'value'])

/** Bodies that were sent where the example's would be refused for more than what is not there. */
const BODIES: Readonly<Record<string, object>> = {
  'identity protocols.create': { protocol: { mapping_id: 'not-there' } },
  'identity protocols.update': { protocol: { mapping_id: 'not-there' } },
}

function absent(name: string, value: string): string {
  if (PARTS.has(name)) return value
  return /^\d+$/.test(value) ? '99999' : '11111111-2222-3333-4444-555555555555'
}

describe('an id that is not there is refused to a member and to an admin as upstream does', () => {
  test.each(ROWS)('%s %s: %s, %s', async (type, id, forMember, forAdmin) => {
    const service = SERVICES.find((one) => one.type === type)!
    const operation = service.operations.find((one) => one.id === id)!
    const place = placeOf(service, operation)
    const example = await EXAMPLES[place.service]![id]!(world)
    const params = Object.fromEntries(
      Object.entries(example.params ?? {}).map(([name, value]) => [name, absent(name, value)]),
    )
    const body = BODIES[`${type} ${id}`] ?? example.body
    const asked = { ...example, params, ...(body !== undefined && { body }) }
    const got: number[] = []
    for (const { token } of [world.owner, world.admin]) {
      got.push((await request(cloud, operation, place, asked, token)).status)
    }
    expect(got).toEqual([Number(forMember), Number(forAdmin)])
  })
})
