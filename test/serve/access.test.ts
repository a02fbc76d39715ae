/** The commands about who gets in, while the service runs on the same data. */
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  buildProgram,
  dataDirectory,
  execute,
  PROGRAM,
  until,
  type Outcome,
} from '../support/program.ts'
import { auth, done, serve, signIn, validationStatus } from './program.ts'

beforeAll(buildProgram)

describe('user create', () => {
  test('makes a user who signs in at once, at the service that is running', async () => {
    const dataDir = dataDirectory()
    const cloud = await serve(dataDir)
    const where = ['--data-dir', dataDir]
    const words = ['user', 'create', 'ann', '--project', 'demo', '--role', 'reader', ...where]
    const out = await done([...words, '--format', 'json'], 'secret of ann\n')
    const made = JSON.parse(out)
    expect(made).toEqual({ id: expect.any(String), name: 'ann', domain_id: 'default' })
    const answer = await auth(cloud, { user: 'ann', password: 'secret of ann', project: 'demo' })
    expect(answer.status).toBe(201)
    const { token } = (await answer.json()) as any
    expect(token.user.id).toBe(made.id)
    expect(token.roles.map(({ name }: { name: string }) => name)).toEqual(['reader'])
  })

  test('takes the password from a file, and says what stands in the way', async () => {
    const dataDir = dataDirectory()
    await serve(dataDir)
    const file = join(dataDir, 'password')
    writeFileSync(file, 'from a file\n')
    const rest = ['--password-file', file, '--data-dir', dataDir]
    const create = (...words: string[]) => execute(['user', 'create', ...words, ...rest])
    expect((await create('bob', '--system', '--role', 'admin')).out).toMatch(
      /^The user bob is there, with the role admin on the system\. Its id is [\da-f]{32}\.$/m,
    )
    const refused = async (asked: Promise<Outcome>) => {
      const { status, out, err } = await asked
      expect([status, out]).toEqual([1, ''])
      return err
    }
    expect(await refused(create('bob'))).toContain('the domain Default has a user "bob" already')
    expect(await refused(create('eve', '--project', 'deom'))).toContain(
      'there is no project of the domain Default called "deom"; did you mean demo?',
    )
    expect(await refused(create('eve', '--system', '--role', 'raeder'))).toContain(
      'there is no role "raeder"; did you mean reader?',
    )
    expect(await refused(create('eve', '--domain', 'Defualt'))).toContain(
      'there is no domain "Defualt"; did you mean Default?',
    )
    writeFileSync(file, '')
    expect(await refused(create('eve'))).toContain('holds no password: it is empty')
    writeFileSync(file, 'two\nlines\n')
    expect(await refused(create('eve'))).toContain('holds more than one line')
    const ruled = create(
      'eve',
      '--password-regex',
      '\\d{8}',
      '--password-regex-description',
      '8 digits',
    )
    writeFileSync(file, 'letters\n')
    expect(await refused(ruled)).toContain('does not match the requirements: 8 digits')
  })

  test('says where a cloud is expected when there is none', async () => {
    const dataDir = dataDirectory()
    const { status, err } = await execute(['user', 'create', 'ann', '--data-dir', dataDir], 'x\n')
    expect(status).toBe(1)
    expect(err).toContain(`there is no cloud in ${dataDir}/stackling.db. Start one with`)
    const memory = ['--database', 'sqlite::memory:', '--data-dir', dataDir]
    const other = await execute(['user', 'create', 'ann', ...memory], 'x\n')
    expect(other.err).toContain('a cloud in memory can only be changed through its API')
  })
})

/** The program at a terminal, and what it shows there. */
function atTerminal(words: readonly string[], { preload = '', after = '' } = {}) {
  const line = [process.execPath, PROGRAM, ...words].map((word) => `'${word}'`).join(' ')
  const env = { ...process.env }
  if (preload !== '') {
    env['NODE_OPTIONS'] = `--import data:text/javascript,${encodeURIComponent(preload)}`
  }
  const child = spawn('script', ['-qefc', line + after, '/dev/null'], { stdio: 'pipe', env })
  const screen = { text: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (screen.text += text))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { screen, ended, type: (keys: string) => void child.stdin.write(keys) }
}

describe('user passwd', () => {
  test('asks twice at a terminal and shows nothing of it; clouds.yaml keeps working', async () => {
    const dataDir = dataDirectory()
    const cloud = await serve(dataDir)
    const before = (await signIn(dataDir, 'stackling')) as string
    const { screen, ended, type } = atTerminal(['user', 'passwd', 'admin', '--data-dir', dataDir])
    await until(async () => screen.text.includes('New password: '), 'it asks')
    type('wrong\x7F\x7F\x7F\x7F\x7Fnew secret\r')
    await until(async () => screen.text.includes('Again: '), 'it asks again')
    type('new secret\r')
    expect(await ended, screen.text).toBe(0)
    expect(screen.text).not.toContain('secret')
    expect(screen.text).toContain('admin has the new password; every earlier token has ended.')
    expect(await validationStatus(cloud, before)).toBe(401)
    expect((await auth(cloud, { user: 'admin', password: 'new secret' })).status).toBe(201)
    for (const name of ['stackling', 'stackling-system', 'stackling-demo']) {
      expect(await signIn(dataDir, name)).toEqual(expect.any(String))
    }
    expect(readFileSync(join(dataDir, 'openrc'), 'utf8')).toContain("OS_PASSWORD='new secret'")
  })

  /** Runs `what` when the program has written its first question. */
  const once = (what: string) => `
    const write = process.stderr.write.bind(process.stderr)
    process.stderr.write = (text, ...more) => {
      const done = write(text, ...more)
      if (String(text).includes('New password: ')) { ${what} }
      return done
    }`

  test('the terminal shows nothing from before the first question until after the last', async () => {
    const dataDir = dataDirectory()
    await serve(dataDir)
    const words = ['user', 'passwd', 'admin', '--data-dir', dataDir]
    // What is pasted arrives at once, while the question is still being written.
    const preload = once('write(`raw ${process.stdin.isRaw}.`)')
    const { screen, ended, type } = atTerminal(words, { preload })
    await until(async () => screen.text.includes('New password: '), 'it asks')
    type('pasted secret\rpasted secret\r')
    expect(await ended, screen.text).toBe(0)
    expect(screen.text).toContain('raw true.')
    expect(screen.text).not.toContain('secret')
  })

  test.each([
    ['an answer', '', 'one\rother\r'],
    ['Ctrl-C', '', '\x03'],
    ['SIGTERM', `process.kill(process.pid, 'SIGTERM')`, ''],
    ['SIGHUP', `process.kill(process.pid, 'SIGHUP')`, ''],
    ['an error', `setImmediate(() => { throw new Error('broken') })`, ''],
    ['the end of its input', `setImmediate(() => process.stdin.emit('end'))`, ''],
  ])('the terminal shows what is typed again after %s', async (_, what, keys) => {
    const words = ['user', 'passwd', 'admin', '--data-dir', dataDirectory()]
    const options = { preload: once(what), after: '; stty -a; stty sane' }
    const { screen, ended, type } = atTerminal(words, options)
    await until(async () => screen.text.includes('New password: '), 'it asks')
    type(keys)
    await ended
    expect(screen.text).toMatch(/ icanon .*[^-]echo /s)
  })

  test('at a terminal: two that differ, or Ctrl-C, change nothing', async () => {
    const dataDir = dataDirectory()
    const cloud = await serve(dataDir, '--admin-password', 'first')
    for (const [keys, words] of [
      ['other\r', 'the two passwords differ; nothing was changed'],
      ['\x03', 'no password was given'],
    ] as const) {
      const { screen, ended, type } = atTerminal(['user', 'passwd', 'admin', '--data-dir', dataDir])
      await until(async () => screen.text.includes('New password: '), 'it asks')
      type('one\r')
      await until(async () => screen.text.includes('Again: '), 'it asks again')
      type(keys)
      expect(await ended).toBe(1)
      expect(screen.text).toContain(words)
    }
    expect((await auth(cloud, { user: 'admin', password: 'first' })).status).toBe(201)
  })

  test('with --enable lets a locked and disabled user in again', async () => {
    const dataDir = dataDirectory()
    const cloud = await serve(dataDir, '--lockout-failure-attempts', '1')
    const demo = { user: 'demo', password: 'new' }
    expect((await auth(cloud, { ...demo, password: 'wrong' })).status).toBe(401)
    const passwd = ['user', 'passwd', 'demo', '--password-file', '-', '--data-dir', dataDir]
    await done(passwd, 'new')
    expect((await auth(cloud, demo)).status).toBe(401)
    await done([...passwd, '--enable'], 'new')
    expect((await auth(cloud, demo)).status).toBe(201)
  })

  test('suggests the user that was probably meant', async () => {
    const dataDir = dataDirectory()
    await serve(dataDir)
    const { status, err } = await execute(['user', 'passwd', 'dmeo', '--data-dir', dataDir], 'x\n')
    expect(status).toBe(1)
    expect(err).toContain('called "dmeo"; did you mean demo?')
  })
})

test('what is done from the command line is in the audit file, without secrets', async () => {
  const dataDir = dataDirectory()
  const auditFile = join(dataDir, 'audit.jsonl')
  await serve(dataDir, '--audit-file', auditFile)
  const where = ['--data-dir', dataDir, '--audit-file', auditFile]
  const id = (await done(['user', 'create', 'ann', '--format', 'value', ...where], 'hush')).trim()
  expect((await execute(['user', 'create', 'ann', ...where], 'hush')).status).toBe(1)
  const token = (await done(['token', 'issue', '--format', 'value', ...where])).trim()
  await done(['keys', 'rotate', ...where])
  const written = readFileSync(auditFile, 'utf8')
  const records = written
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ initiator }) => initiator.host.agent.startsWith('stackling '))
  expect(records.map(({ initiator, outcome }) => `${initiator.host.agent}: ${outcome}`)).toEqual([
    'stackling user create: success',
    'stackling user create: failure',
    'stackling token issue: success',
    'stackling keys rotate: success',
  ])
  expect(records[0]).toMatchObject({ action: 'create', target: { id } })
  expect(records[1].reason.reasonCode).toContain('has a user "ann" already')
  for (const secret of ['hush', token]) expect(written).not.toContain(secret)
})

describe('token issue', () => {
  test('prints a token that the running service takes, in every scope', async () => {
    const dataDir = dataDirectory()
    const cloud = await serve(dataDir)
    const issue = async (...words: string[]) => {
      const more = ['--format', 'json', '--data-dir', dataDir]
      return JSON.parse(await done(['token', 'issue', ...words, ...more]))
    }
    const show = async (token: string) => {
      const headers = { 'X-Auth-Token': token, 'X-Subject-Token': token }
      const answer = await fetch(`${cloud.urls.identity}/auth/tokens`, { headers })
      expect(answer.status).toBe(200)
      return ((await answer.json()) as any).token
    }
    const own = await issue()
    expect(await show(own.id)).toMatchObject({
      user: { name: 'admin' },
      project: { id: own.project_id, name: 'admin' },
      methods: ['external'],
    })
    expect(await show((await issue('demo')).id)).toMatchObject({ project: { name: 'demo' } })
    expect(await show((await issue('--system')).id)).toMatchObject({ system: { all: true } })
    expect((await show((await issue('demo', '--unscoped')).id)).project).toBeUndefined()
  })

  test('says why there can be none', async () => {
    const dataDir = dataDirectory()
    await serve(dataDir)
    const refusal = async (...words: string[]) =>
      (await execute(['token', 'issue', ...words, '--data-dir', dataDir])).err
    expect(await refusal('demo', '--system')).toContain('demo has no role on the system')
    expect(await refusal('demo', '--project', 'admin')).toContain(
      'demo has no role on the project admin',
    )
    await done(['user', 'create', 'new', '--data-dir', dataDir], 'x\n')
    expect(await refusal('new')).toContain('new has no role on any project')
  })

  test('as variables it makes a login of the openstack command', async () => {
    const dataDir = dataDirectory()
    const cloud = await serve(dataDir)
    const words = ['token', 'issue', 'demo', '--format', 'shell', '--data-dir', dataDir]
    const lines = (await done(words)).trim().split('\n')
    expect(lines).toContain('unset OS_CLOUD')
    expect(lines).toContain('export OS_AUTH_TYPE=v3token')
    expect(lines).toContain(`export OS_AUTH_URL=${cloud.urls.identity}`)
    const token = lines.find((line) => line.startsWith('export OS_TOKEN='))!.split('=')[1]!
    expect(await validationStatus(cloud, token)).toBe(200)
  })
})
