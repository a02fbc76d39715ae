import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { flagOf, SETTING_NAMES } from '../config/settings.ts'
import { COMMANDS } from './commands.ts'
import { run } from './program.ts'
import { writeLogins } from './serve/logins.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stackling-cli-'))
})
afterAll(() => rm(directory, { recursive: true }))

interface Outcome {
  status: number
  out: string
  err: string
}

async function stackling(...words: string[]): Promise<Outcome> {
  const said = { out: '', err: '' }
  const status = await run(words, {
    environment: {},
    workingDirectory: directory,
    columns: 80,
    terminal: false,
    input: { terminal: false, text: async () => '', hidden: async () => undefined },
    out: (text) => (said.out += `${text}\n`),
    err: (text) => (said.err += `${text}\n`),
  })
  return { status, ...said }
}

describe('help', () => {
  test.each([[], ['--help'], ['-h'], ['help']])('%j lists every command', async (...words) => {
    const { status, out } = await stackling(...words)
    expect(status).toBe(0)
    for (const { name, summary } of COMMANDS) {
      expect(out).toMatch(new RegExp(`^  stackling ${name} +${summary}$`, 'm'))
    }
  })

  test.each(COMMANDS.map(({ name }) => name))('%s --help has examples', async (name) => {
    const words = name.split(' ')
    const { status, out } = await stackling(...words, '--help')
    expect(status).toBe(0)
    expect(out).toMatch(new RegExp(`Examples:\n  .*stackling ${name}`))
    expect((await stackling('help', ...words)).out).toBe(out)
  })

  test.each([
    ['user', ['create', 'passwd']],
    ['token', ['issue']],
    ['keys', ['rotate']],
  ])('%s --help lists its commands', async (family, words) => {
    for (const asked of [
      [family, '--help'],
      ['help', family],
    ]) {
      const { status, out } = await stackling(...asked)
      expect(status).toBe(0)
      for (const word of words) expect(out).toContain(`stackling ${family} ${word}`)
    }
  })

  test('serve --help names every setting with its default and fits the terminal', async () => {
    const { out } = await stackling('serve', '--help')
    for (const name of SETTING_NAMES) expect(out).toContain(`--${flagOf(name)} <`)
    expect(out).toContain('(default: 5000)')
    const described = out.split('\n').filter((line) => line.startsWith('        '))
    expect(described.filter((line) => line.length > 80)).toEqual([])
  })
})

describe('what is not understood ends with status 2 and a suggestion', () => {
  test.each([
    [['sevre'], 'stackling has no command sevre; did you mean serve?'],
    [['--port'], 'stackling has no option --port\n'],
    [['user'], 'stackling user needs one word more'],
    [['user', 'creat'], 'stackling has no command user creat; did you mean user create?'],
    [['usr'], 'stackling has no command usr; did you mean user?'],
    [['user', 'create'], 'user create needs the name of a user: stackling user create <name>'],
    [['user', 'create', 'a', 'b'], 'user create takes one <name>, not "b"'],
    [['user', 'create', ''], 'the name of a user has 1 to 255 characters'],
    [['user', 'create', 'a', '--password', 'x'], 'user create has no option --password'],
    [['user', 'create', 'a', '--role', 'admin'], '--role needs a place: --project <project>'],
    [['user', 'create', 'a', '--system', '--on-domain'], 'exclude one another'],
    [['token', 'issue', '--system', '--unscoped'], 'exclude one another'],
    [
      ['keys', 'rotate', '--format', 'yaml'],
      '--format is one of text, json, value, shell, not "yaml"',
    ],
    [
      ['serve', '--identity-prot', '1'],
      'serve has no option --identity-prot; did you mean --identity-port?',
    ],
    [['serve', '-x'], 'serve has no option -x\n'],
    [['env', '--hosts', '2'], 'env has no option --hosts\n'],
    [['serve', 'hosts', '2'], 'serve takes only options, not "hosts"; did you mean --hosts?'],
    [['serve', '--hosts'], '--hosts needs a value: <number|names>'],
    [
      ['serve', '--data-dir', '--hosts', '2'],
      '--data-dir needs a value: <directory>. If it begins with a dash, write --data-dir=--hosts',
    ],
    [['migrate', '--check=yes'], '--check takes no value'],
    [['env', '--user', 'root'], '--user is one of admin, demo, system, not "root"'],
    [['serve', '--compute-port', 'http'], '--compute-port must be a port number'],
    [['serve', '--config', 'none.yaml'], 'There is no configuration file'],
  ])('%j', async (words, message) => {
    const { status, out, err } = await stackling(...words)
    expect(err).toContain(message)
    expect([status, out]).toEqual([2, ''])
  })
})

describe('env', () => {
  test('prints lines that a shell evaluates, whatever the directory is called', async () => {
    const dataDir = join(directory, "it's here")
    await mkdir(dataDir)
    const passwords = { admin: 'a', demo: 'b' }
    await writeLogins(dataDir, { identity: 'http://127.0.0.1:5000', region: 'R', passwords })
    const { status, out } = await stackling('env', '--data-dir', dataDir, '--user', 'demo')
    const quoted = `'${dataDir.replace("'", `'\\''`)}/clouds.yaml'`
    expect(status).toBe(0)
    const lines = out.split('\n')
    expect(lines).toContain(`export OS_CLIENT_CONFIG_FILE=${quoted}`)
    expect(lines).toContain('export OS_CLOUD=stackling-demo')
    expect(lines).toContain('export OS_USERNAME=demo')
    expect(lines).toContain('export OS_PASSWORD=b')
  })

  test('says what to do where no cloud has been started', async () => {
    const { status, err } = await stackling('env', '--data-dir', 'nowhere')
    expect(status).toBe(1)
    expect(err).toContain('Start one with stackling serve')
  })
})

describe('documents', () => {
  test('openapi prints the service at the microversion that was asked for', async () => {
    const show = async (version: string) => {
      const words = ['openapi', '--service', 'compute', '--version', version]
      const { status, out } = await stackling(...words)
      expect(status).toBe(0)
      return JSON.parse(out) as { openapi: string; paths: object }
    }
    const images = '/v2.1/os-aggregates/{aggregate_id}/images'
    expect((await show('2.80')).paths).not.toHaveProperty([images])
    expect((await show('latest')).paths).toHaveProperty([images])
    expect((await show('2.1')).openapi).toBe('3.1.0')
  })

  test.each([
    [['openapi'], '--service must be given: identity, compute, block-storage'],
    [['openapi', '--service', 'nova'], '--service is one of identity, compute'],
    [['openapi', '--service', 'compute', '--version', '2'], 'a microversion such as 2.41'],
    [['openapi', '--service', 'compute', '--version', '2.999'], 'compute has no version 2.999'],
  ])('%j', async (words, message) => {
    const { status, err } = await stackling(...words)
    expect([status, err]).toEqual([2, expect.stringContaining(message)])
  })

  test('policy prints every rule once, each commented out', async () => {
    const { status, out } = await stackling('policy')
    expect(status).toBe(0)
    const rules = out.match(/^#"[^"]+": /gm)!
    expect(new Set(rules).size).toBe(rules.length)
    expect(rules).toContain('#"os_compute_api:os-aggregates:set_metadata": ')
    expect(rules).toContain('#"volume:create_volume_metadata": ')
    expect(out.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([])
    const { out: identity } = await stackling('policy', '--service', 'identity')
    expect(identity).not.toContain('os_compute_api')
  })
})

test('coverage shows the calls of the service asked for', async () => {
  const { status, out } = await stackling('coverage', '--service', 'compute')
  expect(status).toBe(0)
  expect(out).toContain('## compute')
  expect(out).not.toContain('## identity')
  expect(out).toMatch(/^\| yes \| POST \| .* \| `set_metadata` \|/m)
})

test('version tells the release and the runtime', async () => {
  const manifest = JSON.parse(await readFile('package.json', 'utf8')) as { version: string }
  expect((await stackling('--version')).out).toBe(
    `Stackling ${manifest.version} on Node ${process.versions.node}\n`,
  )
})
