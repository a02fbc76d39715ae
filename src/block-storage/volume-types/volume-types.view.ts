import { Type as T } from 'typebox'
import { SPECS } from '../../kernel/families/specs.ts'
import { field, nullable, View } from '../../kernel/view.ts'
import { READ_SENSITIVE, SHOW_ACCESS, SHOW_EXTRA_SPECS, SHOW_QOS } from './policies.ts'
import { specsFor, type VolumeType } from './volume-types.ts'

const ID = field(T.String(), (type: VolumeType) => type.id)
const NAME = field(T.String(), (type: VolumeType) => type.name)
const IS_PUBLIC = field(T.Boolean(), (type: VolumeType) => type.isPublic)
const DESCRIPTION = field(nullable(T.String()), (type: VolumeType) => type.description)
const EXTRA_SPECS = field(
  SPECS,
  (type: VolumeType, ctx) => specsFor(type, ctx.allows(READ_SENSITIVE)),
  { rule: SHOW_EXTRA_SPECS },
)
const QOS_SPECS_ID = field(nullable(T.String()), (type: VolumeType) => type.qosSpecsId, {
  rule: SHOW_QOS,
})
const ACCESS = field(T.Boolean(), (type: VolumeType) => type.isPublic, { rule: SHOW_ACCESS })

/** `/types/default`: the extension that adds whether a type is public does not know this path. */
export const defaultTypeView = new View<VolumeType>({
  id: ID,
  name: NAME,
  is_public: IS_PUBLIC,
  description: DESCRIPTION,
  extra_specs: EXTRA_SPECS,
  qos_specs_id: QOS_SPECS_ID,
})

/** A type in a list or shown by itself. */
export const typeView = new View<VolumeType>({
  id: ID,
  name: NAME,
  is_public: IS_PUBLIC,
  description: DESCRIPTION,
  extra_specs: EXTRA_SPECS,
  qos_specs_id: QOS_SPECS_ID,
  'os-volume-type-access:is_public': ACCESS,
})

const ALL_SPECS = field(SPECS, (type: VolumeType) => specsFor(type, true))

/** A type that was just changed, shown to whoever may change it: an older view, with all specs. */
export const changedTypeView = new View<VolumeType>({
  id: ID,
  name: NAME,
  is_public: IS_PUBLIC,
  extra_specs: ALL_SPECS,
  description: DESCRIPTION,
})

export const createdTypeView = new View<VolumeType>({
  id: ID,
  name: NAME,
  is_public: IS_PUBLIC,
  extra_specs: ALL_SPECS,
  description: DESCRIPTION,
  'os-volume-type-access:is_public': ACCESS,
})
