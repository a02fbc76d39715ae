/** A server that speaks S3, with one bucket, until it is killed; it says at which port. */
import { startFauxqs } from 'fauxqs'

const server = await startFauxqs({ port: 0, logger: false, init: { buckets: ['images'] } })
process.stdout.write(`${server.port}\n`)
