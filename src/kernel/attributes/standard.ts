/**
 * Attributes that most resources have: what they are for, tags, revisions, and when they were made and
 * changed. Source: openstack/neutron neutron/extensions/standardattrdescription.py, revisions.py,
 * timestamp.py, tagging.py (TAG_ATTRIBUTE_MAP), neutron/db/tag_db.py (apply_tag_filters).
 */
import type { Condition } from '../lists/conditions.ts'
import { attribute, type Filter } from './attribute.ts'
import { toInteger } from './converters.ts'
import { extended, type Attributes, type AttributeTable } from './table.ts'
import { listOf } from './types/structures.ts'
import { string } from './types/text.ts'

const DESCRIPTION = {
  description: attribute({
    type: string(255),
    post: { default: '' },
    put: true,
    filter: true,
    sort: true,
    nullable: true,
  }),
}

const TIMES = {
  created_at: attribute({ type: string() }),
  updated_at: attribute({ type: string() }),
}

const REVISIONS = {
  revision_number: attribute({ convert: toInteger, filter: true, sort: true }),
}

const TAGS = {
  tags: attribute({ type: listOf(string(255)), filter: tagged('all') }),
}

/** Comma-joined tags; a list that is filtered by them has a relation `tags`. */
function tagged(held: Extract<Condition, { kind: 'members' }>['held']): Filter {
  return (values) => {
    const names = new Set(values.flatMap((value) => String(value).split(',')))
    return { kind: 'members', relation: 'tags', names: [...names], held }
  }
}

const TAG_FILTERS = {
  'tags-any': tagged('any'),
  'not-tags': tagged('not all'),
  'not-tags-any': tagged('none'),
}

/** With a description, revisions and times. */
export function standard<A extends Attributes>(table: AttributeTable<A>) {
  const described = extended(table, 'standard-attr-description', DESCRIPTION)
  const timed = extended(described, 'standard-attr-timestamp', TIMES)
  return extended(timed, 'standard-attr-revisions', REVISIONS)
}

/** The same with tags. */
export function tagging<A extends Attributes>(table: AttributeTable<A>) {
  return extended(standard(table), 'standard-attr-tag', TAGS, TAG_FILTERS)
}
