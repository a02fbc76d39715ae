/** Calls that change which volume types refer to QoS specs. Upstream made them GETs. */
import { Type as T } from 'typebox'
import { badRequest } from '../../kernel/faults.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { typeNotFound, viewerOf } from '../volume-types/volume-types.ts'
import { findType, getType } from '../volume-types/volume-types.store.ts'
import { associate, associationsOf, disassociate } from './associations.store.ts'
import { GET_ALL, UPDATE } from './policies.ts'
import { qosSpecsTarget } from './qos-specs.usecase.ts'

const PATH = '/qos-specs/{qos_specs_id}'

const list = operation({
  id: 'qos_specs.associations',
  method: 'GET',
  path: `${PATH}/associations`,
  summary: 'List the volume types that refer to QoS specs',
  policy: GET_ALL,
  target: qosSpecsTarget,
  query: NO_PARAMETERS,
  response: {
    200: closed({
      qos_associations: T.Array(
        closed({ association_type: T.Literal('volume_type'), name: T.String(), id: T.String() }),
      ),
    }),
  },
  errors: [403, 404],
  async handle({ tx, target }) {
    const types = await associationsOf(tx, target.id)
    return {
      qos_associations: types.map(({ id, name }) => ({
        association_type: 'volume_type' as const,
        name,
        id,
      })),
    }
  },
})

const TYPE = T.Object({ vol_type_id: T.Optional(T.String()) })

interface Named {
  readonly query: { readonly vol_type_id?: string | undefined }
}

/** @throws 400 */
function refuseNoType({ query }: Named): void {
  if (!query.vol_type_id) throw badRequest('Volume Type id must not be None.')
}

const add = operation({
  id: 'qos_specs.associate',
  method: 'GET',
  path: `${PATH}/associate`,
  summary: 'Let a volume type refer to QoS specs',
  policy: UPDATE,
  target: qosSpecsTarget,
  transaction: 'write',
  lock: 'stay',
  query: TYPE,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  refuse: refuseNoType,
  async handle({ tx, ctx, env, target: { id: qosId }, query }) {
    const typeId = query.vol_type_id ?? ''
    const type = await findType(tx, viewerOf(ctx), typeId, 'change')
    if (type === undefined) throw typeNotFound(typeId)
    if (type.qosSpecsId === null) {
      await associate(tx, { typeId, qosId, now: env.clock.isoNow() })
    } else if (type.qosSpecsId !== qosId) {
      throw badRequest(
        `Invalid volume type: Type ${typeId} is already associated with another qos specs: ` +
          type.qosSpecsId,
      )
    }
  },
})

const remove = operation({
  id: 'qos_specs.disassociate',
  method: 'GET',
  path: `${PATH}/disassociate`,
  summary: 'Let a volume type no longer refer to QoS specs',
  policy: UPDATE,
  target: qosSpecsTarget,
  transaction: 'write',
  query: TYPE,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  refuse: refuseNoType,
  async handle({ tx, ctx, env, target, query }) {
    const { id: typeId } = await getType(tx, viewerOf(ctx), query.vol_type_id ?? '')
    await disassociate(tx, { typeId, qosId: target.id, now: env.clock.isoNow() })
  },
})

const removeAll = operation({
  id: 'qos_specs.disassociate_all',
  method: 'GET',
  path: `${PATH}/disassociate_all`,
  summary: 'Let no volume type refer to QoS specs any more',
  policy: UPDATE,
  target: qosSpecsTarget,
  transaction: 'write',
  query: NO_PARAMETERS,
  success: 202,
  response: { 202: null },
  errors: [403, 404],
  handle: ({ tx, env, target }) => disassociate(tx, { qosId: target.id, now: env.clock.isoNow() }),
})

export const qosAssociationOperations = [list, add, remove, removeAll]
