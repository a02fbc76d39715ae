import { attributeOperations } from '../../kernel/attributes/operations.ts'
import { addressScopeNotFound } from '../faults.ts'
import { operation } from '../operation.ts'
import { addressScopeRules } from './address-scopes.policies.ts'
import { scopeRows } from './address-scopes.store.ts'
import { ADDRESS_SCOPES } from './address-scopes.table.ts'
import { visibleScopes } from './address-scopes.ts'
import {
  completedScopes,
  createScopes,
  deleteScope,
  updateScope,
} from './address-scopes.usecase.ts'

export const addressScopeOperations = attributeOperations(operation, ADDRESS_SCOPES, {
  rules: addressScopeRules,
  errors: { delete: [409] },
  bulk: false,
  visible: visibleScopes,
  missing: addressScopeNotFound,
  async find(call, id, visible, lock) {
    const row = await scopeRows.find(call.tx, id, visible, lock)
    return row && (await completedScopes(call, [row]))[0]
  },
  list: async (call, request) => completedScopes(call, await scopeRows.list(call.tx, request)),
  create: createScopes,
  update: updateScope,
  delete: deleteScope,
})
