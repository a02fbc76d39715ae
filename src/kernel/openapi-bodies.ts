/** Bodies that are no JSON, as OpenAPI describes them. */
import { OCTET_STREAM, type BodyFormat } from './body-format.ts'
import { BYTES } from './byte-stream.ts'
import { PATCH_SCHEMA } from './json-patch.ts'
import { publicSchema, type JsonSchema } from './openapi-schema.ts'

/** By media type, of bodies that no schema of the declaration describes. */
export function contentOf({ mediaTypes }: BodyFormat): JsonSchema {
  return Object.fromEntries(
    [...mediaTypes].map(([mediaType, draft]) => [
      mediaType,
      { schema: draft === undefined ? publicSchema(BYTES) : PATCH_SCHEMA[draft] },
    ]),
  )
}

/** An answer that is a stream of bytes. */
export function bytesAnswered(status: number): JsonSchema {
  return {
    description: status === 206 ? 'The range that was asked for.' : 'Done.',
    headers: { 'x-openstack-request-id': { schema: { type: 'string' } } },
    content: { [OCTET_STREAM]: { schema: publicSchema(BYTES) } },
  }
}
