import { adminsRule } from '../base-rules.ts'

export const COPY = adminsRule(
  'copy_image',
  'Copy the bytes of an image to other stores.',
  'POST /images/{image_id}/import',
)

export const importRules = [COPY]
