/** Bodies that come where none is taken (`body_reject` in openstack/glance glance/api/v2/router.py). */
import { expect, test } from 'vitest'
import { refusal } from '../../test/support/image-api.ts'
import { useImageCloud } from '../../test/support/image-cloud.ts'
import { Peer, readAnswer } from '../../test/support/peer.ts'
import { image } from './service.ts'

const my = useImageCloud()
const NONE = '00000000-0000-4000-8000-000000000000'
const REFUSED = '400 A body is not expected with this request.'

const WITH_LENGTH = ['Content-Length: 2', '', '{}']
const CHUNKED = ['Transfer-Encoding: chunked', '', '2', '{}', '0', '', '']

async function send(method: string, path: string, body: readonly string[], token?: string) {
  const peer = await Peer.to(my.cloud.app.addresses.get('image')!)
  const head = [
    `${method} ${path} HTTP/1.1`,
    ...['Host: x', 'Connection: close', 'Accept: application/json'],
    `X-Auth-Token: ${token ?? my.adminPersona.token}`,
  ]
  peer.write([...head, ...body].join('\r\n'))
  return readAnswer(await peer.closed())
}

const said = ({ status, body }: ReturnType<typeof readAnswer>): string =>
  refusal({ status, body } as Parameters<typeof refusal>[0])

/** Their own code reads the request in Glance, and looks at no body. */
const PASSED_OVER: ReadonlySet<string> = new Set([
  ...['images.list', 'tasks.list', 'versions.choose', 'versions.list'],
  ...['metadef_namespaces.list', 'metadef_objects.list', 'metadef_tags.list'],
  'metadef_properties.show',
])

const BODYLESS = image.operations.filter(({ bodyFormat }) => bodyFormat === undefined)

test.each(BODYLESS)('$id: a body is refused before anything is looked for', async (operation) => {
  const { id, method, path, mount } = operation
  const filled = path.replaceAll(/\{\w+\}/g, NONE)
  const got = await send(method, mount === 'root' ? filled : `/v2${filled}`, WITH_LENGTH)
  if (PASSED_OVER.has(id)) expect(got.status).not.toBe(400)
  else expect(said(got)).toBe(REFUSED)
})

test('strangers are told that they are strangers', async () => {
  expect((await send('GET', '/v2/images/x', WITH_LENGTH, 'nobody')).status).toBe(401)
})

test('a body of unknown length counts by methods that send bodies', async () => {
  expect(said(await send('PUT', `/v2/images/${NONE}/tags/t`, CHUNKED))).toBe(REFUSED)
  expect((await send('DELETE', `/v2/images/${NONE}`, CHUNKED)).status).toBe(404)
  expect((await send('GET', `/v2/images/${NONE}`, CHUNKED)).status).toBe(404)
})
