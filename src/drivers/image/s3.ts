/** Bytes of images as objects of a bucket, in any store that speaks S3. */
import type { S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { Readable } from 'node:stream'
import {
  checkObject,
  notStored,
  StoreFailure,
  type ImageStore,
  type StoredObject,
  type StoredRange,
} from './interface.ts'
import type * as Library from './s3-library.ts'

export interface S3StoreOptions {
  readonly id: string
  readonly description?: string | undefined
  /** Must be there. */
  readonly bucket: string
  /** What the names of objects begin with, so that a bucket may hold other things, too. */
  readonly prefix?: string | undefined
  /** `https://host[:port]` of a store that is not Amazon's. */
  readonly endpoint?: string | undefined
  readonly region?: string | undefined
  /** As in the environment or the files of Amazon's tools where left out. */
  readonly accessKey?: string | undefined
  readonly secretKey?: string | undefined
}

/** Objects are sent in parts, of which S3 takes so many; the least, in bytes, makes 80 GB of them. */
const PARTS_MAX = 10_000
const PART_MIN = 8 * 1024 * 1024
/** While the next one is gathered. */
const PARTS_UNDER_WAY = 2

/** How long the store may take to accept a connection, and to go on with an answer. Milliseconds. */
const CONNECT = 5_000
const SILENCE = 60_000

interface Opened {
  readonly library: typeof Library
  readonly client: S3Client
}

export class S3Store implements ImageStore {
  readonly type = 's3'
  readonly id: string
  readonly description: string | undefined
  readonly properties: Readonly<Record<string, unknown>>
  readonly #options: S3StoreOptions
  #opened: Promise<Opened> | undefined

  constructor(options: S3StoreOptions) {
    this.#options = options
    const { id, description, bucket, endpoint, prefix, region } = options
    this.id = id
    this.description = description
    this.properties = {
      s3_store_host: endpoint ?? `s3.${region ?? 'us-east-1'}.amazonaws.com`,
      s3_store_bucket: bucket,
      ...(prefix !== undefined && { s3_store_prefix: prefix }),
    }
  }

  get #base(): string {
    return `s3://${this.#options.bucket}/${this.#options.prefix ?? ''}`
  }

  locationOf(object: string): string {
    return this.#base + checkObject(object)
  }

  async write(
    object: string,
    chunks: AsyncIterable<Uint8Array>,
    expectedSize = 0,
  ): Promise<StoredObject> {
    const location = this.locationOf(object)
    const place = this.#placeAt(location)
    const { client, library } = await this.#open()
    let size = 0
    let failure: unknown
    async function* counted(): AsyncGenerator<Uint8Array> {
      try {
        for await (const chunk of chunks) {
          size += chunk.length
          yield chunk
        }
      } catch (error) {
        failure = error
        throw error
      }
    }
    const upload = new library.Upload({
      client,
      params: { ...place, Body: Readable.from(counted()) },
      partSize: Math.max(PART_MIN, Math.ceil(expectedSize / PARTS_MAX)),
      queueSize: PARTS_UNDER_WAY,
    })
    try {
      await upload.done()
      return { location, size }
    } catch (error) {
      await this.delete(location).catch(() => {})
      throw failure ?? inOurTerms(error)
    }
  }

  async *read(
    location: string,
    range?: StoredRange,
    signal?: AbortSignal,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const place = this.#placeAt(location)
    if (range !== undefined && range.start >= range.end) return
    const { client, library } = await this.#open()
    const Range = range && `bytes=${range.start}-${range.end - 1}`
    const command = new library.GetObjectCommand({ ...place, ...(Range && { Range }) })
    try {
      const { Body } = await client.send(command, signal && { abortSignal: signal })
      yield* Body as Readable
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason
      throw isMissing(error) ? notStored(location) : inOurTerms(error)
    }
  }

  async delete(location: string): Promise<void> {
    const place = this.#placeAt(location)
    const { client, library } = await this.#open()
    const { Bucket, Key } = place
    try {
      await client.send(new library.DeleteObjectCommand(place))
      const list = new library.ListMultipartUploadsCommand({ Bucket, Prefix: Key })
      const { Uploads = [] } = await client.send(list)
      for (const { Key: key, UploadId } of Uploads) {
        if (key !== Key) continue
        await client.send(new library.AbortMultipartUploadCommand({ ...place, UploadId }))
      }
    } catch (error) {
      if (!isMissing(error)) throw inOurTerms(error)
    }
  }

  async sizeOf(location: string): Promise<number | undefined> {
    const place = this.#placeAt(location)
    const { client, library } = await this.#open()
    try {
      return (await client.send(new library.HeadObjectCommand(place))).ContentLength
    } catch (error) {
      if (isMissing(error)) return undefined
      throw inOurTerms(error)
    }
  }

  /** Nobody knows how much a bucket takes. */
  async freeSpace(): Promise<undefined> {
    return undefined
  }

  /** @throws StoreFailure where the location is not one that this store gives */
  #placeAt(location: string): { Bucket: string; Key: string } {
    const { bucket, prefix = '' } = this.#options
    const object = location.startsWith(this.#base) ? location.slice(this.#base.length) : ''
    try {
      return { Bucket: bucket, Key: prefix + checkObject(object) }
    } catch {
      throw notStored(location)
    }
  }

  #open(): Promise<Opened> {
    this.#opened ??= import('./s3-library.ts').then((library) => ({
      library,
      client: clientFor(library, this.#options),
    }))
    return this.#opened
  }
}

function clientFor(library: typeof Library, options: S3StoreOptions): S3Client {
  const { endpoint, region = 'us-east-1', accessKey, secretKey } = options
  return new library.S3Client({
    region,
    // Stores that are not Amazon's have no host name for each bucket.
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(accessKey !== undefined &&
      secretKey !== undefined && {
        credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
      }),
    requestHandler: { connectionTimeout: CONNECT, socketTimeout: SILENCE },
    // Not all stores know the checksums that the library would add.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
}

function statusOf(error: unknown): number | undefined {
  return (error as Partial<S3ServiceException>).$metadata?.httpStatusCode
}

function isMissing(error: unknown): boolean {
  const { name } = error as Error
  return statusOf(error) === 404 && name !== 'NoSuchBucket'
}

function inOurTerms(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreFailure) return error
  const status = statusOf(error)
  const message = `${error.name}: ${error.message}`
  const isRefused = status === 403 || error.name === 'NoSuchBucket'
  if (isRefused) return new StoreFailure('refused', message, { cause: error })
  // 507 is what stores of one's own say when their disks are full.
  if (status === 507) return new StoreFailure('full', message, { cause: error })
  const isAway = status === undefined || status >= 500
  return isAway ? new StoreFailure('away', message, { cause: error }) : error
}
