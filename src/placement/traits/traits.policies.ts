import { operatorsRule } from '../base-rules.ts'

/** Source: placement/policies/trait.py. */
const ONE = '/traits/{name}'

const traits = (verb: string, description: string, call: `${string} ${string}`) =>
  operatorsRule(`traits:${verb}`, description, call)

export const LIST = traits('list', 'List traits.', 'GET /traits')
export const SHOW = traits('show', 'See whether there is a trait.', `GET ${ONE}`)
export const UPDATE = traits('update', 'Create a trait, unless there is one.', `PUT ${ONE}`)
export const DELETE = traits('delete', 'Delete a trait.', `DELETE ${ONE}`)
