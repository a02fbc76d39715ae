/** Imports into several stores, and copies to others. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { refusal } from '../../../test/support/image-api.ts'
import {
  BYTES,
  DIRECT,
  FACTS,
  RAW,
  UNKNOWN,
  useImportCloud,
} from '../../../test/support/import-cloud.ts'

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  const used = useImportCloud({ backend })

  describe('several stores', () => {
    test('each gets a copy, in the order asked for', async () => {
      const id = await used.staged(BYTES)
      await used.imported(id, { ...DIRECT, stores: ['cheap', 'file'] })
      expect(await used.shown(id)).toMatchObject({ status: 'active', stores: 'cheap,file' })
      expect(await used.held('cheap', id)).toBe(BYTES)
      expect(await used.held('file', id)).toBe(BYTES)
    })

    test('one that fails fails the import, and nothing is left in the others', async () => {
      const id = await used.staged(BYTES)
      await used.imported(id, { ...DIRECT, stores: ['file', 'broken', 'cheap'] })
      const image = await used.shown(id)
      expect(image).toMatchObject({
        ...UNKNOWN,
        status: 'queued',
        os_glance_importing_to_stores: '',
        os_glance_failed_import: 'broken',
      })
      expect(image).not.toHaveProperty('stores')
      await expect.poll(() => used.held('file', id)).toBeUndefined()
      expect(await used.tasksOf(id)).toMatchObject([{ status: 'failure' }])
    })

    test('unless it need not succeed', async () => {
      const id = await used.staged(BYTES)
      await used.imported(id, { ...DIRECT, all_stores: true, all_stores_must_succeed: false })
      expect(await used.shown(id)).toMatchObject({
        status: 'active',
        stores: 'file,cheap',
        os_glance_importing_to_stores: '',
        os_glance_failed_import: 'broken',
      })
      expect(await used.tasksOf(id)).toMatchObject([{ status: 'success' }])
    })

    test('one of them has to', async () => {
      const id = await used.staged(BYTES)
      await used.imported(id, { ...DIRECT, stores: ['broken'], all_stores_must_succeed: false })
      expect(await used.shown(id)).toMatchObject({
        status: 'queued',
        os_glance_failed_import: 'broken',
      })
    })

    test('the header names one', async () => {
      const id = await used.staged(BYTES)
      await used.imported(id, DIRECT, { 'X-Image-Meta-Store': 'cheap' })
      expect(await used.shown(id)).toMatchObject({ status: 'active', stores: 'cheap' })
    })

    test.each([
      [{ stores: ['nope'] }, {}, '409 Store for identifier nope not found'],
      [{ stores: ['file', 'nope'] }, {}, '409 Store for identifier nope not found'],
      [{}, { 'X-Image-Meta-Store': 'nope' }, '409 Store for identifier nope not found'],
      [
        { all_stores: true, stores: ['file'] },
        {},
        "400 All_stores parameter can't be used with x-image-meta-store header or stores parameter",
      ],
      [
        { stores: ['file'] },
        { 'X-Image-Meta-Store': 'file' },
        "400 Stores parameter and x-image-meta-store header can't be both specified",
      ],
    ])('refuses %j with %j', async (more, headers, message) => {
      const id = await used.staged(BYTES)
      expect(refusal(await used.imported(id, { ...DIRECT, ...more }, headers))).toBe(message)
      expect(await used.shown(id)).toMatchObject({ status: 'uploading' })
    })
  })

  describe('copy-image', () => {
    const copy = { method: { name: 'copy-image' } }

    async function active(): Promise<string> {
      const id = await used.staged(BYTES)
      await used.imported(id, DIRECT)
      return id
    }

    async function copied(id: string, more: object) {
      const got = await used.admin('POST', `/images/${id}/import`, { ...copy, ...more })
      await used.cloud.settled()
      return got
    }

    test('gives another store a copy, and the image stays active', async () => {
      const id = await active()
      expect((await copied(id, { stores: ['cheap'] })).status).toBe(202)
      expect(await used.shown(id)).toMatchObject({
        ...FACTS,
        status: 'active',
        stores: 'file,cheap',
        os_glance_importing_to_stores: '',
        os_glance_failed_import: '',
      })
      expect(await used.held('cheap', id)).toBe(BYTES)
      expect(refusal(await copied(id, { stores: ['cheap'] }))).toBe(
        "400 Image is already present at store 'cheap'",
      )
    })

    test('that fails leaves the image as it was', async () => {
      const id = await active()
      await copied(id, { stores: ['cheap', 'broken'] })
      expect(await used.shown(id)).toMatchObject({
        ...FACTS,
        status: 'active',
        stores: 'file',
        os_glance_failed_import: 'broken',
      })
      await expect.poll(() => used.held('cheap', id)).toBeUndefined()
    })

    test('to all stores goes to those that have none; nothing is done where all have one', async () => {
      const id = await active()
      await copied(id, { all_stores: true, all_stores_must_succeed: false })
      expect(await used.shown(id)).toMatchObject({ stores: 'file,cheap' })
      const tasks = await used.admin('GET', `/images/${id}/tasks`)
      expect(tasks.body.tasks.at(-1).input.backend).toEqual(['cheap', 'broken'])
    })

    test('without a store means the default one', async () => {
      expect(refusal(await copied(await active(), {}))).toBe(
        "400 Image is already present at store 'file'",
      )
    })

    test('is for administrators', async () => {
      const id = await active()
      expect(refusal(await used.imported(id, { ...copy, stores: ['cheap'] }))).toBe(
        '403 You are not authorized to complete copy_image action.',
      )
    })

    test('is of active images', async () => {
      const id = await used.image(RAW)
      expect(refusal(await copied(id, { stores: ['cheap'] }))).toBe(
        '409 Only images with status active can be targeted for copying',
      )
    })
  })
})
