/** The volume type that a path names. The policies see the project and the user of the token. */
import { target } from '../operation.ts'
import { typeNotFound, viewerOf, type VolumeType } from './volume-types.ts'
import { findType } from './volume-types.store.ts'

type Params = { readonly volume_type_id: string }

const NAMED = {
  load: (tx, { ctx, params, lock }) => findType(tx, viewerOf(ctx), params.volume_type_id, lock),
  missing: ({ volume_type_id: id }) => typeNotFound(id),
} satisfies Parameters<typeof target<VolumeType, Params>>[0]

/** Looked up before the policy is asked. */
export const typeTarget = target<VolumeType, Params>(NAMED)

/** Looked up after. */
export const typeAfterPolicy = target<VolumeType, Params>({ ...NAMED, whenMissing: 'last' })
