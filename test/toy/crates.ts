/**
 * Crates: the one resource of the toy service. A crate belongs to a project and may hold bytes, in a
 * file. What there is of it is in memory, so that a shape of the kernel can be tried without tables.
 */
import { EventEmitter, once } from 'node:events'
import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Type as T } from 'typebox'
import { bytes, json, jsonPatch } from '../../src/kernel/body-format.ts'
import { BYTES, ByteStream } from '../../src/kernel/byte-stream.ts'
import { conflict, notFound } from '../../src/kernel/faults.ts'
import { operationFor, Reply } from '../../src/kernel/operation.ts'
import { policyRule } from '../../src/kernel/policy.ts'
import { targetFor } from '../../src/kernel/target.ts'
import type { Database } from '../../src/storage/database.ts'

export interface Crate {
  readonly id: string
  readonly project_id: string
  readonly label: string
  /** Bytes of what it holds; undefined while it is empty. */
  size?: number
}

export interface ToyEnv {
  readonly crates: Map<string, Crate>
  /** Where files lie: `<id>`, and `<id>.part` while it is written. */
  readonly directory: string
  /** What happened to uploads and targets, in order, for tests to look at. */
  readonly events: string[]
  readonly database: Database
}

export const READ = policyRule({
  name: 'toy:crates:read',
  check: 'project_id:%(project_id)s',
})
export const FILL = policyRule({
  name: 'toy:crates:fill',
  check: 'role:member and project_id:%(project_id)s',
})

export const operation = operationFor<ToyEnv>()

export const target = targetFor<ToyEnv>()

const crate = target<Crate, { readonly crate_id: string }>({
  load: async (_tx, { env, params }) => env.crates.get(params.crate_id),
  missing: ({ crate_id: id }) => notFound(`Crate ${id} could not be found.`),
  attributes: ({ project_id }) => ({ project_id }),
})

const CRATE = T.Object({ id: T.String(), label: T.String() })

const create = operation({
  id: 'crates.create',
  method: 'POST',
  path: '/crates',
  summary: 'Make a crate, by a body with limits of its own',
  policy: FILL,
  body: json(T.Object({ id: T.String(), label: T.String() }), { limit: 1_000, deadline: 1_000 }),
  response: { 201: CRATE },
  success: 201,
  errors: [400, 403],
  handle({ ctx, env, body }) {
    env.crates.set(body.id, { ...body, project_id: ctx.projectId })
    return { id: body.id, label: body.label }
  },
})

const patch = operation({
  id: 'crates.patch',
  method: 'PATCH',
  path: '/crates/{crate_id}',
  summary: 'Show what a patch was understood as',
  policy: FILL,
  target: crate,
  body: jsonPatch({
    'application/openstack-images-v2.1-json-patch': 'rfc6902',
    'application/openstack-images-v2.0-json-patch': 'draft-04',
  }),
  response: { 200: T.Object({ operations: T.Array(T.Unknown()) }) },
  errors: [400, 403, 404, 415],
  handle: ({ body }) => ({ operations: body }),
})

const fill = operation({
  id: 'crates.fill',
  method: 'PUT',
  path: '/crates/{crate_id}/contents',
  summary: 'Fill a crate with bytes, once',
  policy: FILL,
  target: crate,
  transaction: 'none',
  body: bytes({ limit: 300_000_000, deadline: 60_000 }),
  success: 204,
  response: { 204: null },
  errors: [403, 404, 409, 413, 415],
  async handle({ env, ctx, target, body }) {
    if (target.size !== undefined) throw conflict('The crate is full.')
    const file = join(env.directory, target.id)
    env.events.push('opened')
    try {
      target.size = await store(file, body, ctx.signal)
      env.events.push('stored')
    } catch (error) {
      env.events.push(ctx.signal.aborted ? 'aborted' : 'failed')
      throw error
    }
  },
})

/** Writes aside, so that nothing half-written is ever found. Returns the size in bytes. */
async function store(file: string, source: AsyncIterable<Buffer>, signal: AbortSignal) {
  let size = 0
  const part = await open(`${file}.part`, 'w')
  try {
    for await (const chunk of source) {
      signal.throwIfAborted()
      await part.write(chunk)
      size += chunk.length
    }
    await part.close()
    await rename(`${file}.part`, file)
  } catch (error) {
    await part.close()
    await rm(`${file}.part`)
    throw error
  }
  return size
}

const contents = operation({
  id: 'crates.contents',
  method: 'GET',
  path: '/crates/{crate_id}/contents',
  summary: 'Show what a crate holds',
  policy: READ,
  target: crate,
  response: { 200: BYTES, 206: BYTES, 204: null },
  errors: [400, 403, 404, 416],
  handle({ env, target: { id, size } }) {
    if (size === undefined) return new Reply({ status: 204 })
    return new Reply({
      headers: { 'X-Crate': id },
      body: new ByteStream({
        size,
        open: (range, signal) =>
          createReadStream(join(env.directory, id), {
            signal,
            ...(range && { start: range.start, end: range.end - 1 }),
          }),
      }),
    })
  },
})

const stamp = operation({
  id: 'crates.stamp',
  method: 'PUT',
  path: '/crates/{crate_id}/stamp',
  summary: 'Tell how long a small picture is',
  policy: FILL,
  target: crate,
  transaction: 'none',
  body: bytes({ mediaTypes: ['image/png'], limit: 1_000 }),
  response: { 200: T.Object({ length: T.Integer() }) },
  errors: [403, 404, 413, 415],
  async handle({ body }) {
    let length = 0
    for await (const chunk of body) length += chunk.length
    return { length }
  },
})

const CHUNK = Buffer.alloc(65_536, 'x')

const pattern = operation({
  id: 'crates.pattern',
  method: 'GET',
  path: '/pattern',
  summary: 'Show as many bytes as asked for, and break off where asked to',
  policy: READ,
  query: T.Object({ chunks: T.String(), until: T.Optional(T.String()) }),
  response: { 200: BYTES, 206: BYTES },
  errors: [400, 403, 416],
  handle({ env, query }) {
    const chunks = Number(query.chunks)
    const end = Number(query.until ?? chunks)
    async function* source() {
      try {
        for (let i = 0; i < end; i++) yield CHUNK
        if (end < chunks) throw new Error('on purpose')
      } finally {
        env.events.push('closed')
      }
    }
    return new Reply({ body: new ByteStream({ size: chunks * CHUNK.length, open: source }) })
  },
})

const wait = operation({
  id: 'crates.wait',
  method: 'GET',
  path: '/wait',
  summary: 'Wait for something that never happens',
  policy: READ,
  transaction: 'none',
  response: { 204: null },
  success: 204,
  errors: [403],
  async handle({ env, ctx: { signal } }) {
    env.events.push('waiting')
    try {
      await once(new EventEmitter(), 'never', { signal })
    } finally {
      env.events.push('gave up')
    }
  },
})

export const crateOperations = [create, patch, fill, contents, stamp, pattern, wait]
