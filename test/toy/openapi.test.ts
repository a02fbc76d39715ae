import { expect, test } from 'vitest'
import { openApi } from '../../src/kernel/openapi.ts'
import { TOY } from './toy.ts'

const { paths } = openApi(TOY, { release: '0' })

test('a stream of bytes is described as binary, in both directions', () => {
  const { put, get } = paths['/v1/crates/{crate_id}/contents']!
  const content = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
  expect(put!['requestBody']).toEqual({ required: true, content })
  const { 200: whole, 206: part, 204: none } = get!['responses'] as Record<number, object>
  expect([whole, part]).toMatchObject([{ content }, { content }])
  expect(none).not.toHaveProperty('content')
  expect(paths['/v1/crates/{crate_id}/stamp']!['put']!['requestBody']).toMatchObject({
    content: { 'image/png': { schema: { format: 'binary' } } },
  })
})

test('a patch is described in each of its drafts', () => {
  const { content } = paths['/v1/crates/{crate_id}']!['patch']!['requestBody'] as {
    content: Record<string, { schema: { items: object } }>
  }
  expect(content['application/openstack-images-v2.1-json-patch']!.schema.items).toMatchObject({
    required: ['op', 'path'],
  })
  expect(content['application/openstack-images-v2.0-json-patch']!.schema.items).toHaveProperty(
    'oneOf',
  )
})
