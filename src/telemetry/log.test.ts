import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { createLog, type LogOptions } from './log.ts'

function written(format: LogOptions['format'], level: LogOptions['level'] = 'debug') {
  const to = new PassThrough()
  const log = createLog({ level, format, to })
  return { log, text: () => String(to.read() ?? '') }
}

const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl-_x'

describe('no secret reaches the log', () => {
  test.each([
    ['a header', { headers: { 'X-Auth-Token': 'abc' } }, 'abc'],
    ['a password deep in a body', { auth: { identity: { user: { password: 'abc"d\\' } } } }, 'abc'],
    ['a body that is text', { body: '{"user": {"password": "abc", "name": "n"}}' }, 'abc'],
    ['text within text', { body: JSON.stringify({ b: '{"adminPass":"abc"}' }) }, 'abc'],
    ['quotes within text', { body: JSON.stringify({ password: 'x"abc\\', c: 'd' }) }, 'abc'],
    ['a password that is a number', { password: 1234 }, '1234'],
    ['a token in a path', { url: `/v3/x/${TOKEN}?a=b` }, 'c2lnbmF0dXJl'],
    ['the code of a sign-in', { url: '/v3/x/websso?iss=a&code=abc-1&state=def' }, 'abc-1'],
    ['an error', { err: new Error(`refused ${TOKEN}`) }, 'c2lnbmF0dXJl'],
    [
      'the password of a database',
      { err: new Error('postgres://u:p%40ss@h/db is away') },
      'p%40ss',
    ],
  ])('%s', (_, fields, secret) => {
    for (const format of ['json', 'pretty'] as const) {
      const { log, text } = written(format)
      log.info(fields, 'done')
      const line = text()
      expect(line).toContain('[redacted]')
      expect(line).not.toContain(secret)
    }
  })

  test.each([
    'X-Auth-Token',
    'X-Subject-Token',
    'X-Service-Token',
    'Authorization',
    'Cookie',
    'Set-Cookie',
    'password',
    'adminPass',
    'original_password',
    'admin_pass',
    'secret',
    'client_secret',
    'private_key',
    'token',
    'auth_key',
  ])('the value of %s, as a field and in a body that is text', (name) => {
    const inside = JSON.stringify({ keypair: { [name]: 'abc', fingerprint: 'f1' } })
    for (const fields of [{ [name]: 'abc' }, { deep: [{ [name]: 'abc' }] }, { body: inside }]) {
      const { log, text } = written('json')
      log.info(fields, 'done')
      const line = text()
      expect(line).toContain('[redacted]')
      expect(line).not.toContain('abc')
      if ('body' in fields) expect(line).toContain('f1')
    }
  })

  test('the message itself', () => {
    const { log, text } = written('json')
    log.warn({}, `token ${TOKEN} refused`)
    expect(text()).toContain('token [redacted] refused')
  })

  test('is sought in no more time than it takes to read, whatever a stranger sends', () => {
    const { log } = written('json')
    const before = process.cpuUsage()
    for (const part of [
      '\\',
      '"',
      'a-',
      'eyJ',
      'eyJaaaaaaaa',
      '"token":"',
      'a://',
      'a://b:',
      '\\"token',
    ]) {
      log.info({ body: part }, part.repeat(Math.floor(60_000 / part.length)))
    }
    expect(process.cpuUsage(before).user).toBeLessThan(3_000_000)
  })

  test('what stands beside a secret stays', () => {
    const { log, text } = written('json')
    log.info({ password: 'a', user: 'me', url: 'http://h:80/a@b' }, 'done')
    expect(JSON.parse(text())).toMatchObject({ user: 'me', url: 'http://h:80/a@b', msg: 'done' })
  })
})

describe('lines', () => {
  test('are JSON with the time, the level by name and the fields', () => {
    const { log, text } = written('json')
    log.error({ request_id: 'req-1' }, 'it broke')
    const line = text()
    expect(JSON.parse(line)).toEqual({
      level: 'error',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      request_id: 'req-1',
      msg: 'it broke',
    })
    expect(line.endsWith('}\n')).toBe(true)
  })

  test('for people: time, level, message, fields, then the stack of an error', () => {
    const { log, text } = written('pretty')
    const err = new Error('why')
    log.warn({ request_id: 'req-1', err }, 'it broke')
    expect(text()).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} WARN  it broke  request_id=req-1\nError: why\n +at /,
    )
  })

  test('below the level are not written', () => {
    const { log, text } = written('json', 'warn')
    log.info({}, 'nothing')
    expect(text()).toBe('')
  })
})
