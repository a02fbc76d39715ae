import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { field, nullable, View } from '../../kernel/view.ts'
import { itemLinks, type Link } from '../../kernel/item-links.ts'
import { CONSUMERS, type QosSpecs } from './qos-specs.ts'

/** Source: openstack/cinder cinder/api/views/qos_specs.py. */
export const qosSpecsView = new View<QosSpecs>({
  id: field(T.String(), (qos) => qos.id),
  name: field(T.String(), (qos) => qos.name),
  consumer: field(T.Enum([...CONSUMERS]), (qos) => qos.consumer),
  specs: field(T.Record(T.String(), nullable(T.String())), (qos) => Object.fromEntries(qos.specs)),
})

/** Links stand beside single QoS specs, and lists have none. */
export function qosSpecsLinks(ctx: RequestContext, { id }: QosSpecs): Link[] {
  return itemLinks(ctx, 'qos-specs', id)
}
