import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { CloudOptions, Got } from './cloud.ts'
import type { Backend } from './databases.ts'
import { imageCloud, type ImageCloud } from './image-cloud.ts'

/** A cloud with three stores, of which one takes nothing, and a server to download from. */
export interface ImportCloud extends ImageCloud {
  /** Of the server that images may be downloaded from. */
  readonly origin: string
  /** Below which the stores lie. */
  readonly directory: string
  /** Answers at that path from now on. */
  serve(path: string, listener: RequestListener): string
  /** Makes an image of demo's whose bytes wait to be imported. */
  staged(bytes: string | Buffer, more?: object): Promise<string>
  /** An image of demo's, as demo sees it. */
  shown(id: string): Promise<any>
  /** The tasks of an image of demo's. */
  tasksOf(id: string): Promise<any[]>
  /** Asks for an import and waits for its end. */
  imported(id: string, body: object, headers?: Record<string, string>): Promise<Got>
  /** What a store holds of an image; undefined where it holds nothing. */
  held(store: string, id: string): Promise<string | undefined>
}

export const RAW = { disk_format: 'raw', container_format: 'bare' }

/** The body of an import of what is staged. */
export const DIRECT = { method: { name: 'glance-direct' } }

/** What is imported, and what its image says of it. */
export const BYTES = 'bytes to be imported'
export const FACTS = {
  size: BYTES.length,
  virtual_size: BYTES.length,
  checksum: createHash('md5').update(BYTES).digest('hex'),
  os_hash_algo: 'sha512',
  os_hash_value: createHash('sha512').update(BYTES).digest('hex'),
}

/** What an image without bytes says of them. */
export const UNKNOWN = {
  size: null,
  virtual_size: null,
  checksum: null,
  os_hash_algo: null,
  os_hash_value: null,
}

export interface ImportCloudOptions extends CloudOptions {
  /** Bytes that its cache keeps; without it, it has none. */
  readonly cacheSize?: number
  /** Where its state is kept; in memory unless told. */
  readonly backend?: Backend
}

export function useImportCloud({
  cacheSize,
  backend,
  ...options
}: ImportCloudOptions = {}): ImportCloud {
  const all = {} as ImportCloud
  let server: Server
  let directory: string
  const removals: (() => void)[] = []
  beforeAll(async () => {
    const database = await backend?.url('cloud', (remove) => removals.push(remove))
    directory = await mkdtemp(join(tmpdir(), 'imports-'))
    await writeFile(join(directory, 'no-directory'), '')
    const listeners = new Map<string, RequestListener>()
    server = createServer((request, response) => {
      const listener = listeners.get(request.url!)
      if (listener === undefined) response.writeHead(404).end()
      else listener(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const made = await imageCloud({
      imageDirectory: directory,
      imageStores: [
        { id: 'file', type: 'file' },
        { id: 'cheap', type: 'file', description: 'the cheap one' },
        { id: 'broken', type: 'file', directory: join(directory, 'no-directory', 'x') },
      ],
      imports: { filter: { allowedPorts: [port], allowedNetworks: ['127.0.0.1'] } },
      ...(cacheSize !== undefined && {
        imageCache: { directory: join(directory, 'os_glance_cache'), maxSize: cacheSize },
      }),
      ...(database !== undefined && { database }),
      ...options,
    })
    const { cloud, demo } = made
    const origin = `http://127.0.0.1:${port}`
    Object.assign(all, made, {
      ...{ origin, directory },
      serve(path: string, listener: RequestListener) {
        listeners.set(path, listener)
        return origin + path
      },
      async staged(bytes: string | Buffer, more: object = {}) {
        const id = await made.image({ ...RAW, ...more })
        const got = await fetch(`${cloud.app.addresses.get('image')}/v2/images/${id}/stage`, {
          method: 'PUT',
          headers: {
            'X-Auth-Token': made.persona.token,
            'Content-Type': 'application/octet-stream',
          },
          body: bytes as string,
        })
        if (got.status !== 204) throw new Error(`${got.status} ${await got.text()}`)
        return id
      },
      shown: async (id: string) => (await demo('GET', `/images/${id}`)).body,
      tasksOf: async (id: string) => (await demo('GET', `/images/${id}/tasks`)).body.tasks,
      async imported(id: string, body: object, headers?: Record<string, string>) {
        const got = await demo('POST', `/images/${id}/import`, body, headers)
        await cloud.settled()
        return got
      },
      async held(store: string, id: string) {
        const names = await readdir(join(directory, store)).catch(() => [])
        const name = names.find((each) => each.startsWith(id))
        if (name === undefined) return undefined
        return readFile(join(directory, store, name), 'utf8').catch(() => undefined)
      },
    })
  })
  afterAll(async () => {
    await all.cloud?.[Symbol.asyncDispose]()
    server.closeAllConnections()
    server.close()
    await rm(directory, { recursive: true, force: true })
    for (const remove of removals) remove()
  })
  return all
}
