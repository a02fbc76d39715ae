/** The bytes of images are sent and read. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { useImageCloud } from '../../../test/support/image-cloud.ts'

const my = useImageCloud()
const OCTETS = { 'Content-Type': 'application/octet-stream' }
const RAW = { disk_format: 'raw', container_format: 'bare' }

test('what was sent is read back, and the image says what it is', async () => {
  const id = await my.image(RAW)
  const put = await my.demo('PUT', `/images/${id}/file`, 'hello', OCTETS)
  expect([put.status, put.text]).toEqual([204, ''])
  const { body } = await my.demo('GET', `/images/${id}`)
  const hash = (algorithm: string): string => createHash(algorithm).update('hello').digest('hex')
  expect(body).toMatchObject({
    ...{ status: 'active', size: 5, virtual_size: 5, stores: 'file' },
    ...{ checksum: hash('md5'), os_hash_algo: 'sha512', os_hash_value: hash('sha512') },
  })
  const got = await my.demo('GET', `/images/${id}/file`)
  expect([got.status, got.text]).toEqual([200, 'hello'])
  expect(got.headers.get('content-md5')).toBe(hash('md5'))
  expect(got.headers.get('content-type')).toBe('application/octet-stream')
})
