import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadSettings } from './load.ts'
import type { SettingName } from './settings.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stackling-config-'))
})
afterAll(() => rm(directory, { recursive: true }))

interface Given {
  flags?: Partial<Record<SettingName, string>>
  environment?: Record<string, string>
}

function load({ flags = {}, environment = {} }: Given = {}) {
  return loadSettings({
    flags: new Map(Object.entries(flags) as [SettingName, string][]),
    environment,
    workingDirectory: directory,
  })
}

async function file(text: string, name = 'stackling.yaml'): Promise<string> {
  const path = join(directory, name)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, text)
  return path
}

async function refusal(given: Given): Promise<string> {
  const outcome = await load(given).then(
    () => 'no refusal',
    (error: Error) => `${error.name}: ${error.message}`,
  )
  return outcome.replaceAll(`${directory}/`, '')
}

describe('where a value comes from', () => {
  test('without a word from anybody there is a default for everything that needs one', async () => {
    const { settings, warnings } = await load()
    expect(settings).toMatchObject({
      dataDir: join(directory, '.stackling'),
      listen: '127.0.0.1',
      identityPort: 5000,
      computePort: 8774,
      blockStoragePort: 8776,
      hosts: ['host-1', 'host-2', 'host-3'],
      transitions: 'instant',
      tokenLifetime: 3600,
      database: undefined,
      adminPassword: undefined,
    })
    expect(warnings).toEqual([])
  })

  test('a flag wins over the environment, the environment over the file', async () => {
    const config = await file(
      'identity-port: 1001\ncompute-port: 1002\nblock-storage-port: 1003\n',
      'order.yaml',
    )
    const environment = {
      STACKLING_CONFIG: config,
      STACKLING_COMPUTE_PORT: '2002',
      STACKLING_BLOCK_STORAGE_PORT: '2003',
    }
    const { settings } = await load({ environment, flags: { blockStoragePort: '3003' } })
    expect([settings.identityPort, settings.computePort, settings.blockStoragePort]).toEqual([
      1001, 2002, 3003,
    ])
  })

  test('stackling.yaml in the data directory is read without being named', async () => {
    const path = await file('region: here\n', 'data/stackling.yaml')
    const loaded = await load({ flags: { dataDir: 'data' } })
    expect([loaded.settings.region, loaded.file]).toEqual(['here', path])
  })

  test('a path in the file starts from the file, one on the command line from where one is', async () => {
    const config = await file('policy-file: policy.yaml\n', 'etc/paths.yaml')
    const { settings } = await load({ flags: { config, dataDir: 'state' } })
    expect([settings.policyFile, settings.dataDir]).toEqual([
      join(directory, 'etc/policy.yaml'),
      join(directory, 'state'),
    ])
  })

  test('an empty variable counts as absent', async () => {
    const { settings } = await load({ environment: { STACKLING_REGION: '' } })
    expect(settings.region).toBe('RegionOne')
  })
})

describe('values', () => {
  test.each([
    ['hosts', '2', ['host-1', 'host-2']],
    ['hosts', 'a, b.example', ['a', 'b.example']],
    ['catalog', 'volumev2=off', ['block-storage', 'volumev3']],
    ['tokenLifetime', '12h', 43_200],
    ['tokenLifetime', '90', 90],
    ['publicUrl', 'https://cloud.example.com/', 'https://cloud.example.com'],
    ['trustedProxies', '10.0.0.1,::1', ['10.0.0.1', '::1']],
    ['adminPassword', '0123', '0123'],
    ['computePort', '0', 0],
  ] as const)('%s takes %s', async (name, raw, value) => {
    const { settings } = await load({ flags: { [name]: raw } })
    expect(settings[name]).toEqual(value)
  })

  test('the file may use lists, maps and numbers', async () => {
    const config = await file(
      'hosts: [a, b]\ncatalog:\n  volumev2: false\ntoken-lifetime: 60\nsingle-port: 8080\n',
      'values.yaml',
    )
    const { settings } = await load({ flags: { config } })
    expect(settings).toMatchObject({
      hosts: ['a', 'b'],
      catalog: ['block-storage', 'volumev3'],
      tokenLifetime: 60,
      singlePort: 8080,
    })
  })

  test('hosts in the file may say what they have', async () => {
    const sized = 'hosts:\n  - a\n  - { name: b, vcpus: 6, memory: 2, disk: 50 }\n  - name: c\n'
    const { settings } = await load({ flags: { config: await file(sized, 'sized.yaml') } })
    expect(settings.hosts).toEqual([
      'a',
      { name: 'b', vcpus: 6, memoryMb: 2048, localGb: 50 },
      { name: 'c' },
    ])
  })

  test.each([
    '{ vcpus: 1 }',
    '{ name: a, vcpus: 0 }',
    '{ name: a, cpus: 1 }',
    '[a]',
    '{ name: a }, a',
  ])('no hosts are %s', async (hosts) => {
    const config = await file(`hosts: [${hosts}]\n`, 'no-hosts.yaml')
    await expect(load({ flags: { config } })).rejects.toThrow('hosts must be')
  })

  test.each([
    ['hosts', '0'],
    ['hosts', 'a,a'],
    ['hosts', '-x'],
    ['hosts', '10001'],
    ['catalog', 'volumev1=off'],
    ['catalog', 'volumev2=maybe'],
    ['tokenLifetime', '0'],
    ['tokenLifetime', '1y'],
    ['publicUrl', 'cloud.example.com'],
    ['publicUrl', 'https://u:p@cloud.example.com'],
    ['trustedProxies', 'proxy.example.com'],
    ['computePort', '65536'],
    ['computePort', '1e3'],
    ['transitions', 'Instant'],
  ] as const)('%s refuses %s', async (name, raw) => {
    expect(await refusal({ flags: { [name]: raw } })).toMatch(/^ConfigError: --[a-z-]+ must be /)
  })
})

describe('mistakes are named with their place', () => {
  test('a flag', async () => {
    expect(await refusal({ flags: { computePort: 'abc' } })).toBe(
      'ConfigError: --compute-port must be a port number from 0 to 65535 (0 is any free port), ' +
        'not "abc"',
    )
  })

  test('a variable', async () => {
    expect(await refusal({ environment: { STACKLING_TRANSITIONS: 'fast' } })).toBe(
      'ConfigError: STACKLING_TRANSITIONS must be instant, realistic or manual, not "fast"',
    )
  })

  test.each([
    [
      'region: a\ncompute-prot: 1\n',
      'x.yaml:2: there is no setting "compute-prot"; did you mean compute-port?',
    ],
    [
      'region: a\n\nhosts: 0\n',
      'x.yaml:3: hosts must be a number of hosts from 1 to 10000, or their names: rack1-a,rack1-b; or ' +
        'a list of them in the file, not 0',
    ],
    ['admin-password: 1234\n', 'x.yaml:1: admin-password must be a text that is not empty'],
    ['- region\n', 'x.yaml:1: write one "name: value" a line'],
    ['region: a\nregion: b\n', 'x.yaml:2: Map keys must be unique'],
    ['config: other.yaml\n', 'x.yaml:1: config says where this file is, so it cannot stand in it'],
    ['region:\n', 'x.yaml:1: region must be the name of a region, not null'],
  ])('the file: %j', async (text, message) => {
    const config = await file(text, 'x.yaml')
    expect(await refusal({ flags: { config } })).toBe(`ConfigError: ${message}`)
  })

  test('a file that is not there', async () => {
    expect(await refusal({ flags: { config: 'none.yaml' } })).toBe(
      'ConfigError: There is no configuration file none.yaml',
    )
  })

  test('a data directory that its own file would move', async () => {
    await file('data-dir: elsewhere\n', 'moved/stackling.yaml')
    expect(await refusal({ flags: { dataDir: 'moved' } })).toContain('it cannot move it')
  })

  test('a secret never shows, however wrong it is', async () => {
    const message = await refusal({ flags: { database: '' } })
    expect(message).toBe(
      'ConfigError: --database must be postgres://user:password@host/name, sqlite:file, or ' +
        'sqlite::memory: and is empty',
    )
  })

  test('a variable that is nearly a setting gets a warning, any other is left alone', async () => {
    const environment = { STACKLING_REGOIN: 'x', STACKLING_SERVICE_HOST: '10.0.0.1' }
    expect((await load({ environment })).warnings).toEqual([
      'STACKLING_REGOIN is no setting; did you mean STACKLING_REGION?',
    ])
  })
})
