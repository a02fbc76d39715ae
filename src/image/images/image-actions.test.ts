/** The state table, walked over HTTP: what may begin in which status, and what it is refused with. */
import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/image-api.ts'
import { useImageCloud } from '../../../test/support/image-cloud.ts'
import { isAllowed } from '../../kernel/state-table.ts'
import type { ImageStatus } from './image-status.ts'
import { IMAGE_ACTIONS, type ImageAction } from './image-actions.ts'

const my = useImageCloud()

const STATUSES: readonly ImageStatus[] = [
  ...(['queued', 'saving', 'uploading', 'importing', 'active'] as const),
  ...(['deactivated', 'pending_delete', 'killed'] as const),
]

const BYTES = { 'Content-Type': 'application/octet-stream' }
const FORMATS = { disk_format: 'raw', container_format: 'bare' }

/** Nobody sends bytes for these images, so that whoever does so next may. */
const ABANDONED: readonly ImageStatus[] = ['saving', 'uploading']
const TAKES_BYTES = ['upload', 'stage']

/** How a client begins each action. */
const BEGUN: Readonly<Record<string, (id: string) => ReturnType<typeof my.demo>>> = {
  upload: (id) => my.demo('PUT', `/images/${id}/file`, 'bytes', BYTES),
  stage: (id) => my.demo('PUT', `/images/${id}/stage`, 'bytes', BYTES),
  deactivate: (id) => my.demo('POST', `/images/${id}/actions/deactivate`),
  reactivate: (id) => my.demo('POST', `/images/${id}/actions/reactivate`),
  delete: (id) => my.demo('DELETE', `/images/${id}`),
}

describe.each(Object.keys(BEGUN))('%s', (name) => {
  const action: ImageAction = IMAGE_ACTIONS[name as keyof typeof IMAGE_ACTIONS]

  test.each(STATUSES)('of an image that is %s', async (status) => {
    const id = await my.image(FORMATS)
    await my.become(id, status)
    const got = await BEGUN[name]!(id)
    const states = { status, size: null, virtual_size: null }
    const isTakenAnew = TAKES_BYTES.includes(name) && ABANDONED.includes(status)
    if (isTakenAnew || isAllowed(action.from, states)) expect(got.status).toBe(204)
    else {
      const { status: code, message } = action.refusal({ id, status })
      expect(refusal(got)).toBe(`${code} ${message}`)
      expect((await my.demo('GET', `/images/${id}`)).body.status).toBe(status)
    }
  })
})
