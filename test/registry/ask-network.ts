/** Asks operations of Network by their examples, in a cloud with agents. */
import { afterAll, beforeAll } from 'vitest'
import type { Operation } from '../../src/kernel/operation.ts'
import { network } from '../../src/network/service.ts'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { AGENTS } from './agents.ts'
import { EXAMPLES } from './examples.ts'
import { tokensByOperation } from './operation-tokens.ts'
import { placeOf, request } from './request.ts'
import { makeWorld, type Example, type World } from './world.ts'

/**
 * Starts the cloud before the tests of the file and stops it after them.
 * @returns asks an operation as somebody who may, with parts of its example replaced or added
 */
export function useNetworkExamples() {
  let cloud: Cloud
  let world: World
  let tokenFor: Awaited<ReturnType<typeof tokensByOperation>>

  beforeAll(async () => {
    cloud = await startCloud({ networkAgents: AGENTS })
    await cloud.user('somebody', 'member', 'other')
    world = await makeWorld(cloud)
    tokenFor = await tokensByOperation(world)
  }, 60_000)

  afterAll(() => cloud?.[Symbol.asyncDispose]())

  return async (operation: Operation, { headers, ...parts }: Partial<Example>) => {
    const example = await EXAMPLES['network']![operation.id]!(world)
    const asked = { ...example, ...parts, headers: { ...example.headers, ...headers } }
    const token = tokenFor(operation, 'network')
    return request(cloud, operation, placeOf(network, operation), asked, token)
  }
}
