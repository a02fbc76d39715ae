import type { Tx } from '../../storage/database.ts'
import { asSeenBy, type Viewer, type VisibleImage } from './image.ts'
import { findVisible } from './images.store.ts'
import type { ImageListRequest } from './list-request.ts'
import { pageOfImages } from './list.store.ts'

/**
 * A page of images as somebody sees them. A marker may be any image that he may know of, in the list
 * or not.
 * @throws 400
 */
export async function pageOfVisible(
  tx: Tx,
  request: ImageListRequest,
  viewer: Viewer,
): Promise<readonly VisibleImage[]> {
  const { marker } = request
  if (marker !== undefined && (await findVisible(tx, viewer, marker.id)) === undefined) {
    throw marker.missing!()
  }
  const images = await pageOfImages(tx, request, viewer)
  return images.map((image) => asSeenBy(image, viewer))
}
