/** Walks the states: every action on a server, in every state, over HTTP. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../../test/support/cloud.ts'
import { expectFault, Nova } from '../../../test/support/compute.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { expectedAnswer, SERVER_ACTION_FACTS } from '../../../test/support/server-action-facts.ts'
import { serverRow, storedServer } from '../../../test/support/server-rows.ts'
import { MACHINE_ACTIONS } from './machine-actions.ts'
import { TASK_STATES, VM_STATES, type TaskState, type VmState } from './server-states.ts'
import { updateServer } from './servers.store.ts'

interface Walked {
  readonly id: string
  readonly vm: VmState
  readonly task: TaskState | null
}

const NEWEST = '2.104'
const AT_ONCE = 8

describe.each(SHARED_BACKENDS)('on $name', (backend) => {
  let cloud: Cloud
  let owner: Persona
  let admin: Nova
  let walked: Walked[]

  beforeAll(async () => {
    let remove = () => {}
    const database = await backend.url('cloud', (undo) => (remove = undo))
    cloud = await startCloud({ database, transitions: 'manual' })
    undoes.push(remove)
    owner = await cloud.demo()
    admin = new Nova(cloud, await cloud.admin())
    // On PostgreSQL, where each change is a round trip, what is under way is a choice.
    const tasks =
      backend.dialect === 'sqlite'
        ? [null, ...TASK_STATES]
        : ([null, 'rebooting', 'deleting'] as const)
    walked = []
    for (const vm of VM_STATES.filter((state) => state !== 'deleted')) {
      for (const task of tasks) walked.push({ id: await serverRow(cloud, owner), vm, task })
    }
  })
  const undoes: (() => void)[] = []
  afterAll(async () => {
    await cloud[Symbol.asyncDispose]()
    for (const undo of undoes) undo()
  })

  async function reset(): Promise<void> {
    await cloud.app.database.write(async (tx) => {
      for (const { id, vm: vm_state, task: task_state } of walked) {
        await updateServer(tx, id, { vm_state, task_state, locked_by: null })
      }
      await tx.db.deleteFrom('jobs').execute()
    })
  }

  test('all actions have facts', () => {
    // A client begins a soft deletion by DELETE, which is refused to nobody.
    const begun = Object.keys(MACHINE_ACTIONS).filter((name) => name !== 'softDelete')
    expect(Object.keys(SERVER_ACTION_FACTS)).toEqual(expect.arrayContaining(begun))
  })

  test.each(Object.keys(SERVER_ACTION_FACTS))(
    '%s begins where the real one begins',
    async (name) => {
      await reset()
      const fact = SERVER_ACTION_FACTS[name]!
      const wrong: unknown[] = []
      const ask = async (server: Walked): Promise<void> => {
        const got = await admin.send('POST', `/servers/${server.id}/action`, fact.body, NEWEST)
        const answer = {
          status: got.status,
          ...(got.status === 409 && { message: got.body.conflictingRequest.message }),
        }
        const expected = expectedAnswer(fact, server.id, server)
        if (JSON.stringify(answer) !== JSON.stringify(expected))
          wrong.push({ server, answer, expected })
      }
      for (let i = 0; i < walked.length; i += AT_ONCE) {
        await Promise.all(walked.slice(i, i + AT_ONCE).map(ask))
      }
      expect(wrong).toEqual([])
    },
  )

  test.each(Object.entries(SERVER_ACTION_FACTS))(
    '%s: a host is asked for before the state, a launch after it',
    async (_name, { body, name, vm, needsHost, lock }) => {
      const [right] = vm === 'any' ? (['active'] as const) : vm
      const columns = { vm_state: right, launched_at: null }
      const messageOf = async (id: string) => {
        const got = await admin.send('POST', `/servers/${id}/action`, body, NEWEST)
        return got.body?.conflictingRequest?.message
      }
      const nowhere = await serverRow(cloud, owner, { ...columns, vm_state: 'shelved', host: null })
      const notReady = `Instance ${nowhere} is not ready`
      if (needsHost) expect(await messageOf(nowhere)).toBe(notReady)
      else expect(await messageOf(nowhere)).not.toBe(notReady)
      const never = await serverRow(cloud, owner, columns)
      const isFree = lock === 'none' || name === 'delete'
      expect(await messageOf(never)).toBe(
        isFree ? undefined : `Instance ${never} is in an invalid state for '${name}'`,
      )
    },
  )

  test('a refused action leaves no trace', async () => {
    const id = await serverRow(cloud, owner, { vm_state: 'stopped' })
    const before = await storedServer(cloud, id)
    expect((await admin.send('POST', `/servers/${id}/action`, { pause: null })).status).toBe(409)
    expect(await storedServer(cloud, id)).toEqual(before)
    const actions = await admin.get(`/servers/${id}/os-instance-actions`, NEWEST)
    expect(actions.body.instanceActions).toEqual([])
  })
})

test.each([
  [{ reboot: { type: 5 } }, "type. Value: 5. 5 is not of type 'string'"],
  [
    { reboot: { type: 'x' } },
    "type. Value: x. 'x' is not one of ['HARD', 'Hard', 'hard', 'SOFT', 'Soft', 'soft']",
  ],
  [{ 'os-resetState': { state: null } }, "state. Value: None. None is not of type 'string'"],
  [{ 'os-resetState': { state: 'x' } }, "state. Value: x. 'x' is not one of ['active', 'error']"],
  [{ trigger_crash_dump: {} }, "trigger_crash_dump. Value: {}. {} is not of type 'null'"],
])('%j is refused', async (body, reason) => {
  await using one = await startCloud()
  const id = await serverRow(one, await one.demo())
  const nova = new Nova(one, await one.admin())
  const got = await nova.send('POST', `/servers/${id}/action`, body, NEWEST)
  expectFault(got, 400, `Invalid input for field/attribute ${reason}`)
})
