import { expect } from 'vitest'
import { updateImage } from '../../src/image/images/images.store.ts'
import type { Cloud, Persona } from './cloud.ts'

/** Makes images whose bytes nobody needs. */
export function imagesWithoutBytes(cloud: Cloud, owner: Persona) {
  return async (more: object = {}, stored: object = {}): Promise<string> => {
    const got = await cloud.request('image', 'POST', '/v2/images', {
      token: owner.token,
      body: { disk_format: 'raw', container_format: 'bare', ...more },
    })
    expect(got.status, got.text).toBe(201)
    const { id } = got.body
    const bytes = { status: 'active', size: 1_048_576, virtual_size: 1_048_576, checksum: 'c5' }
    await cloud.app.database.write((tx) =>
      updateImage(tx, id, { ...bytes, ...stored } as Parameters<typeof updateImage>[2]),
    )
    return id
  }
}
