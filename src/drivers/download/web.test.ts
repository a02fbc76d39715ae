/** Downloads from a real server, with names that the test resolves. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { STOCK_FILTER, type ImportFilter, type Resolve } from './filter.ts'
import { WebDownloads, type DownloadLimits } from './web.ts'

const OPEN = '127.0.0.1'
/** Another address of this machine, which no test opens. */
const CLOSED = '127.0.0.2'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function serve(listener: RequestListener, host = OPEN, port = 0): Promise<number> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(port, host, resolve))
  return (server.address() as AddressInfo).port
}

function downloads(
  port: number,
  options: {
    resolve?: Resolve
    limits?: Partial<DownloadLimits>
    filter?: Partial<ImportFilter>
  } = {},
): WebDownloads {
  const filter = { ...STOCK_FILTER, allowedPorts: [port], allowedNetworks: [OPEN] }
  return new WebDownloads({ ...filter, ...options.filter }, options.limits, options.resolve)
}

async function fetched(driver: WebDownloads, uri: string, signal = new AbortController().signal) {
  const { size, bytes } = await driver.open(uri, signal)
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return { size, text: Buffer.concat(chunks).toString() }
}

test('bytes come with their length, and the server learns nothing of who asks', async () => {
  const seen: IncomingMessage[] = []
  const port = await serve((request, response) => {
    seen.push(request)
    response.setHeader('content-length', 5).end('bytes')
  })
  const driver = downloads(port, { resolve: async () => [OPEN] })
  expect(await driver.allows(`http://files.example:${port}/x`)).toBe(true)
  expect(seen).toEqual([])
  expect(await fetched(driver, `http://files.example:${port}/x?y=1`)).toEqual({
    size: 5,
    text: 'bytes',
  })
  expect(seen).toHaveLength(1)
  expect(seen[0]!.url).toBe('/x?y=1')
  expect(Object.keys(seen[0]!.headers).sort()).toEqual([
    'accept',
    'accept-encoding',
    'connection',
    'host',
    'user-agent',
  ])
  expect(seen[0]!.headers.host).toBe(`files.example:${port}`)
})

test('a length that is not told is not made up', async () => {
  const port = await serve((_request, response) => {
    response.write('by')
    response.end('tes')
  })
  expect(await fetched(downloads(port), `http://${OPEN}:${port}/`)).toEqual({
    size: undefined,
    text: 'bytes',
  })
})

test('the connection goes to the address that was judged, whatever the name says later', async () => {
  const port = await serve((_request, response) => response.end('outside'))
  let asked = false
  await serve(
    (_request, response) => {
      asked = true
      response.end('inside')
    },
    CLOSED,
    port,
  )
  const answers = [[OPEN], [CLOSED]]
  const driver = downloads(port, { resolve: async () => answers.shift() ?? [CLOSED] })
  const uri = `http://rebinding.example:${port}/`
  expect((await fetched(driver, uri)).text).toBe('outside')
  await expect(fetched(driver, uri)).rejects.toThrow(`URI does not pass filtering: ${uri}`)
  expect(asked).toBe(false)
})

test.each([301, 302, 303, 307, 308])(
  'a redirect (%i) is followed to what is allowed',
  async (status) => {
    const port = await serve((request, response) => {
      if (request.url === '/end') response.end('there')
      else response.writeHead(status, { location: '/end' }).end()
    })
    expect((await fetched(downloads(port), `http://${OPEN}:${port}/begin`)).text).toBe('there')
  },
)

test.each([
  ['another address', () => `http://${CLOSED}:PORT/`],
  ['a mapped address', () => `http://[::ffff:${CLOSED}]:PORT/`],
  ['the address as a number', () => 'http://2130706434:PORT/'],
  ['another port', () => `http://${OPEN}:1/`],
  ['another scheme', () => 'file:///etc/passwd'],
  ['a name that leads inside', () => 'http://inside.example:PORT/'],
  ['the same scheme', () => `//${CLOSED}:PORT/`],
  ['slashes that lean', () => `\\\\${CLOSED}:PORT/`],
  ['a name and a password', () => `http://u:p@${OPEN}:PORT/`],
  ['what is no address', () => 'http://'],
])('a redirect to %s is refused, and nobody asked there', async (_name, target) => {
  let location = ''
  const port = await serve((_request, response) => response.writeHead(302, { location }).end())
  let asked = false
  await serve(
    (_request, response) => {
      asked = true
      response.end('inside')
    },
    CLOSED,
    port,
  )
  location = target().replace('PORT', String(port))
  const driver = downloads(port, {
    resolve: async (host) => (host === 'inside.example' ? [CLOSED] : [OPEN]),
  })
  await expect(fetched(driver, `http://out.example:${port}/`)).rejects.toThrow(
    `Redirect to disallowed URL: ${location}`,
  )
  expect(asked).toBe(false)
})

test('a name that a redirect leads to again is judged again', async () => {
  const port = await serve((_request, response) => {
    response.writeHead(302, { location: 'next' }).end()
  })
  const answers = [[OPEN], [CLOSED]]
  const driver = downloads(port, { resolve: async () => answers.shift()! })
  await expect(fetched(driver, `http://rebinding.example:${port}/`)).rejects.toThrow(
    'Redirect to disallowed URL: next',
  )
})

test('redirects in a circle end', async () => {
  let asked = 0
  const port = await serve((_request, response) => {
    asked += 1
    response.writeHead(302, { location: '/again' }).end()
  })
  const driver = downloads(port, { limits: { redirects: 3 } })
  await expect(fetched(driver, `http://${OPEN}:${port}/`)).rejects.toThrow('too many redirects')
  expect(asked).toBe(4)
})

test('what is refused is told by its status', async () => {
  const port = await serve((_request, response) => response.writeHead(404).end('nothing here'))
  await expect(fetched(downloads(port), `http://${OPEN}:${port}/`)).rejects.toThrow(
    'HTTP Error 404: Not Found',
  )
})

test('more bytes than allowed are not taken, told of or not', async () => {
  const port = await serve((request, response) => {
    if (request.url === '/told') response.setHeader('content-length', 11)
    response.end('eleven byte')
  })
  const driver = downloads(port, { limits: { size: 10 } })
  const uri = `http://${OPEN}:${port}`
  await expect(fetched(driver, `${uri}/told`)).rejects.toThrow(/larger than 10 bytes/)
  await expect(fetched(driver, `${uri}/untold`)).rejects.toThrow(/larger than 10 bytes/)
})

test('fewer bytes than told are a failure', async () => {
  const port = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('some')
    setImmediate(() => response.destroy())
  })
  await expect(fetched(downloads(port), `http://${OPEN}:${port}/`)).rejects.toThrow()
})

test.each([
  ['an answer', '/silent'],
  ['its end', '/stuck'],
])('a server that keeps %s back is given up', async (_name, path) => {
  const port = await serve((request, response) => {
    if (request.url === '/stuck') response.writeHead(200).write('some')
  })
  const driver = downloads(port, { limits: { idle: 50 } })
  await expect(fetched(driver, `http://${OPEN}:${port}${path}`)).rejects.toThrow()
})

test('a server that never ends, byte by byte, is given up', async () => {
  const port = await serve((_request, response) => {
    const drip = setInterval(() => response.write('.'), 5)
    response.on('close', () => clearInterval(drip))
  })
  const driver = downloads(port, { limits: { whole: 100 } })
  await expect(fetched(driver, `http://${OPEN}:${port}/`)).rejects.toThrow()
})

test('who asked may end it', async () => {
  const port = await serve((_request, response) => response.writeHead(200).write('some'))
  const controller = new AbortController()
  const pending = fetched(downloads(port), `http://${OPEN}:${port}/`, controller.signal)
  controller.abort()
  await expect(pending).rejects.toThrow()
})
