/** The ceiling of the bench, run as a process: reads its answer on stdin, prints when it listens. */
import { json } from 'node:stream/consumers'
import fastify from 'fastify'
import type { Sent } from './process.ts'

const { headers, body } = (await json(process.stdin)) as Sent
const server = fastify()
server.get('/', (_request, reply) => reply.headers(headers).send(body))
server.post('/', (_request, reply) => reply.headers(headers).send(body))
await server.listen({ host: '127.0.0.1', port: Number(process.argv[2]) })
process.stdout.write('listening\n')
