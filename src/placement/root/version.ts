import { version } from '../../kernel/microversion.ts'
import type { Mount } from '../../kernel/service.ts'

/** The API has one version, at the root of the service. */
export const V1: Mount = {
  id: 'v1',
  prefix: '',
  min: version('1.0'),
  max: version('1.39'),
  projectInPath: 'never',
}
