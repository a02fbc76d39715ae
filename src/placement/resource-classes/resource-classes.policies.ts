import { operatorsRule } from '../base-rules.ts'

/** Source: placement/policies/resource_class.py. */
const ALL = '/resource_classes'
const ONE = `${ALL}/{name}`

const classes = (verb: string, description: string, call: `${string} ${string}`) =>
  operatorsRule(`resource_classes:${verb}`, description, call)

export const LIST = classes('list', 'List resource classes.', `GET ${ALL}`)
export const CREATE = classes('create', 'Create a resource class.', `POST ${ALL}`)
export const SHOW = classes('show', 'Show a resource class.', `GET ${ONE}`)
export const UPDATE = classes('update', 'Create or rename a resource class.', `PUT ${ONE}`)
export const DELETE = classes('delete', 'Delete a resource class.', `DELETE ${ONE}`)
