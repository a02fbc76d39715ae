/** The attributes of address scopes. Source: neutron_lib/api/definitions/address_scope.py. */
import { attribute, type Converter } from '../../kernel/attributes/attribute.ts'
import { toBoolean, toInteger } from '../../kernel/attributes/converters.ts'
import { attributeTable } from '../../kernel/attributes/table.ts'
import { nameString, string, uuid, values } from '../../kernel/attributes/types.ts'
import { sharedFilter } from '../rbac/grants.ts'
import { SHARED_RULES } from './address-scopes.policies.ts'

export const ADDRESS_SCOPES = attributeTable(
  {
    resource: 'address_scope',
    collection: 'address_scopes',
    path: '/address-scopes',
    extension: 'address-scope',
  },
  {
    id: attribute({ type: uuid(), filter: true, sort: true }),
    name: attribute({
      ...{ type: nameString(255), post: { default: '' }, put: true, filter: true, sort: true },
    }),
    project_id: attribute({
      ...{ type: string(255), post: 'required', filter: true, sort: true, exact: true },
    }),
    shared: attribute({
      ...{ convert: toBoolean, post: { default: false }, put: true, filter: sharedFilter },
      rules: SHARED_RULES,
    }),
    ip_version: attribute({
      ...{ type: values([4, 6]), convert: toInteger as Converter<4 | 6>, post: 'required' },
      ...{ filter: true, sort: true },
    }),
  },
)

export type AddressScopeAttributes = NonNullable<(typeof ADDRESS_SCOPES)['declared']>
