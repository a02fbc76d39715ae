/**
 * What bytes cost at least, run as a process: a bare Node stream to a file, durable before it is
 * acknowledged, and from it.
 */
import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream/promises'

const [port, path] = process.argv.slice(2)

async function take(request: IncomingMessage): Promise<void> {
  await pipeline(request, createWriteStream(path!))
  const file = await open(path!, 'r+')
  await file.sync()
  await file.close()
}

const server = createServer((request, response) => {
  const done =
    request.method === 'PUT'
      ? take(request).then(() => response.end())
      : pipeline(createReadStream(path!), response)
  done.catch(() => response.destroy())
})
server.listen(Number(port), '127.0.0.1', () => process.stdout.write('listening\n'))
