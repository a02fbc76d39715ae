import { policyRule } from '../../kernel/policy.ts'
import { ADMIN } from '../base-rules.ts'

export const COPY = policyRule({
  name: 'copy_image',
  check: ADMIN,
  description: 'Copy the bytes of an image to other stores.',
  scopes: ['project'],
  operations: [{ method: 'POST', path: '/images/{image_id}/import' }],
})

export const importRules = [COPY]
