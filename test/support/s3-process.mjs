/**
 * A server that speaks S3, with one bucket, until it is killed; it says at which port. What it lacks, the
 * list of uploads that are half done, is kept here from what goes by.
 */
import { buildApp } from 'fauxqs'

const BUCKET = 'images'
const app = buildApp({ logger: false })

/** Keys by the ids of uploads. */
const half = new Map()

app.addHook('onRequest', async ({ method, query }, reply) => {
  if (method !== 'GET' || !('uploads' in query)) return
  const uploads = [...half]
    .filter(([, key]) => key.startsWith(query.prefix ?? ''))
    .map(([id, key]) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`)
  const list = `<ListMultipartUploadsResult>${uploads.join('')}</ListMultipartUploadsResult>`
  await reply.type('application/xml').send(list)
})

app.addHook('onSend', async ({ method, query, params }, reply, payload) => {
  if (reply.statusCode >= 300) return payload
  const { uploadId } = query
  if (method === 'POST' && 'uploads' in query) {
    const [, id] = /<UploadId>(.*?)<\/UploadId>/.exec(String(payload))
    half.set(id, params['*'])
  }
  // Completed, or given up; a part is a PUT.
  if (uploadId !== undefined && method !== 'PUT') half.delete(uploadId)
  return payload
})

await app.listen({ port: 0, host: '127.0.0.1' })
await app.inject({ method: 'PUT', url: `/${BUCKET}` })
process.stdout.write(`${app.server.address().port}\n`)
