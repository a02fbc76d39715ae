import type { Selectable } from 'kysely'
import type { RequestContext } from '../../kernel/context.ts'
import type { ImagesTable } from '../storage/tables.ts'

/** The row, and what other tables have of it. */
export interface Image extends Selectable<ImagesTable> {
  /** In the order in which they were added. */
  readonly properties: Readonly<Record<string, string | null>>
  readonly tags: readonly string[]
  /** The active ones. */
  readonly locations: readonly ImageLocation[]
}

export interface ImageLocation {
  readonly serial: number
  readonly url: string
  readonly store: string
  /** Without the store. */
  readonly metadata: Readonly<Record<string, unknown>>
}

/** An image as somebody sees it. */
export interface VisibleImage extends Image {
  /** The project that it is shared with and that sees it for that; null where it sees it anyway. */
  readonly member: string | null
}

/** Who asks for images. */
export interface Viewer {
  /** Undefined for a token without a project, which sees what everybody sees. */
  readonly projectId: string | undefined
  /** Sees them all. */
  readonly isAdmin: boolean
}

export function viewerOf({ token, isAdmin }: RequestContext): Viewer {
  return { projectId: token.projectId, isAdmin }
}

/**
 * Whether somebody may know of an image.
 * @param isMember the image is shared with the viewer's project, accepted or not
 * Source: is_image_visible of glance/db/utils.py.
 */
export function isVisible(
  { owner, visibility }: Pick<Image, 'owner' | 'visibility'>,
  { projectId, isAdmin }: Viewer,
  isMember: boolean,
): boolean {
  if (isAdmin || owner === null || visibility === 'public' || visibility === 'community')
    return true
  if (projectId === undefined) return false
  return owner === projectId || (visibility === 'shared' && isMember)
}

export function asSeenBy(image: Image, { projectId }: Viewer): VisibleImage {
  const isShared = image.visibility === 'shared' && image.owner !== projectId
  return { ...image, member: isShared ? (projectId ?? null) : null }
}

/** What policies see of an image (ImageTarget of glance/api/policy.py). */
export function factsOf(image: VisibleImage): Record<string, unknown> {
  const { owner, visibility, member, properties } = image
  return {
    ...properties,
    id: image.id,
    name: image.name,
    status: image.status,
    protected: image.protected === 1,
    project_id: owner,
    owner,
    visibility,
    member_id: member,
  }
}
