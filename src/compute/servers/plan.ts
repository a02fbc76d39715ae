import type { ImageHead } from '../../image/facade.ts'
import type { ServerAsked } from './create.schemas.ts'
import type { ServerRequest } from './server-request.ts'
import type { ServerFlavor } from './server.ts'

/** What is to be made, once nothing speaks against it. */
export interface Plan {
  readonly asked: ServerAsked
  readonly flavor: ServerFlavor
  /** Undefined where a volume is booted from and no image was named. */
  readonly image: ImageHead | undefined
  readonly keyData: string | null
  readonly serverGroupId: string | null
  readonly request: ServerRequest
}
