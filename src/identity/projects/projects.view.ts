import { parseExactly } from '../../kernel/python.ts'
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { nullable } from '../../kernel/view.ts'
import { SELF } from '../collections.ts'
import type { ProjectRow } from './projects.store.ts'

const TEXTS = T.Array(T.String())

/** Open, because clients may have put attributes of their own into it. */
export const PROJECT = T.Object({
  id: T.String(),
  name: T.String(),
  domain_id: nullable(T.String()),
  description: nullable(T.String()),
  enabled: T.Boolean(),
  parent_id: nullable(T.String()),
  is_domain: T.Boolean(),
  tags: TEXTS,
  options: T.Object({}),
  links: SELF,
})

export const DOMAIN = T.Object({
  id: T.String(),
  name: T.String(),
  description: nullable(T.String()),
  enabled: T.Boolean(),
  tags: TEXTS,
  options: T.Object({}),
  links: SELF,
})

export function renderProject(row: ProjectRow, tags: readonly string[], ctx: RequestContext) {
  return {
    ...(parseExactly(row.extra) as object),
    id: row.id,
    name: row.name,
    domain_id: row.domain_id,
    description: row.description,
    enabled: row.enabled === 1,
    parent_id: row.parent_id,
    is_domain: row.is_domain === 1,
    tags,
    options: JSON.parse(row.options) as object,
    links: { self: `${ctx.endpoint}/projects/${row.id}` },
  }
}

export function renderDomain(row: ProjectRow, tags: readonly string[], ctx: RequestContext) {
  return {
    ...(parseExactly(row.extra) as object),
    id: row.id,
    name: row.name,
    description: row.description,
    enabled: row.enabled === 1,
    tags,
    options: JSON.parse(row.options) as object,
    links: { self: `${ctx.endpoint}/domains/${row.id}` },
  }
}
