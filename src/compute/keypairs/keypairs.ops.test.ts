/** Key pairs: imported, made, shown to those whose they are. */
import { createHash, createPublicKey, X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { Nova } from '../../../test/support/compute.ts'
import { useServerCloud } from '../../../test/support/server-cloud.ts'

const my = useServerCloud()

const BLOB = 'AAAAC3NzaC1lZDI1NTE5AAAAINsNbfofbygmA00ett9lHj09l8E5tQyy/tba4+/0bTrm'
const SSH = `ssh-ed25519 ${BLOB} somebody`

function colons(hash: string): string {
  return hash.replaceAll(/(..)(?!$)/g, '$1:')
}

function create(name: string, more: object = {}, version = '2.92', as = my.demo) {
  const keypair = { name, public_key: SSH, ...more }
  return as.send('POST', '/os-keypairs', { keypair }, version)
}

async function message(got: Promise<{ status: number; body: object }>) {
  const { status, body } = await got
  return [status, Object.values<{ message: string }>(body as never)[0]!.message]
}

describe('a key of SSH', () => {
  test('is imported with the fingerprint of its blob, and shown to its user', async () => {
    const got = await create('imported')
    expect(got.status, got.text).toBe(201)
    const fingerprint = colons(createHash('md5').update(Buffer.from(BLOB, 'base64')).digest('hex'))
    expect(got.body.keypair).toMatchObject({ name: 'imported', type: 'ssh', fingerprint })
    const shown = (await my.demo.get('/os-keypairs/imported', '2.92')).body.keypair
    expect(shown).toMatchObject({ public_key: SSH, fingerprint, deleted: false })
    const list = await my.demo.get('/os-keypairs', '2.92')
    expect(list.body.keypairs.map((one: { keypair: object }) => one.keypair)).toContainEqual(
      expect.objectContaining({ name: 'imported', fingerprint }),
    )
    expect(await message(create('imported'))).toEqual([409, "Key pair 'imported' already exists."])
    expect((await my.demo.send('DELETE', '/os-keypairs/imported', undefined, '2.92')).status).toBe(
      204,
    )
    expect((await my.demo.get('/os-keypairs/imported', '2.92')).status).toBe(404)
  })

  test('is made until 2.91, and both halves fit', async () => {
    const got = await create('made', { public_key: undefined }, '2.91')
    expect(got.status, got.text).toBe(201)
    const { private_key: secret, public_key: shown } = got.body.keypair
    expect(secret).toContain('PRIVATE KEY')
    const [kind, blob] = shown.split(' ')
    expect(kind).toMatch(/^ssh-|^ecdsa-/)
    // The blob ends with the key itself, which is what Node finds in the private half.
    const { x, n } = createPublicKey(secret).export({ format: 'jwk' })
    const own = Buffer.from(x ?? n!, 'base64url')
    expect(Buffer.from(blob, 'base64').subarray(-own.length)).toEqual(own)
    expect((await create('needed', { public_key: undefined }, '2.92')).status).toBe(400)
  })

  test('that is none is refused', async () => {
    expect(await message(create('bad', { public_key: 'ssh-rsa nonsense' }))).toEqual([
      400,
      'Keypair data is invalid: failed to generate fingerprint',
    ])
  })

  test('answers as before at 2.1', async () => {
    expect((await create('old', {}, '2.1')).status).toBe(200)
    expect((await my.demo.send('DELETE', '/os-keypairs/old')).status).toBe(202)
  })
})

test('a certificate is made with its key, and known by its SHA-1', async () => {
  const got = await create('x', { type: 'x509', public_key: undefined }, '2.91')
  expect(got.status, got.text).toBe(201)
  const { public_key: pem, fingerprint, type } = got.body.keypair
  const certificate = new X509Certificate(pem)
  expect(type).toBe('x509')
  expect(certificate.fingerprint.toLowerCase()).toBe(fingerprint)
  const again = await create('x2', { type: 'x509', public_key: pem })
  expect(again.body.keypair.fingerprint).toBe(fingerprint)
})

describe('the keys of others', () => {
  test('are not to be had, but for administrators', async () => {
    await create('mine')
    const query = `?user_id=${my.persona.userId}`
    expect((await my.stranger.get(`/os-keypairs/mine${query}`, '2.92')).status).toBe(403)
    expect((await my.stranger.get('/os-keypairs/mine', '2.92')).status).toBe(404)
    expect((await my.admin.get(`/os-keypairs/mine${query}`, '2.92')).status).toBe(200)
    const sent = create('theirs', { user_id: my.persona.userId }, '2.92', my.stranger)
    expect((await sent).status).toBe(403)
  })
})

test('a server gets the key that it names, and none that is not there', async () => {
  await create('door')
  const id = await my.server({ key_name: 'door' })
  expect((await my.demo.get(`/servers/${id}`)).body.server.key_name).toBe('door')
  expect(await message(my.ask({ key_name: 'window' }))).toEqual([400, 'Invalid key_name provided.'])
})

test('nobody has more than may be, however many are made at once', async () => {
  const quota = { quota_set: { key_pairs: 3 } }
  const user = await my.cloud.user('keyholder', 'member', 'keys')
  const put = await my.admin.send('PUT', `/os-quota-sets/${user.projectId}`, quota)
  expect(put.status, put.text).toBe(200)

  const as = new Nova(my.cloud, user)
  const all = await Promise.all(
    Array.from({ length: 8 }, (_, index) => create(`k${index}`, {}, '2.92', as)),
  )
  expect(all.map(({ status }) => String(status)).toSorted()).toEqual([
    ...Array<string>(3).fill('201'),
    ...Array<string>(5).fill('403'),
  ])
})
