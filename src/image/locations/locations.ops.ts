import { Type as T } from 'typebox'
import { readJson } from '../../kernel/body-format.ts'
import {
  authorizeOnImage,
  imageTarget,
  judgedImage,
  judgedImageTarget,
  onImage,
} from '../images/image-target.usecase.ts'
import { factsOf } from '../images/image.ts'
import { LOCATION, shownLocation } from '../images/images.view.ts'
import { refuseLocked } from '../import/import-request.ts'
import { operation } from '../operation.ts'
import { beginAddLocation, refuseLocation, refuseStatus } from './add-location.usecase.ts'
import { ADD_LOCATION, FETCH_LOCATION } from './locations.policies.ts'
import { readNewLocation } from './new-location.ts'

const PATH = '/images/{image_id}/locations'

const list = operation({
  id: 'locations.list',
  method: 'GET',
  path: PATH,
  summary: 'List where the bytes of an image lie',
  ...onImage(FETCH_LOCATION),
  target: imageTarget,
  response: { 200: T.Array(LOCATION) },
  errors: [403, 404],
  handle: ({ target: image }) => image.locations.map(shownLocation),
})

const add = operation({
  id: 'locations.add',
  method: 'POST',
  path: PATH,
  summary: 'Say where the bytes of a queued image lie already',
  policy: ADD_LOCATION,
  target: judgedImageTarget,
  authorize({ ctx }, attributes) {
    const image = judgedImage(attributes)
    refuseStatus(image)
    authorizeOnImage(ctx, ADD_LOCATION, factsOf(image))
  },
  body: readJson(T.Object({ url: T.String() }), readNewLocation),
  transaction: 'none',
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404, 409],
  async handle({ ctx, env, body, reload }) {
    await refuseLocation(env, ctx, body)
    await env.database.write(async (tx) => {
      const image = await reload(tx)
      refuseLocked(image)
      await beginAddLocation(tx, env, ctx, image, body)
    })
  },
})

export const locationOperations = [list, add]
