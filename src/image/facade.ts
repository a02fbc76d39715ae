/** What the rest of the program may know of Image. */
import type { RequestContext } from '../kernel/context.ts'
import type { Tx } from '../storage/database.ts'
import { imagesNamed } from './images/by-name.store.ts'
import { factsOf, viewerOf, type Image } from './images/image.ts'
import { GET } from './images/images.policies.ts'
import { findVisible } from './images/images.store.ts'

/** What is known of an image but for its bytes. Sizes in bytes, `min_disk` GiB, `min_ram` MiB. */
export type ImageHead = Readonly<
  Pick<
    Image,
    | 'id'
    | 'name'
    | 'owner'
    | 'status'
    | 'visibility'
    | 'disk_format'
    | 'container_format'
    | 'min_disk'
    | 'min_ram'
    | 'size'
    | 'virtual_size'
    | 'checksum'
    | 'properties'
  >
>

/** What other services may ask of Image, in their own transaction. */
export interface ImageFacade {
  /** On behalf of whoever sent the request, under the rules of Image. */
  as(ctx: RequestContext): ImageClient
}

export interface ImageClient {
  /** Undefined where there is none that the caller may see. */
  find(tx: Tx, id: string): Promise<ImageHead | undefined>
  /** Those of this name in the caller's list, newest first; two of them at most. */
  named(tx: Tx, name: string): Promise<readonly ImageHead[]>
}

declare module '../kernel/facades.ts' {
  interface Facades {
    image: ImageFacade
  }
}

export const IMAGE_FACADE: ImageFacade = {
  as(caller) {
    const ctx = caller.within('image')
    return {
      async find(tx, id) {
        const found = await findVisible(tx, viewerOf(ctx), id)
        return found !== undefined && ctx.allows(GET, factsOf(found)) ? found : undefined
      },
      async named(tx, name) {
        const found = await imagesNamed(tx, viewerOf(ctx), name)
        return found.filter((image) => ctx.allows(GET, factsOf({ ...image, member: null })))
      },
    }
  },
}
