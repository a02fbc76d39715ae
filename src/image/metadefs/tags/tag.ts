/** Tags of a namespace: names alone. */
import { readJson } from '../../../kernel/body-format.ts'
import { badRequest, conflict, forbidden, notFound, type Fault } from '../../../kernel/faults.ts'
import { columns, integer, text } from '../../../kernel/lists/conditions.ts'
import { objectIn } from '../../bodies.ts'
import { bodySchema, glanceSchema, refuseReadOnly, refuseUnfit } from '../../schemas/schema.ts'
import { READ_ONLY_TIMES, times } from '../property-schema.ts'

/** Source: openstack/glance glance/api/v2/metadef_tags.py. */
export const TAG_SCHEMA = glanceSchema(
  'tag',
  {
    name: { type: 'string', maxLength: 80 },
    ...times('Date and time of tag creation', 'Date and time of the last tag modification'),
  },
  { required: ['name'] },
)

const TAGS_SCHEMA = glanceSchema('tags', {
  tags: {
    type: 'array',
    items: {
      type: 'object',
      properties: { name: { type: 'string' } },
      required: ['name'],
      additionalProperties: false,
    },
  },
})

/** What lists can be sorted by; of names the case does not count. */
export const TAG_COLUMNS = columns({
  id: integer(),
  namespace_id: integer(),
  name: text({ stored: 'key' }),
  created_at: text(),
  updated_at: text({ nullable: true }),
})

export interface NamedTag {
  readonly name: string
}

export const TAG_BODY = readJson(bodySchema(TAG_SCHEMA), (sent): NamedTag => {
  const body = objectIn(sent)
  refuseReadOnly(body, READ_ONLY_TIMES)
  refuseUnfit(TAG_SCHEMA, body)
  return { name: body['name'] as string }
})

/** Several at once. The real service fails on a body without them, and on a name that is too long. */
export const TAGS_BODY = readJson(bodySchema(TAGS_SCHEMA), (sent): readonly NamedTag[] => {
  const body = objectIn(sent)
  refuseReadOnly(body, READ_ONLY_TIMES)
  refuseUnfit(TAGS_SCHEMA, body)
  const tags = body['tags'] as readonly NamedTag[] | undefined
  if (tags === undefined) throw badRequest("'tags' is a required property")
  for (const tag of tags) refuseUnfit(TAG_SCHEMA, tag)
  return tags
})

export const TAG_FAULTS = {
  missing: (name: string): Fault => notFound(`Could not find metadata tag ${name}`),
  taken,
  takenByAnother: taken,
  protected: (name: string): Fault =>
    forbidden(`Metadata definition tag ${name} is protected and cannot be deleted.`),
}

function taken(name: string, namespace: string): Fault {
  return conflict(
    `A metadata tag with name=${name} already exists in namespace=${namespace}. ` +
      '(Please note that metadata tag names are case insensitive).',
  )
}
