/**
 * Attributes that most resources have: what they are for, when they were made and changed, revisions,
 * and tags. Source: openstack/neutron neutron/extensions/standardattrdescription.py, timestamp.py,
 * revisions.py, tagging.py (TAG_ATTRIBUTE_MAP), tag_ports_during_bulk_creation.py, and
 * neutron/db/tag_db.py (apply_tag_filters).
 */
import type { Condition } from '../lists/conditions.ts'
import type { PolicyRule } from '../policy.ts'
import { attribute, type Filter } from './attribute.ts'
import { integerFrom } from './integers.ts'
import { REVISION } from './revisions.ts'
import { extended, type Attributes, type AttributeTable } from './table.ts'
import { range } from './types/numbers.ts'
import { listOf } from './types/structures.ts'
import { string } from './types/text.ts'

const DESCRIPTION = {
  description: attribute({
    type: string(255),
    post: { default: '' },
    put: true,
    filter: true,
    nullable: true,
  }),
}

/** UTC, to the second: `2026-11-28T09:12:06Z`. */
const TIMES = {
  created_at: attribute({ type: string() }),
  updated_at: attribute({ type: string() }),
}

/** No converter looks at the filter: what is no number matches nothing. */
const revisionFilter: Filter = (texts) => {
  const numbers = texts.map(integerFrom).filter((number) => number !== undefined)
  return { kind: 'in', column: REVISION, values: numbers }
}

const REVISIONS = {
  revision_number: attribute({ type: range(0, null), filter: revisionFilter }),
}

/** With a description, times and revisions. */
export function standard<A extends Attributes>(table: AttributeTable<A>) {
  const described = extended(table, 'standard-attr-description', DESCRIPTION)
  const timed = extended(described, 'standard-attr-timestamp', TIMES)
  return extended(timed, 'standard-attr-revisions', REVISIONS)
}

const TAG = string(255)

/** Tags joined by commas; a list that is filtered by them has a relation `tags`. */
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

/** The same, and tags. @param get who sees them, `get_network:tags` */
export function tagging<A extends Attributes>(table: AttributeTable<A>, get?: PolicyRule) {
  const tags = attribute({
    type: listOf(TAG),
    filter: tagged('all'),
    rules: { ...(get && { get }) },
  })
  return extended(standard(table), 'standard-attr-tag', { tags }, TAG_FILTERS)
}

/** The same, where tags may be set on creation. */
export function taggingWhenMade<A extends Attributes>(table: AttributeTable<A>, get?: PolicyRule) {
  const tags = attribute({
    type: listOf(TAG),
    post: { default: [] },
    filter: tagged('all'),
    rules: { ...(get && { get }) },
  })
  return extended(tagging(table, get), 'tag-ports-during-bulk-creation', { tags })
}
