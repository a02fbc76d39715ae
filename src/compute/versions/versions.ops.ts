import { Type as T } from 'typebox'
import { notFound } from '../../kernel/faults.ts'
import { AUTHENTICATED } from '../../kernel/operation.ts'
import {
  VERSION_DOCUMENT,
  VERSION_FIELDS,
  versionOperations,
} from '../../kernel/version-documents.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { versionDocument, versionList } from './version.ts'

const DOCUMENT = closed({ version: VERSION_DOCUMENT })

const showById = operation({
  id: 'versions.show_by_id',
  method: 'GET',
  path: '/versions/{id}',
  summary: 'Show a version of the API by its id',
  policy: AUTHENTICATED,
  transaction: 'none',
  response: { 200: DOCUMENT },
  errors: [404],
  handle({ ctx, params }) {
    const document = versionDocument(ctx.mountId, ctx.base, params.id)
    if (document === undefined) throw notFound()
    return document
  },
})

export const computeVersionOperations = [
  ...versionOperations(operation, {
    list: {
      status: 200,
      shape: closed({ versions: T.Array(closed(VERSION_FIELDS)) }),
      body: (ctx) => versionList(ctx.base),
    },
    show: {
      shape: DOCUMENT,
      underProjects: true,
      body: (ctx) => versionDocument(ctx.mountId, ctx.base),
    },
  }),
  showById,
]
