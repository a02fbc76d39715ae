/** Flavors of services, and the profiles that say what they are made with. */
import { Type as T } from 'typebox'
import { readCreation, type Creation } from '../../kernel/attributes/bodies.ts'
import { attributeOperations } from '../../kernel/attributes/operations.ts'
import { creationSchema } from '../../kernel/attributes/schemas.ts'
import { readJson } from '../../kernel/body-format.ts'
import { closed } from '../../kernel/view.ts'
import {
  flavorNotFound,
  profileOfFlavorNotFound,
  serviceProfileNotFound,
} from '../faults/flavors.ts'
import { operation } from '../operation.ts'
import {
  ADD_PROFILE,
  flavorRules,
  REMOVE_PROFILE,
  serviceProfileRules,
} from './flavors.policies.ts'
import { deleteProfileOfFlavor, flavorRows, serviceProfileRows } from './flavors.store.ts'
import { FLAVORS, PROFILE_OF_FLAVOR, SERVICE_PROFILES } from './flavors.table.ts'
import {
  addProfile,
  completedFlavors,
  createFlavors,
  createServiceProfiles,
  deleteFlavor,
  deleteServiceProfile,
  updateFlavor,
  updateServiceProfile,
} from './flavors.usecase.ts'

const five = {
  bulk: false,
  paging: 'emulated',
  // They are nobody's; who may see them the rules say.
  visible: () => [],
} as const

const flavors = attributeOperations(operation, FLAVORS, {
  ...five,
  rules: flavorRules,
  errors: { delete: [409] },
  missing: flavorNotFound,
  async find(call, id, visible, lock) {
    const row = await flavorRows.find(call.tx, id, visible, lock)
    return row && (await completedFlavors(call, [row]))[0]
  },
  list: async (call, request) => completedFlavors(call, await flavorRows.list(call.tx, request)),
  create: createFlavors,
  update: updateFlavor,
  delete: deleteFlavor,
})

const profiles = attributeOperations(operation, SERVICE_PROFILES, {
  ...five,
  rules: serviceProfileRules,
  errors: { create: [404], update: [404, 409], delete: [404, 409] },
  missing: serviceProfileNotFound,
  find: ({ tx }, id, visible, lock) => serviceProfileRows.find(tx, id, visible, lock),
  list: ({ tx }, request) => serviceProfileRows.list(tx, request),
  create: createServiceProfiles,
  update: updateServiceProfile,
  delete: deleteServiceProfile,
})

const ID = closed({ id: T.String() })

/** What it answers with is the flavor, of which only the id is an attribute of a profile. */
const add = operation({
  id: 'flavors.add_service_profile',
  method: 'POST',
  path: '/flavors/{flavor_id}/service_profiles',
  summary: 'Give a service profile to a flavor',
  policy: ADD_PROFILE,
  body: readJson(creationSchema(PROFILE_OF_FLAVOR, true), (sent, ctx) => {
    return readCreation(PROFILE_OF_FLAVOR, { bulk: true }, sent, ctx) as Creation<{ id: string }>
  }),
  success: 201,
  response: {
    201: T.Union([closed({ service_profile: ID }), closed({ service_profiles: T.Array(ID) })]),
  },
  errors: [400, 403, 404, 409],
  async handle({ tx, params: { flavor_id: flavorId }, body: { items, isBulk } }) {
    const made = []
    for (const { id } of items) made.push({ id: await addProfile({ tx }, flavorId, id) })
    return isBulk ? { service_profiles: made } : { service_profile: made[0]! }
  },
})

const remove = operation({
  id: 'flavors.remove_service_profile',
  method: 'DELETE',
  path: '/flavors/{flavor_id}/service_profiles/{profile_id}',
  summary: 'Take a service profile from a flavor',
  policy: REMOVE_PROFILE,
  success: 204,
  response: { 204: null },
  errors: [400, 403, 404],
  async handle({ tx, params: { flavor_id: flavorId, profile_id: profileId } }) {
    if (await deleteProfileOfFlavor(tx, flavorId, profileId)) return
    throw profileOfFlavorNotFound(profileId, flavorId)
  },
})

export const flavorOperations = [...flavors, ...profiles, add, remove]
