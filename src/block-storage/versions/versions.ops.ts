import { Type as T } from 'typebox'
import { VERSION_DOCUMENT, versionOperations } from '../../kernel/version-documents.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { versionDocument, versionList } from './version.ts'

/** Cinder shows one version as a list of one. */
const DOCUMENT = closed({ versions: T.Array(VERSION_DOCUMENT) })

export const blockStorageVersionOperations = versionOperations(operation, {
  list: { status: 300, shape: DOCUMENT, body: (ctx) => versionList(ctx.base) },
  show: { shape: DOCUMENT, body: (ctx) => versionDocument(ctx.mountId, ctx.base) },
})
