/** The QoS specs that a path names, looked up after the policy was asked. */
import { target } from '../operation.ts'
import { qosSpecsNotFound, type QosSpecs } from './qos-specs.ts'
import { findQosSpecs } from './qos-specs.store.ts'

export const qosSpecsTarget = target<QosSpecs, { readonly qos_specs_id: string }>({
  load: (tx, { params, lock }) => findQosSpecs(tx, params.qos_specs_id, lock),
  missing: ({ qos_specs_id: id }) => qosSpecsNotFound(id),
  whenMissing: 'last',
})
