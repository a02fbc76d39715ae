/** Source: nova/api/openstack/compute/views/flavors.py. */
import { Type as T } from 'typebox'
import { itemLinks } from '../../kernel/item-links.ts'
import { pythonFloat } from '../../kernel/python.ts'
import { field, LINK, nullable, View } from '../../kernel/view.ts'
import type { Flavor, FlavorRow } from './flavor.ts'
import { LIST_SPECS } from './policies.ts'

const identity = {
  id: field(T.String(), ({ id }: FlavorRow) => id),
  name: field(T.String(), ({ name }: FlavorRow) => name),
}

const links = field(T.Array(LINK), ({ id }: FlavorRow, ctx) => itemLinks(ctx, 'flavors', id))

const description = field(nullable(T.String()), (flavor: FlavorRow) => flavor.description, {
  from: '2.55',
})

export const flavorView = new View<FlavorRow>({ ...identity, links, description })

export const flavorDetailView = new View<Flavor>({
  ...identity,
  ram: field(T.Integer(), ({ ram }) => ram),
  disk: field(T.Integer(), ({ disk }) => disk),
  swap: [
    field(T.Union([T.Integer(), T.Literal('')]), ({ swap }) => swap || '', { until: '2.75' }),
    field(T.Integer(), ({ swap }) => swap, { from: '2.75' }),
  ],
  'OS-FLV-EXT-DATA:ephemeral': field(T.Integer(), ({ ephemeral }) => ephemeral),
  // No call disables a flavor.
  'OS-FLV-DISABLED:disabled': field(T.Literal(false), () => false, { until: '2.102' }),
  vcpus: field(T.Integer(), ({ vcpus }) => vcpus),
  'os-flavor-access:is_public': field(T.Boolean(), (flavor) => flavor.is_public === 1),
  rxtx_factor: field(T.Number(), (flavor) => pythonFloat(flavor.rxtx_factor), { until: '2.102' }),
  links,
  description,
  extra_specs: field(T.Record(T.String(), T.String()), ({ extraSpecs }) => extraSpecs, {
    from: '2.61',
    rule: LIST_SPECS,
  }),
})
