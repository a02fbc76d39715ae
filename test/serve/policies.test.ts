/** The operator's policy file: refused when it is faulty, followed while the cloud runs. */
import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildProgram, dataDirectory, execute, until } from '../support/program.ts'
import { serve, signIn, type Serving } from './program.ts'

beforeAll(buildProgram)

const AGGREGATES = 'os_compute_api:os-aggregates:index'

/** What the list of aggregates answers the cloud of `clouds.yaml`. */
async function asker({ urls }: Serving, dataDir: string, cloud = 'stackling') {
  const headers = { 'X-Auth-Token': (await signIn(dataDir, cloud)) as string }
  return async () => (await fetch(`${urls.compute}/os-aggregates`, { headers })).status
}

/** Whether the file that lies there cannot be taken into use. */
async function isFaulty({ urls }: Serving): Promise<boolean> {
  const text = await (await fetch(new URL('/metrics', urls.identity))).text()
  return /^stackling_policy_faulty (\d)$/m.exec(text)![1] === '1'
}

describe('while the cloud runs', () => {
  test('a changed file counts without a word; a faulty one is told of and changes nothing', async () => {
    const dataDir = dataDirectory()
    const file = join(dataDir, 'policy.yaml')
    writeFileSync(file, `"${AGGREGATES}": "!"\n`)
    const cloud = await serve(dataDir, '--policy-file', file)
    const list = await asker(cloud, dataDir)
    expect([await list(), await isFaulty(cloud)]).toEqual([403, false])
    writeFileSync(file, `\n"${AGGREGATES}": "@"\n`)
    await until(async () => (await list()) === 200, 'the new rule counts')
    writeFileSync(file, `"${AGGREGATES}": "role:admin an role:x"\n`)
    await until(async () => isFaulty(cloud), 'the metric tells of it')
    const told = 'the policies stay as they were'
    await until(async () => cloud.said.err.includes(told), 'the log does')
    expect(cloud.said.err).toContain(
      `${file}:1:51: the check of \\"${AGGREGATES}\\" cannot be read: expected 'and' or 'or' before 'an'.`,
    )
    expect(await list()).toBe(200)
    // As editors and orchestrators do it: written elsewhere and put into place.
    writeFileSync(`${file}.new`, `"${AGGREGATES}": "!"\n`)
    renameSync(`${file}.new`, file)
    await until(async () => (await list()) === 403, 'the mended file counts')
    expect(await isFaulty(cloud)).toBe(false)
  })

  test('a file behind a link counts when the link is bent', async () => {
    const dataDir = dataDirectory()
    const link = join(dataDir, 'policy.yaml')
    for (const [name, check] of [
      ['one', '!'],
      ['two', '@'],
    ] as const) {
      writeFileSync(join(dataDir, name), `"${AGGREGATES}": "${check}"\n`)
    }
    symlinkSync(join(dataDir, 'one'), link)
    const cloud = await serve(dataDir, '--policy-file', link)
    const list = await asker(cloud, dataDir)
    expect(await list()).toBe(403)
    symlinkSync(join(dataDir, 'two'), `${link}.new`)
    renameSync(`${link}.new`, link)
    await until(async () => (await list()) === 200, 'the other file counts')
  })
})

test('a directory holds a file for each service, whose rules are its own', async () => {
  const dataDir = dataDirectory()
  const directory = join(dataDir, 'policies')
  mkdirSync(directory)
  // Compute and Block Storage both have a rule of this name.
  writeFileSync(join(directory, 'compute.yaml'), '"context_is_admin": "role:member"\n')
  const cloud = await serve(dataDir, '--policy-file', directory)
  const list = await asker(cloud, dataDir, 'stackling-demo')
  expect(await list()).toBe(200)
  const headers = { 'X-Auth-Token': (await signIn(dataDir, 'stackling-demo')) as string }
  const hosts = async () => {
    const [, projectId] = /"project_id": "(\w+)"/.exec(
      (await execute([...['token', 'issue', 'demo', '--format', 'json', '--data-dir', dataDir]]))
        .out,
    )!
    const url = `${cloud.urls['block-storage']}/${projectId}/os-hosts`
    return (await fetch(url, { headers })).status
  }
  expect(await hosts()).toBe(403)
  writeFileSync(join(directory, 'cinder.yaml'), '"volume_extension:hosts": "role:member"\n')
  await until(async () => (await hosts()) === 200, 'a file that came later counts')
})

describe('a cloud does not start', () => {
  const refused = async (written: string, ...flags: string[]) => {
    const dataDir = dataDirectory()
    const file = join(dataDir, 'policy.yaml')
    writeFileSync(file, written)
    const where = ['--data-dir', dataDir, '--single-port', '0', '--policy-file', file]
    const words = ['serve', ...where, ...flags]
    const { status, err } = await execute(words)
    expect(status).toBe(1)
    return err.replaceAll(file, 'policy.yaml')
  }

  test('with rules that it does not understand, each named with file, line, column and reason', async () => {
    const err = await refused(
      [
        '"identity:get_role":',
        '"identity:get_user": "role:admin or rule:admin_requird"',
        '"identity:list_users": "rule:identity:list_users"',
        '"os_compute_api:servers:create": "role:admin"',
      ].join('\n'),
    )
    expect(err).toContain(
      'policy.yaml:1:1: the check of "identity:get_role" cannot be read: it is missing',
    )
    expect(err).toContain(
      'policy.yaml:2:37: "identity:get_user" refers to rule "admin_requird", which identity does ' +
        'not have; did you mean admin_required?',
    )
    expect(err).toContain('policy.yaml:3:25: rules lead back to themselves')
    // Upstream has it, and we shall: no reason to refuse the file of a real cloud.
    expect(err).not.toContain('servers:create": no rule')
  })

  test('where it is strict, with names that no rule has or that are there twice', async () => {
    const err = await refused(
      '"os_compute_api:os-aggregates:indx": "!"\n"identity:get_user": "@"\n"identity:get_user": "!"',
      '--policy-strict',
      'on',
    )
    expect(err).toContain(
      'policy.yaml:1:1: no rule is called "os_compute_api:os-aggregates:indx"; ' +
        `did you mean ${AGGREGATES}?`,
    )
    expect(err).toContain('policy.yaml:2:1: "identity:get_user" is there again at policy.yaml:3:1')
  })

  test('with a file that is no YAML, or none at all', async () => {
    expect(await refused('"a: b')).toMatch(/policy\.yaml:\d+:\d+: Missing closing/)
    const dataDir = dataDirectory()
    const words = ['serve', '--data-dir', dataDir, '--single-port', '0', '--policy-file']
    const { err } = await execute([...words, join(dataDir, 'none.yaml')])
    expect(err).toContain('the policy file cannot be read')
  })
})

test('the file of a real cloud will do: what it has and we have not is warned of', async () => {
  const dataDir = dataDirectory()
  const file = join(dataDir, 'policy.yaml')
  const names = [
    'deny_everybody',
    'identity:ec2_create_credentials',
    'volume:get_volume_admin_metadata',
    'consistencygroup:create',
  ]
  const lines = [...names, AGGREGATES].map((name) => `"${name}": "!"`)
  writeFileSync(file, `${lines.join('\n')}\n"${AGGREGATES}": "role:member"\n`)
  const cloud = await serve(dataDir, '--policy-file', file)
  for (const name of names) expect(cloud.said.err).toContain(`no rule is called \\"${name}\\"`)
  expect(cloud.said.err).toContain('did you mean identity:ec2_create_credential?')
  expect(cloud.said.err).toContain(`:5:1: \\"${AGGREGATES}\\" is there again`)
  expect(await (await asker(cloud, dataDir, 'stackling-demo'))()).toBe(200)
})

test('old names count, and the log says for what', async () => {
  const dataDir = dataDirectory()
  const file = join(dataDir, 'policy.yaml')
  writeFileSync(file, '"os_compute_api:os-hypervisors": "role:member"\n')
  const cloud = await serve(dataDir, '--policy-file', file)
  const told = 'is an old name; it counts for'
  await until(async () => cloud.said.err.includes(told), 'the log tells of it')
  const headers = { 'X-Auth-Token': (await signIn(dataDir, 'stackling-demo')) as string }
  expect((await fetch(`${cloud.urls.compute}/os-hypervisors`, { headers })).status).toBe(200)
})

describe('as in oslo.policy', () => {
  /** What making a volume answers a reader, and what listing aggregates answers on the system. */
  async function answers(...flags: string[]): Promise<number[]> {
    const dataDir = dataDirectory()
    const { urls } = await serve(dataDir, ...flags)
    const where = ['--data-dir', dataDir]
    await execute(
      ['user', 'create', 'rita', '--project', 'demo', '--role', 'reader', ...where],
      'x',
    )
    const issue = async (...words: string[]) =>
      JSON.parse((await execute(['token', 'issue', ...words, '--format', 'json', ...where])).out)
    const ask = async (url: string, token: string, body?: object) => {
      const headers = { 'X-Auth-Token': token, 'Content-Type': 'application/json' }
      const send = body && { method: 'POST', body: JSON.stringify(body) }
      return (await fetch(url, { headers, ...send })).status
    }
    const { id, project_id } = await issue('rita')
    const volumes = `${urls['block-storage']}/${project_id}/volumes`
    return [
      await ask(volumes, id, { volume: { size: 1 } }),
      await ask(`${urls.compute}/os-aggregates`, (await issue('--system')).id),
    ]
  }

  test('scopes are enforced, and the newest defaults alone', async () => {
    expect(await answers()).toEqual([403, 403])
  })

  test('enforce-new-defaults off: whom the default before let in comes in', async () => {
    expect(await answers('--enforce-new-defaults', 'off')).toEqual([202, 403])
  })

  test('enforce-scope off: the check alone decides', async () => {
    expect(await answers('--enforce-scope', 'off')).toEqual([403, 200])
  })
})

test('the printed sample is a policy file that changes nothing', async () => {
  const dataDir = dataDirectory()
  const { out } = await execute(['policy'])
  const file = join(dataDir, 'policy.yaml')
  // Every rule in force, as it is written there.
  writeFileSync(file, out.replaceAll(/^#(?="[^"]+": )/gm, ''))
  const cloud = await serve(dataDir, '--policy-file', file)
  expect(cloud.said.err).not.toContain('policy.yaml')
  expect(readFileSync(file, 'utf8')).toContain(`\n"${AGGREGATES}": `)
  expect(await (await asker(cloud, dataDir, 'stackling-demo'))()).toBe(403)
})
