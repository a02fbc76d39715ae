/** The image that a path names, and who may do what with it. */
import type { RequestContext } from '../../kernel/context.ts'
import { forbidden, notFound, type Fault } from '../../kernel/faults.ts'
import type { Asked } from '../../kernel/operation.ts'
import type { PolicyRule } from '../../kernel/policy.ts'
import { noImageWith } from '../faults.ts'
import { target } from '../operation.ts'
import { GET } from './images.policies.ts'
import { findVisible } from './images.store.ts'
import { factsOf, viewerOf, type VisibleImage } from './image.ts'

interface Params {
  readonly image_id: string
}

/** @param missing the 404, in the words of the call @param id as the client wrote it */
export function imageTargetOr(missing: (id: string) => Fault) {
  return target<VisibleImage, Params>({
    load: (tx, { ctx, params, lock }) => findVisible(tx, viewerOf(ctx), params.image_id, lock),
    missing: ({ image_id: id }) => missing(id),
    attributes: factsOf,
  })
}

export const imageTarget = imageTargetOr(noImageWith)

/**
 * The image of calls that refuse by its state before the policy is asked: what they judge on is the
 * image itself.
 */
export const judgedImageTarget = target<VisibleImage, Params>({
  load: (tx, { ctx, params, lock }) => findVisible(tx, viewerOf(ctx), params.image_id, lock),
  missing: ({ image_id: id }) => noImageWith(id),
  attributes: (image) => ({ image }),
})

/** What `judgedImageTarget` gives to judge on. */
export function judgedImage(attributes: Record<string, unknown> | undefined): VisibleImage {
  return attributes!['image'] as VisibleImage
}

/**
 * The policy of an operation whose target is an image: who may not even see the image is told that
 * there is none. Source: ImageAPIPolicy._enforce of glance/api/v2/policy.py.
 */
export function onImage(rule: PolicyRule) {
  return {
    policy: rule,
    authorize: ({ ctx }: Pick<Asked, 'ctx'>, image: Record<string, unknown> | undefined): void =>
      authorizeOnImage(ctx, rule, image ?? {}),
  }
}

/** @param facts what policies see of the image @throws Fault 403, 404 */
export function authorizeOnImage(
  ctx: RequestContext,
  rule: PolicyRule,
  facts: Record<string, unknown>,
): void {
  if (ctx.allows(rule, facts)) return refuseStranger(ctx, rule, facts)
  if (rule === GET || !ctx.allows(GET, facts)) throw notFound()
  ctx.authorize(rule, facts)
}

/** What was only for owners when rules let everybody do it. */
const FOR_OWNERS: ReadonlySet<string> = new Set([
  ...['delete_image', 'upload_image', 'modify_image', 'deactivate', 'reactivate'],
  'delete_image_location',
])

/** Only where rules count as they were before secure defaults (check_is_image_mutable). */
function refuseStranger(
  ctx: RequestContext,
  rule: PolicyRule,
  { owner }: Record<string, unknown>,
): void {
  if (ctx.hasNewDefaults || ctx.isAdmin || !FOR_OWNERS.has(rule.name)) return
  if (owner === null || owner !== ctx.token.projectId) throw forbidden('You do not own this image')
}
