/** A server that speaks S3, as a process of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'

const PROGRAM = join(import.meta.dirname, 's3-process.mjs')
const KEYS = { accessKey: 'test', secretKey: 'test' }

export interface S3Server {
  /** What a store needs to know of it. */
  readonly options: { endpoint: string; bucket: string; accessKey: string; secretKey: string }
  /** Names of all objects, and of those that are half written. */
  objects(): Promise<{ whole: string[]; half: string[] }>
  stop(): Promise<void>
}

export async function startS3Server(): Promise<S3Server> {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const endpoint = `http://127.0.0.1:${Number(line.toString())}`
  const Bucket = 'images'
  const client = new S3Client({
    ...{ endpoint, region: 'us-east-1', forcePathStyle: true },
    credentials: { accessKeyId: KEYS.accessKey, secretAccessKey: KEYS.secretKey },
  })
  return {
    options: { endpoint, bucket: Bucket, ...KEYS },
    async objects() {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }))
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }))
      return { whole: Contents.map(({ Key }) => Key!), half: Uploads.map(({ Key }) => Key!) }
    },
    async stop() {
      client.destroy()
      child.kill('SIGKILL')
      await ended
    },
  }
}
