import { Type as T } from 'typebox'
import { PUBLIC } from '../../kernel/operation.ts'
import { closed, LINK } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { versionList } from './version.ts'

const DOCUMENT = closed({
  versions: T.Array(closed({ id: T.String(), status: T.String(), links: T.Array(LINK) })),
})

const listAsChoice = operation({
  id: 'versions.choose',
  method: 'GET',
  path: '/',
  mount: 'root',
  summary: 'List the versions of the API, as choices',
  policy: PUBLIC,
  transaction: 'none',
  success: 300,
  ignoresBody: true,
  response: { 300: DOCUMENT },
  errors: [],
  handle: ({ ctx, env }) => versionList(ctx.base, env.cache !== undefined),
})

const list = operation({
  id: 'versions.list',
  method: 'GET',
  path: '/versions',
  mount: 'root',
  summary: 'List the versions of the API',
  policy: PUBLIC,
  transaction: 'none',
  ignoresBody: true,
  response: { 200: DOCUMENT },
  errors: [],
  handle: ({ ctx, env }) => versionList(ctx.base, env.cache !== undefined),
})

export const versionOperations = [listAsChoice, list]
