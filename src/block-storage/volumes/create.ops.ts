import { one } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { createVolume } from './create-volume.usecase.ts'
import { CREATE_BODY } from './volume.schemas.ts'
import { CREATE } from './volumes.policies.ts'
import { volumeView } from './volumes.view.ts'

const create = operation({
  id: 'volumes.create',
  method: 'POST',
  path: '/volumes',
  summary: 'Create a volume',
  policy: CREATE,
  body: CREATE_BODY,
  success: 202,
  response: { 202: one('volume', volumeView) },
  errors: [400, 403, 404, 409, 413],
  async handle({ tx, ctx, env, body }) {
    const { 'OS-SCH-HNT:scheduler_hints': hints, volume: asked } = body
    const volume = await createVolume(tx, ctx, env, {
      ...asked,
      ...(hints && { scheduler_hints: hints }),
    })
    return { volume: volumeView.render(volume, ctx) }
  },
})

export const createOperations = [create]
