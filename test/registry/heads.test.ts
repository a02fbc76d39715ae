/**
 * HEAD is answered wherever GET is, as flask-restful has it for every resource of Keystone: with
 * the same status and headers, and no body.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SERVICES } from '../../src/services.ts'
import type { Operation } from '../../src/kernel/operation.ts'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { AGENTS } from './agents.ts'
import { tokensByOperation } from './operation-tokens.ts'
import { EXAMPLES } from './examples.ts'
import { FEDERATION } from './federation.ts'
import { placeOf, request } from './request.ts'
import { makeWorld, type World } from './world.ts'

let cloud: Cloud
let world: World
let tokenFor: Awaited<ReturnType<typeof tokensByOperation>>

beforeAll(async () => {
  cloud = await startCloud({ federation: FEDERATION, networkAgents: AGENTS })
  await cloud.user('somebody', 'member', 'other')
  world = await makeWorld(cloud)
  tokenFor = await tokensByOperation(world)
})
afterAll(() => cloud?.[Symbol.asyncDispose]())

const service = SERVICES.find(({ type }) => type === 'identity')!
const own = new Set(
  service.operations.filter(({ method }) => method === 'HEAD').map(({ path }) => path),
)
const GETS = service.operations.filter(({ method, path }) => method === 'GET' && !own.has(path))

describe('HEAD is as GET without the body', () => {
  test.each(GETS)('$id', async (operation) => {
    const place = placeOf(service, operation)
    const token = tokenFor(operation, 'identity')
    const example = await EXAMPLES['identity']![operation.id]!(world)
    const get = await request(cloud, operation, place, example, token)
    const asHead: Operation = { ...operation, method: 'HEAD' }
    const head = await request(cloud, asHead, place, example, token)
    expect([head.status, head.text]).toEqual([get.status, ''])
    const told = (name: string) => [head.headers.get(name), get.headers.get(name)] as const
    // Whoever signs in twice gets two tokens.
    const same = operation.signsIn ? [] : ['x-subject-token']
    for (const name of ['content-type', 'content-length', 'vary', ...same]) {
      const [ofHead, ofGet] = told(name)
      expect(ofHead, name).toBe(ofGet)
    }
  })
})
