import type { ImageHead } from '../../image/facade.ts'
import type { PlannedDevice } from '../block-devices/block-device.ts'
import type { ServerAsked } from './create.schemas.ts'
import type { ServerRequest } from './server-request.ts'
import type { ServerFlavor } from './server.ts'

/** What is to be made, once nothing speaks against it. */
export interface Plan {
  readonly asked: ServerAsked
  readonly flavor: ServerFlavor
  /** Undefined where a volume is booted from and no image was named. */
  readonly image: ImageHead | undefined
  /** Of the image, also where a volume was made from it. */
  readonly imageProperties: Readonly<Record<string, string>>
  readonly devices: readonly PlannedDevice[]
  readonly keyData: string | null
  readonly serverGroupId: string | null
  readonly request: ServerRequest
}
