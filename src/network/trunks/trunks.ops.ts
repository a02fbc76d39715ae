import { Type as T } from 'typebox'
import { memberAction } from '../../kernel/attributes/member-action.ts'
import { attributeOperations } from '../../kernel/attributes/operations.ts'
import { subports } from '../../kernel/attributes/types.ts'
import { AttributeView } from '../../kernel/attributes/view.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import type { Lock } from '../../kernel/target.ts'
import type { PolicyRule } from '../../kernel/policy.ts'
import { closed } from '../../kernel/view.ts'
import type { Caller } from '../caller.ts'
import { operation, type NetworkCall } from '../operation.ts'
import { ownOr } from '../visibility.ts'
import { ADD_SUBPORTS, GET_SUBPORTS, REMOVE_SUBPORTS, trunkRules } from './trunks.policies.ts'
import { trunkRows } from './trunks.store.ts'
import { TRUNKS } from './trunks.table.ts'
import { trunkNotFound, type Trunk } from './trunks.ts'
import {
  addSubPorts,
  completedTrunks,
  createTrunks,
  deleteTrunk,
  removeSubPorts,
  updateTrunk,
} from './trunks.usecase.ts'

const found = {
  rules: trunkRules,
  visible: (ctx: Caller) => ownOr(ctx),
  missing: trunkNotFound,
  async find(
    call: NetworkCall,
    id: string,
    visible: readonly Condition[],
    lock: Lock | undefined,
  ): Promise<Trunk | undefined> {
    const row = await trunkRows.find(call.tx, id, visible, lock)
    return row && (await completedTrunks(call, [row]))[0]
  },
}

const five = attributeOperations(operation, TRUNKS, {
  ...found,
  errors: { create: [404, 409], delete: [409] },
  bulk: false,
  list: async (call, request) => completedTrunks(call, await trunkRows.list(call.tx, request)),
  create: createTrunks,
  update: updateTrunk,
  delete: deleteTrunk,
})

const VIEW = new AttributeView(TRUNKS)
const SUB_PORTS = subports().schema

/** An action that changes which ports a trunk carries. */
function changeOf(
  name: 'add_subports' | 'remove_subports',
  summary: string,
  rule: PolicyRule,
  change: typeof addSubPorts,
) {
  return memberAction(operation, TRUNKS, found, {
    ...{ name, method: 'PUT', summary, rule },
    body: T.Object({ sub_ports: SUB_PORTS }),
    response: VIEW.schema,
    errors: [409],
    handle: async (call, now, body) =>
      VIEW.show(await change(call, now, body), call.ctx, undefined),
  })
}

const addOperation = changeOf('add_subports', 'Add ports to a trunk', ADD_SUBPORTS, addSubPorts)
const removeOperation = changeOf(
  'remove_subports',
  'Take ports from a trunk',
  REMOVE_SUBPORTS,
  removeSubPorts,
)

const getOperation = memberAction(operation, TRUNKS, found, {
  name: 'get_subports',
  method: 'GET',
  summary: 'List the ports of a trunk',
  rule: GET_SUBPORTS,
  response: closed({ sub_ports: SUB_PORTS }),
  errors: [],
  handle: async (_, now) => ({ sub_ports: now.sub_ports }),
})

export const trunkOperations = [...five, addOperation, removeOperation, getOperation]
