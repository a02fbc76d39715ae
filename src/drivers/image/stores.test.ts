import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import type { ImageStore } from './interface.ts'
import { imageStores } from './stores.ts'

const at = (...path: string[]): string => pathToFileURL(join(...path)).href
const DATA = { path: '/data', isTemporary: false }
const idOf = ({ id }: ImageStore): string => id

test('without configuration there is one store, of files', () => {
  const { all, default: standard, staging, named } = imageStores(DATA)
  expect(all.map(idOf)).toEqual(['file'])
  expect(standard.locationOf('x')).toBe(at('/data/file/x'))
  expect(staging.locationOf('x')).toBe(at('/data/os_glance_staging_store/x'))
  expect(named('file')).toBe(standard)
  expect(named(staging.id)).toBeUndefined()
})

test('stores keep their order; the default is the one that says so, else the first', () => {
  const files = { id: 'a', type: 'file', directory: '/elsewhere' } as const
  const bucket = { id: 'b', type: 's3', bucket: 'images', prefix: 'p/' } as const
  const first = imageStores(DATA, [files, bucket])
  expect(first.default.locationOf('x')).toBe(at('/elsewhere/x'))
  expect(first.staging.locationOf('x')).toBe(at('/elsewhere/os_glance_staging_store/x'))
  const {
    all,
    default: standard,
    staging,
  } = imageStores(DATA, [files, { ...bucket, isDefault: true }])
  expect(all.map(idOf)).toEqual(['a', 'b'])
  expect(standard.locationOf('x')).toBe('s3://images/p/x')
  expect(staging.locationOf('x')).toBe('s3://images/p/os_glance_staging_store-x')
})
