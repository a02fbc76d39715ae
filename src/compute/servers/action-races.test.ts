import { describe, expect, onTestFinished, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { NEWEST, serverCloud, type ServerCloud } from '../../../test/support/server-cloud.ts'
import { storedServer } from '../../../test/support/server-rows.ts'

const CLIENTS = 64

const START = { 'os-start': null }
const STOP = { 'os-stop': null }
const HARD = { reboot: { type: 'HARD' } }

interface Done {
  readonly action: string
  readonly message: string | null
}

async function historyOf({ admin }: ServerCloud, id: string): Promise<Done[]> {
  const got = await admin.get(`/servers/${id}/os-instance-actions`, NEWEST)
  return got.body.instanceActions.toReversed()
}

describe.each(SHARED_BACKENDS)('on $name', (backend) => {
  async function started(transitions: 'instant' | 'manual'): Promise<ServerCloud> {
    const all = await serverCloud({ database: await backend.url('cloud'), transitions })
    onTestFinished(() => all.cloud[Symbol.asyncDispose]())
    return all
  }

  const act = async ({ demo }: ServerCloud, id: string, body: object): Promise<number> =>
    (await demo.send('POST', `/servers/${id}/action`, body, NEWEST)).status

  test('of 64 clients that stop a server one does, and one starts it', async () => {
    const all = await started('manual')
    const asked = await all.ask()
    const { id } = asked.body.server
    await all.cloud.app.jobs.advance()
    await all.cloud.settled()
    for (const [body, vm] of [
      [STOP, 'stopped'],
      [START, 'active'],
    ] as const) {
      const statuses = await Promise.all(Array.from({ length: CLIENTS }, () => act(all, id, body)))
      expect(statuses.filter((status) => status === 202)).toHaveLength(1)
      expect(statuses.filter((status) => status === 409)).toHaveLength(CLIENTS - 1)
      await all.cloud.app.jobs.advance()
      await all.cloud.settled()
      expect(await storedServer(all.cloud, id)).toMatchObject({ vm_state: vm, task_state: null })
    }
    const done = await historyOf(all, id)
    expect(done.map(({ action }) => action)).toEqual(['create', 'stop', 'start'])
  })

  test('whatever 64 clients do at once, each step follows from the one before', async () => {
    const all = await started('instant')
    const id = await all.server()
    const bodies = [START, STOP, HARD, STOP, START]
    const statuses = await Promise.all(
      Array.from({ length: CLIENTS }, (_, i) => act(all, id, bodies[i % bodies.length]!)),
    )
    await all.cloud.settled()
    expect(statuses.every((status) => status === 202 || status === 409)).toBe(true)
    const done = await historyOf(all, id)
    expect(done.length - 1).toBe(statuses.filter((status) => status === 202).length)
    let isOn = true
    for (const { action, message } of done.slice(1)) {
      // A server is stopped while it runs and started while it does not; booted always.
      if (action === 'stop') expect(isOn).toBe(true)
      if (action === 'start') expect(isOn).toBe(false)
      if (message === null) isOn = action !== 'stop'
    }
    const { vm_state: vm, task_state: task, power_state: power } = await storedServer(all.cloud, id)
    expect({ vm, task, power }).toEqual({
      ...{ vm: isOn ? 'active' : 'stopped', task: null, power: isOn ? 1 : 4 },
    })
  })

  test('it is deleted once among all the others, and nothing is left of it', async () => {
    const all = await started('instant')
    const id = await all.server({ networks: [{ uuid: all.networkIds.private }] })
    const statuses = await Promise.all(
      Array.from({ length: CLIENTS }, async (_, i) => {
        if (i % 4 === 3) return (await all.demo.send('DELETE', `/servers/${id}`)).status
        return act(all, id, [START, STOP, HARD][i % 4]!)
      }),
    )
    await all.cloud.settled()
    expect(statuses.filter((status) => ![202, 204, 404, 409].includes(status))).toEqual([])
    expect(await storedServer(all.cloud, id)).toMatchObject({ deleted: 1, task_state: null })
    const done = await historyOf(all, id)
    expect(done.filter(({ action }) => action === 'delete')).toHaveLength(1)
    const { ports } = (await all.network('GET', `/ports?device_id=${id}`)).body
    expect(ports).toEqual([])
    const { token } = all.adminPersona
    const path = `/allocations/${id}`
    const held = await all.cloud.request('placement', 'GET', path, { token, version: '1.28' })
    expect(held.body.allocations).toEqual({})
  })
})
