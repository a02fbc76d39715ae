/** What bodies of a resource look like, for OpenAPI; what they may say is judged by `bodies.ts`. */
import { Type as T, type TObject, type TSchema } from 'typebox'
import { closed } from '../view.ts'
import { OLD_OWNER, OWNER, sentSchema, type AttributeTable } from './table.ts'

export const LINKS = T.Optional(
  T.Array(closed({ rel: T.Union([T.Literal('next'), T.Literal('previous')]), href: T.String() })),
)

export function creationSchema(
  { attributes, resource, collection }: AttributeTable,
  bulk: boolean,
): TSchema {
  const item = closed(
    Object.fromEntries(
      [...attributes].flatMap(([name, attribute]) => {
        const { posting } = attribute
        if (posting === undefined) return []
        const schema = sentSchema(attribute)
        // The owner is usually the caller's project.
        const isNeeded = posting === 'required' && name !== OWNER && name !== OLD_OWNER
        return [[name, isNeeded ? schema : T.Optional(schema)]]
      }),
    ),
  )
  const one = T.Object({ [resource]: item })
  return bulk ? T.Union([one, T.Object({ [collection]: T.Array(item) })]) : one
}

export function changesSchema({ attributes, resource }: AttributeTable): TObject {
  const changeable = [...attributes].filter(([, { put }]) => put)
  const properties = changeable.map(([name, it]) => [name, T.Optional(sentSchema(it))] as const)
  return T.Object({ [resource]: closed(Object.fromEntries(properties)) })
}
