import { Type as T } from 'typebox'
import { bytes } from '../../kernel/body-format.ts'
import { BYTES } from '../../kernel/byte-stream.ts'
import { badRequest, forbidden } from '../../kernel/faults.ts'
import { Reply } from '../../kernel/operation.ts'
import { factsOf } from '../images/image.ts'
import { imageTarget, onImage } from '../images/image-target.usecase.ts'
import { MODIFY } from '../images/images.policies.ts'
import { operation, type ImageEnv } from '../operation.ts'
import { DOWNLOAD, DOWNLOAD_FROM_STORE, UPLOAD } from './data.policies.ts'
import { bytesOf } from './download.ts'
import { readBytes, stageFile, uploadFile } from './upload.usecase.ts'

/** `image_size_cap` of Glance: 1 TiB. */
const MOST = 2 ** 40

/** As long as bytes come. */
const sent = bytes({ limit: MOST, deadline: Infinity }, readBytes)

const upload = operation({
  id: 'images.upload',
  method: 'PUT',
  path: '/images/{image_id}/file',
  summary: 'Give an image its bytes',
  ...onImage(UPLOAD),
  target: imageTarget,
  transaction: 'none',
  body: sent,
  success: 204,
  response: { 204: null },
  errors: [400, 403, 404, 409, 410, 413, 415],
  handle: ({ env, ctx, body, reload }) => uploadFile({ env, ctx, body, reload }),
})

const stage = operation({
  id: 'images.stage',
  method: 'PUT',
  path: '/images/{image_id}/stage',
  summary: 'Put bytes aside, to be imported',
  ...onImage(MODIFY),
  target: imageTarget,
  transaction: 'none',
  body: sent,
  success: 204,
  response: { 204: null },
  errors: [400, 403, 404, 409, 413, 415],
  handle: ({ env, ctx, body, reload }) => stageFile({ env, ctx, body, reload }),
})

const onDownload = onImage(DOWNLOAD)

const download = operation({
  id: 'images.download',
  method: 'GET',
  path: '/images/{image_id}/file',
  summary: 'Read the bytes of an image',
  policy: DOWNLOAD,
  authorize(asked, image) {
    if (image?.['status'] === 'deactivated' && !asked.ctx.isAdmin) {
      throw forbidden('The requested image has been deactivated. Image data download is forbidden.')
    }
    onDownload.authorize(asked, image)
  },
  target: imageTarget,
  query: T.Object({ prefer: T.Optional(T.String()) }),
  response: { 200: BYTES, 206: BYTES, 204: null },
  errors: [400, 403, 404, 416],
  handle({ env, ctx, query, target: image }) {
    const preferred = storesIn(env, query.prefer)
    if (preferred.length > 0) ctx.authorize(DOWNLOAD_FROM_STORE, factsOf(image))
    if (image.locations.length === 0) return new Reply({ status: 204 })
    const headers = image.checksum === null ? {} : { 'Content-MD5': image.checksum }
    return new Reply({ headers, body: bytesOf(env, image, preferred) })
  },
})

/** @throws Fault 400 */
function storesIn({ stores }: ImageEnv, prefer: string | undefined): string[] {
  const names = (prefer ?? '').split(',').map((name) => name.trim())
  const known = names.filter((name) => name !== '')
  const unknown = known.find((name) => stores.named(name) === undefined)
  if (unknown !== undefined) throw badRequest(`Store '${unknown}' is not configured.`)
  return known
}

export const dataOperations = [upload, stage, download]
