/** The members that a path names, and who may know of them. */
import type { Fault } from '../../kernel/faults.ts'
import type { Search } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import { imageNotFound } from '../faults.ts'
import { factsOf, viewerOf, type VisibleImage } from '../images/image.ts'
import { findVisible } from '../images/images.store.ts'
import { authorizeOnImage } from '../images/image-target.usecase.ts'
import { target, type ImageEnv } from '../operation.ts'
import { memberNotFound } from './member.ts'
import { SHOW } from './members.policies.ts'
import { findMember, type MemberRow } from './members.store.ts'

interface OfImage {
  readonly image_id: string
}

interface OfMember extends OfImage {
  readonly member_id: string
}

interface Membership {
  readonly image: VisibleImage
  readonly member: MemberRow
}

type Refusal = (imageId: string) => Fault

/** Which visibility an image has is judged before the policy. */
async function findShared(
  tx: Tx,
  { ctx, params, lock }: Search<OfImage, ImageEnv>,
  notShared: Refusal,
): Promise<VisibleImage | undefined> {
  const image = await findVisible(tx, viewerOf(ctx), params.image_id, lock)
  if (image !== undefined && image.visibility !== 'shared') throw notShared(params.image_id)
  return image
}

/** An image that may have members. @param notShared the refusal of another one */
export function sharedImage(notShared: Refusal) {
  return target<VisibleImage, OfImage>({
    load: (tx, search) => findShared(tx, search, notShared),
    missing: ({ image_id: id }) => imageNotFound(id),
    attributes: factsOf,
  })
}

/** A member that the caller may know of. The policy of the operation judges the image. */
export function memberTarget(notShared: Refusal) {
  return target<Membership, OfMember>({
    async load(tx, search) {
      const { ctx, params } = search
      const image = await findShared(tx, search, notShared)
      if (image === undefined) throw imageNotFound(params.image_id)
      authorizeOnImage(ctx, SHOW, factsOf(image))
      const member = await findMember(tx, image, viewerOf(ctx), params.member_id)
      return member && { image, member }
    },
    missing: ({ image_id: imageId, member_id: member }) => memberNotFound(imageId, member),
    attributes: ({ image }) => factsOf(image),
  })
}
