/** Quotas against many who ask at once, and after whatever was done. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { NEWEST, serverCloud, type ServerCloud } from '../../../test/support/server-cloud.ts'

const CLIENTS = 64
const RUNS = { sqlite: 6, postgres: 3 }
/** Milliseconds, after which a shorter sequence that fails is looked for no longer. */
const PATIENCE = 30_000

async function allow({ admin, persona }: ServerCloud, quota_set: object): Promise<void> {
  const path = `/os-quota-sets/${persona.projectId}`
  const got = await admin.send('PUT', path, { quota_set: { ...quota_set, force: true } })
  expect(got.status, got.text).toBe(200)
}

const idsOf = async (all: ServerCloud): Promise<string[]> =>
  (await all.demo.get('/servers')).body.servers.map(({ id }: { id: string }) => id).sort()

/** What is counted, for the project and for its user. */
async function counted({ demo, persona }: ServerCloud) {
  const of = async (query: string) => {
    const got = await demo.get(`/os-quota-sets/${persona.projectId}/detail${query}`)
    const { instances, cores, ram } = got.body.quota_set
    return { instances: instances.in_use, cores: cores.in_use, ram: ram.in_use }
  }
  return { project: await of(''), user: await of(`?user_id=${persona.userId}`) }
}

/** What the servers that there are hold. */
async function held({ cloud, persona }: ServerCloud) {
  const rows = await cloud.app.database.read((tx) =>
    tx.db
      .selectFrom('servers')
      .select(['vcpus', 'memory_mb'])
      .where('project_id', '=', persona.projectId)
      .where('deleted', '=', 0)
      .where('vm_state', '!=', 'soft-delete')
      .execute(),
  )
  const sum = (of: (row: (typeof rows)[number]) => number) =>
    rows.reduce((total, row) => total + of(row), 0)
  return {
    instances: rows.length,
    cores: sum((row) => row.vcpus),
    ram: sum((row) => row.memory_mb),
  }
}

describe.each(SHARED_BACKENDS)('on $name', (backend) => {
  const open = (options = {}) =>
    backend.url('cloud').then((database) => serverCloud({ database, ...options }))

  test('of 64 who create exactly as many get a server as fit, and nothing is left of the others', async () => {
    const all = await open()
    await using cloud = all.cloud
    await allow(all, { instances: 7, cores: -1 })
    const root = { uuid: all.imageId, source_type: 'image', destination_type: 'volume' }
    const disk = { ...root, volume_size: 1, boot_index: 0, delete_on_termination: true }
    const wanted = {
      networks: [{ uuid: all.networkIds.private }],
      ...{ imageRef: undefined, block_device_mapping_v2: [disk] },
    }
    const answers = await Promise.all(Array.from({ length: CLIENTS }, () => all.ask(wanted)))
    await cloud.settled()
    const of = (status: number) => answers.filter((answer) => answer.status === status)
    expect([of(202).length, of(403).length]).toEqual([7, CLIENTS - 7])
    const ids: string[] = of(202).map(({ body }) => body.server.id)
    expect(await idsOf(all)).toEqual(ids.toSorted())
    const { ports } = (await all.network('GET', '/ports')).body
    const owners = ports
      .filter((port: any) => port.device_owner.startsWith('compute:'))
      .map((port: any) => port.device_id)
    expect((owners as string[]).toSorted()).toEqual(ids.toSorted())
    const { volumes } = (await all.volumes('GET', '/volumes/detail')).body
    const users: string[] = volumes.map((volume: any) => volume.attachments[0]?.server_id)
    expect(users.toSorted()).toEqual(ids.toSorted())
    const usages = await cloud.request(
      'placement',
      'GET',
      `/usages?project_id=${all.persona.projectId}`,
      {
        ...{ token: all.adminPersona.token, version: '1.37' },
      },
    )
    expect(usages.body.usages).toMatchObject({ VCPU: 7 })
    expect((await counted(all)).project.instances).toBe(7)
  })

  test('of 64 who join a group as many get in as it may have members', async () => {
    const all = await open()
    await using cloud = all.cloud
    await allow(all, { instances: -1, cores: -1, ram: -1, server_group_members: 5 })
    const group = { server_group: { name: 'g', policy: 'soft-affinity' } }
    const made = await all.demo.send('POST', '/os-server-groups', group, NEWEST)
    const { id } = made.body.server_group
    const join = () => all.ask({}, { hints: { group: id } })
    const answers = await Promise.all(Array.from({ length: CLIENTS }, join))
    await cloud.settled()
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(5)
    const { server_group: shown } = (await all.demo.get(`/os-server-groups/${id}`)).body
    expect(shown.members.toSorted()).toEqual(await idsOf(all))
    expect((await counted(all)).project.instances).toBe(5)
  })

  test('a server that is deleted while it is being restored is counted no more', async () => {
    const all = await open({ computeReclaimInterval: 600, transitions: 'manual' })
    await using cloud = all.cloud
    const settle = async () => {
      await cloud.app.jobs.advance()
      await cloud.settled()
    }
    for (const end of ['forceDelete', undefined]) {
      const { id } = (await all.ask()).body.server
      await settle()
      await all.demo.send('DELETE', `/servers/${id}`)
      await settle()
      const act = (body: object) => all.demo.send('POST', `/servers/${id}/action`, body, NEWEST)
      expect((await act({ restore: null })).status).toBe(202)
      expect((await counted(all)).project.instances).toBe(1)
      const gone = end
        ? await act({ [end]: null })
        : await all.demo.send('DELETE', `/servers/${id}`)
      expect(gone.status).toBeLessThan(300)
      await settle()
      await settle()
      expect((await counted(all)).project).toEqual(await held(all))
    }
  })

  test('what is counted is what servers hold, whatever was done to them', async () => {
    const all = await open({ computeReclaimInterval: 600 })
    await using cloud = all.cloud
    // Some are refused. An administrator who resets a state gives a server back unasked, beyond them.
    await allow(all, { instances: 6, cores: 8 })
    const servers: string[] = []
    const act = (pick: number, body: object, as = all.demo) =>
      as.send('POST', `/servers/${servers[pick % servers.length]}/action`, body, NEWEST)

    const doing: Record<string, (pick: number) => Promise<unknown>> = {
      async create(pick) {
        const flavorRef = ['1', '2', '3'][pick % 3]
        const wanted = {
          flavorRef,
          min_count: 1,
          max_count: 1 + (pick % 3),
          return_reservation_id: false,
        }
        await all.ask(wanted)
        const { body } = await all.admin.get('/servers?all_tenants=1&deleted=0')
        servers.splice(
          0,
          servers.length,
          ...new Set([...servers, ...body.servers.map((one: any) => one.id)]),
        )
      },
      remove: (pick) => all.demo.send('DELETE', `/servers/${servers[pick % servers.length]}`),
      restore: (pick) => act(pick, { restore: null }),
      force: (pick) => act(pick, { forceDelete: null }),
      fail: (pick) => act(pick, { 'os-resetState': { state: 'error' } }, all.admin),
      mend: (pick) => act(pick, { 'os-resetState': { state: 'active' } }, all.admin),
      stop: (pick) => act(pick, { 'os-stop': null }),
    }
    const names = [
      'create',
      'create',
      'remove',
      'remove',
      'restore',
      'restore',
      'force',
      'fail',
      'mend',
      'stop',
    ]
    const step = fc.record({
      name: fc.constantFrom(...names),
      pick: fc.nat(30),
      /** Whether the jobs of it are done before the next. */
      isAwaited: fc.boolean(),
    })
    const sequence = fc.array(step, { minLength: 5, maxLength: 20 })
    const property = fc.asyncProperty(sequence, async (steps) => {
      for (const { name, pick, isAwaited } of steps) {
        await doing[name]!(pick)
        if (isAwaited) await cloud.settled()
      }
      await cloud.settled()
      const expected = await held(all)
      expect(await counted(all)).toEqual({ project: expected, user: expected })
    })
    await fc.assert(property, {
      numRuns: backend.name.startsWith('SQLite') ? RUNS.sqlite : RUNS.postgres,
      interruptAfterTimeLimit: PATIENCE,
      markInterruptAsFailure: false,
    })
  }, 120_000)
})
