import { expect, test } from 'vitest'
import { imageStoreList } from './image-stores.ts'

test('names with directories are read from text', () => {
  expect(imageStoreList.read('fast=/srv/images, slow, near=here', '/base')).toMatchObject([
    { id: 'fast', type: 'file', directory: '/srv/images' },
    { id: 'slow', type: 'file' },
    { id: 'near', type: 'file', directory: '/base/here' },
  ])
})

test('a list of names and maps is read from the file', () => {
  const keys = { 'access-key': 'a', 'secret-key': 'b' }
  const s3 = {
    ...{ name: 's3', description: 'far away', default: true, bucket: 'images', prefix: 'glance/' },
    ...{ endpoint: 'http://127.0.0.1:9000', region: 'eu-1', ...keys },
  }
  expect(imageStoreList.read(['file', s3], '/')).toMatchObject([
    { id: 'file', type: 'file' },
    {
      ...{ id: 's3', type: 's3', description: 'far away', isDefault: true, bucket: 'images' },
      ...{ prefix: 'glance/', endpoint: 'http://127.0.0.1:9000', region: 'eu-1' },
      ...{ accessKey: 'a', secretKey: 'b' },
    },
  ])
})

test.each([
  '',
  'a,a',
  'a/b',
  'a=',
  'os_glance_staging_store',
  3,
  [],
  [{}],
  [{ name: '../x' }],
  [{ name: 'a', colour: 'red' }],
  [{ name: 'a', default: 'yes' }],
  [
    { name: 'a', default: true },
    { name: 'b', default: true },
  ],
  [{ name: 'a', directory: '/x', bucket: 'images' }],
  [{ name: 'a', bucket: 'No' }],
  [{ name: 'a', bucket: 'images', prefix: 'a b' }],
  [{ name: 'a', bucket: 'images', endpoint: 'ftp://x' }],
  [{ name: 'a', bucket: 'images', 'access-key': 'x' }],
])('%j is not taken', (raw) => {
  expect(imageStoreList.read(raw, '/')).toBeUndefined()
})
