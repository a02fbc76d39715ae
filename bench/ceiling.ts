/** The ceiling of the bench, run as a process: reads its answer on stdin, prints when it listens. */
import { text } from 'node:stream/consumers'
import fastify from 'fastify'

const answer = await text(process.stdin)
const server = fastify()
server.get('/', (_request, reply) => reply.type('application/json').send(answer))
server.post('/', (_request, reply) => reply.type('application/json').send(answer))
await server.listen({ host: '127.0.0.1', port: Number(process.argv[2]) })
process.stdout.write('listening\n')
