/**
 * Rules of tags. Source: openstack/neutron neutron/extensions/tagging.py,
 * neutron/services/tag/tag_plugin.py.
 */
import { badPart, invalidInput } from '../../kernel/attributes/refusals.ts'
import { listOf, string } from '../../kernel/attributes/types.ts'
import { isDict } from '../../kernel/attributes/types/structures.ts'
import { notFound, type Fault } from '../../kernel/faults.ts'

/** Of one resource, at most. Source: neutron_lib/db/constants.py, neutron/extensions/tagging.py. */
const MOST = 50

const tag = string(255)
const tags = listOf(tag)

/** @throws Fault 400 InvalidInput */
export function readTags(sent: unknown): SentTags {
  if (!isDict(sent) || !Object.hasOwn(sent, 'tags')) throw invalidInput('Invalid tags body')
  const reason = tags.reason(sent['tags'])
  if (reason !== undefined) throw invalidInput(reason)
  return sent as unknown as SentTags
}

/** What else a client sends with tags the answer repeats. */
export interface SentTags {
  readonly tags: readonly string[]
}

/** @throws Fault 400 InvalidInput */
export function refuseLongTag(name: string): void {
  const reason = tag.reason(name)
  if (reason !== undefined) throw invalidInput(reason)
}

/** As answers show them, each once. @throws Fault 400 where they are too many */
export function allowedTags(names: Iterable<string>, collection: string): readonly string[] {
  const all = [...new Set(names)].toSorted()
  if (all.length <= MOST) return all
  throw badPart(collection, `The number of tags exceed the per-resource limit of ${MOST}`)
}

export function tagNotFound(name: string): Fault {
  return notFound(`Tag ${name} could not be found.`, { type: 'TagNotFound' })
}

export function taggedNotFound(collection: string, id: string): Fault {
  return notFound(`Resource ${collection} ${id} could not be found.`, {
    type: 'TagResourceNotFound',
  })
}
