/** Lists of images find what a model of them finds. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BACKENDS, freshDatabase } from '../../../test/support/databases.ts'
import { asked, insert, made, model, requestOf } from '../../../test/support/image-lists.ts'
import { pageOfImages } from './list.store.ts'

describe.each(BACKENDS)('$name', (backend) => {
  test('lists find what a model of them finds', async () => {
    const database = await freshDatabase(backend)
    await fc.assert(
      fc.asyncProperty(
        fc.array(made, { maxLength: 10 }),
        fc.array(asked, { minLength: 20, maxLength: 20 }),
        async (images, lists) => {
          await insert(database, images)
          for (const list of lists) {
            const viewer = { projectId: 'p', isAdmin: list.isAdmin }
            const found = await database.read((tx) =>
              pageOfImages(tx, requestOf(list, images), viewer),
            )
            expect(
              found.map(({ id }) => id),
              JSON.stringify(list),
            ).toEqual(model(images, list))
          }
        },
      ),
      { numRuns: 25 },
    )
  })
})
