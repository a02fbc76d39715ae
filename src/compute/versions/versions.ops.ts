import { Type as T } from 'typebox'
import {
  VERSION_DOCUMENT,
  VERSION_FIELDS,
  versionOperations,
} from '../../kernel/version-documents.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { versionDocument, versionList } from './version.ts'

export const computeVersionOperations = versionOperations(operation, {
  list: {
    status: 200,
    shape: closed({ versions: T.Array(closed(VERSION_FIELDS)) }),
    body: (ctx) => versionList(ctx.base),
  },
  show: {
    shape: closed({ version: VERSION_DOCUMENT }),
    body: (ctx) => versionDocument(ctx.mountId, ctx.base),
  },
})
