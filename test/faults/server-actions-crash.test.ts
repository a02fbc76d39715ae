/**
 * The process is killed while servers are started, stopped and booted, again and again. After every
 * start the work is taken up: no server is stuck, each does what its last action left it doing, and
 * nothing that was recorded stays without an end.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../support/databases.ts'
import { buildProgram, until } from '../support/program.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { CRASHES, killAgainAndAgain, type Work } from './killed-again.ts'
import type { Answer, Stackling } from './stackling.ts'

beforeAll(buildProgram)

const NEWEST = { 'OpenStack-API-Version': 'compute 2.104' }
const SERVERS = 6

/** What the machine does in each state that is no passage: as `OS-EXT-STS:power_state` says it. */
const POWER: Readonly<Record<string, number>> = { active: 1, paused: 3, suspended: 4, stopped: 4 }

const BODIES = [
  ...[{ 'os-start': null }, { 'os-stop': null }, { pause: null }, { unpause: null }],
  ...[{ suspend: null }, { resume: null }, { reboot: { type: 'HARD' } }],
  ...[{ reboot: { type: 'SOFT' } }, { changePassword: { adminPass: 'x' } }],
]

function send(
  cloud: Stackling,
  method: string,
  path: string,
  body?: object,
): Promise<Answer | undefined> {
  const sent = { headers: NEWEST, ...(body && { body }) }
  return cloud.send(method, `/compute/v2.1${path}`, sent)
}

async function get(cloud: Stackling, path: string): Promise<any> {
  const answer = await send(cloud, 'GET', path)
  expect(answer?.status, answer?.text).toBe(200)
  return answer!.body
}

async function prepare(cloud: Stackling): Promise<readonly string[]> {
  const { images } = (await cloud.ask('GET', '/image/v2/images?name=cirros')).body
  const ids: string[] = []
  for (let i = 0; i < SERVERS; i++) {
    const server = { name: `vm${i}`, flavorRef: '1', imageRef: images[0].id, networks: 'none' }
    const made = await send(cloud, 'POST', '/servers', { server })
    expect(made?.status, made?.text).toBe(202)
    ids.push(made!.body.server.id)
  }
  await rested(cloud)
  return ids
}

async function rested(cloud: Stackling): Promise<readonly any[]> {
  let servers: readonly any[] = []
  await until(async () => {
    servers = (await get(cloud, '/servers/detail')).servers
    return servers.every((server) => server['OS-EXT-STS:task_state'] === null)
  }, 'no server is in a passage')
  return servers
}

/** @returns how many actions are recorded */
async function expectEnded(cloud: Stackling, id: string): Promise<number> {
  const path = `/servers/${id}/os-instance-actions`
  const { instanceActions } = await get(cloud, path)
  for (const { request_id: request } of instanceActions) {
    const { instanceAction: action } = await get(cloud, `${path}/${request}`)
    expect(action.events).toHaveLength(1)
    const [{ result, details }] = action.events
    // A hard reboot overtakes what is under way, another one included.
    if (result !== 'Success') expect(details).toMatch(/^Conflict updating instance/)
  }
  return instanceActions.length
}

const WORK: Work<readonly string[]> = {
  flags: ['--transitions', 'instant'],
  prepare,
  async load(cloud, ids, seed, accepted) {
    const random = seededRandom(seed)
    for (;;) {
      const [id, body] = [ids[random(ids.length)]!, BODIES[random(BODIES.length)]!]
      const answer = await send(cloud, 'POST', `/servers/${id}/action`, body)
      if (answer === undefined) return
      expect([202, 409, 503], answer.text).toContain(answer.status)
      if (answer.status === 202) accepted()
    }
  },
  async atRest(cloud) {
    const servers = await rested(cloud)
    expect(servers).toHaveLength(SERVERS)
    for (const server of servers) {
      const power = POWER[server['OS-EXT-STS:vm_state']]
      expect([server.status, server['OS-EXT-STS:power_state']]).toEqual([server.status, power])
    }
    let recorded = 0
    for (const { id } of servers) recorded += await expectEnded(cloud, id)
    return recorded - SERVERS
  },
}

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test(`killed ${CRASHES} times, no server is stuck`, async () => {
    await killAgainAndAgain(await backend.url('empty'), WORK)
  }, 300_000)
})
