import { Type as T } from 'typebox'
import { readJson } from '../../kernel/body-format.ts'
import { MODIFY } from '../images/images.policies.ts'
import { factsOf, type VisibleImage } from '../images/image.ts'
import { authorizeOnImage, judgedImage, judgedImageTarget } from '../images/image-target.usecase.ts'
import { operation } from '../operation.ts'
import {
  readImport,
  refuseLocked,
  refuseState,
  targetStores,
  unknownMethod,
  type ImportRequest,
} from './import-request.ts'
import { COPY } from './import.policies.ts'
import { beginImport, refuseSource } from './import.usecase.ts'

const importImage = operation({
  id: 'images.import',
  method: 'POST',
  path: '/images/{image_id}/import',
  summary: 'Import the bytes of an image: those that were staged, from the web, or from a store',
  policy: MODIFY,
  target: judgedImageTarget,
  authorize({ ctx, body }, attributes) {
    const asked = body as ImportRequest
    const image = judgedImage(attributes)
    refuseState(asked, image)
    authorizeOnImage(ctx, asked.method === 'copy-image' ? COPY : MODIFY, factsOf(image))
  },
  body: readJson(T.Object({ method: T.Object({ name: T.String() }) }), readImport),
  transaction: 'none',
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404, 409, 413],
  async handle({ ctx, env, body: asked, target: image, reload }) {
    const { importMethods } = env.options
    if (!importMethods.includes(asked.method)) throw unknownMethod(asked.method)
    refuseLocked(image)
    const header = ctx.headers['x-image-meta-store']
    const known = { all: env.stores.all.map(({ id }) => id), default: env.stores.default.id }
    const storesOf = (held: VisibleImage) =>
      targetStores(asked, held, header === undefined ? undefined : String(header), known)
    if (storesOf(image).length === 0) return
    await refuseSource(env, asked)
    await env.database.write(async (tx) => {
      const held = await reload(tx)
      refuseLocked(held)
      const stores = storesOf(held)
      if (stores.length > 0) await beginImport(tx, env, ctx, held, asked, stores)
    })
  },
})

export const importOperations = [importImage]
