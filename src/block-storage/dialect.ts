import { faultsByStatus, fieldMessage } from '../kernel/dialect.ts'
import { badRequest, forbidden, PolicyRefusal } from '../kernel/faults.ts'
import type { Dialect } from '../kernel/service.ts'

const common = faultsByStatus({
  faultType: 'application/json',
  retryAfterIn: [413],
  mediaTypes: ['application/json', 'application/vnd.openstack.volume+json'],
  invalid: (schema, value) => badRequest(fieldMessage(schema, value, 'body')),
  projectMismatch: () => badRequest('Malformed request url'),
  unknownAction: (action) =>
    badRequest(
      `There is no such action: ${action}. Verify the request body and Content-Type header and ` +
        'try again.',
    ),
  microversionOfOthers: () => badRequest(),
  bodyMissing: () => badRequest("None is not of type 'object'"),
})

const DEFAULT_TYPES = 'volume_extension:default_'

/** How cinder words what the kernel says on its behalf (cinder/api/openstack/wsgi.py). */
export const dialect: Dialect = {
  ...common,
  fault: (fault) =>
    // The handlers of default types have words of their own (cinder/utils.py).
    fault instanceof PolicyRefusal && fault.rule.startsWith(DEFAULT_TYPES)
      ? common.fault(forbidden('You are not authorized to perform this operation.'))
      : common.fault(fault),
}
