import { Type as T } from 'typebox'
import { AUTHENTICATED, type Operation } from '../../kernel/operation.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { pageNotFound } from '../pages.ts'
import { extensionsOf } from './extensions.ts'

const extensionSchema = closed({
  name: T.String(),
  alias: T.String(),
  description: T.String(),
  updated: T.String(),
  links: T.Array(T.Never()),
})

/** The operations of the API, with those that show which extensions the others make up. */
export function withExtensions(others: readonly Operation[]): Operation[] {
  const extensions = extensionsOf(others).map((extension) => ({ ...extension, links: [] }))
  const list = operation({
    id: 'extensions.list',
    method: 'GET',
    path: '/extensions',
    summary: 'List the extensions of the API',
    policy: AUTHENTICATED,
    transaction: 'none',
    query: NO_PARAMETERS,
    response: { 200: closed({ extensions: T.Array(extensionSchema) }) },
    errors: [],
    handle: () => ({ extensions }),
  })
  const show = operation({
    id: 'extensions.show',
    method: 'GET',
    path: '/extensions/{alias}',
    summary: 'Show an extension of the API',
    policy: AUTHENTICATED,
    transaction: 'none',
    response: { 200: closed({ extension: extensionSchema }) },
    errors: [404],
    handle({ params: { alias } }) {
      const extension = extensions.find((one) => one.alias === alias)
      if (extension !== undefined) return { extension }
      throw pageNotFound(`Extension with alias ${alias} does not exist`)
    },
  })
  return [list, show, ...others]
}
