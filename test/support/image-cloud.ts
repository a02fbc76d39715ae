import { afterAll, beforeAll } from 'vitest'
import type { ImageStatus } from '../../src/image/images/image-status.ts'
import { updateImage } from '../../src/image/images/images.store.ts'
import { startCloud, type Cloud, type CloudOptions, type Persona } from './cloud.ts'
import { imageApi, type ImageApi } from './image-api.ts'

/** A cloud for the tests of one file, and callers of Image of each kind. */
export interface ImageCloud {
  cloud: Cloud
  /** A member of the project `demo`. */
  demo: ImageApi
  persona: Persona
  admin: ImageApi
  adminPersona: Persona
  /** A reader of the project `demo`. */
  reader: ImageApi
  /** A member of another project. */
  stranger: ImageApi
  strangerPersona: Persona
  /** Makes an image of demo's, private unless told, and returns its id. */
  image(more?: object): Promise<string>
  /** Puts an image into a status, as if all had been done that leads to it. */
  become(id: string, status: ImageStatus): Promise<void>
}

/** Starts the cloud before the tests of the file and stops it after them. */
export function useImageCloud(options: CloudOptions = {}): ImageCloud {
  const all = {} as ImageCloud
  beforeAll(async () => Object.assign(all, await imageCloud(options)))
  afterAll(() => all.cloud?.[Symbol.asyncDispose]())
  return all
}

export async function imageCloud(options: CloudOptions = {}): Promise<ImageCloud> {
  const cloud = await startCloud(options)
  const persona = await cloud.demo()
  const adminPersona = await cloud.admin()
  const strangerPersona = await cloud.user('stranger', 'member', 'elsewhere')
  const demo = imageApi(cloud, persona)
  return {
    cloud,
    ...{ persona, adminPersona, strangerPersona },
    demo,
    admin: imageApi(cloud, adminPersona),
    reader: imageApi(cloud, await cloud.user('reader', 'reader', 'demo')),
    stranger: imageApi(cloud, strangerPersona),
    async image(more = {}) {
      const got = await demo('POST', '/images', { visibility: 'private', ...more })
      if (got.status !== 201) throw new Error(`${got.status} ${got.text}`)
      return got.body.id
    },
    become: (id, status) => cloud.app.database.write((tx) => updateImage(tx, id, { status })),
  }
}
