import { faultsByStatus, fieldMessage } from '../kernel/dialect.ts'
import { badRequest } from '../kernel/faults.ts'
import type { Dialect } from '../kernel/service.ts'

function noSuchAction(action: string) {
  return badRequest(
    `There is no such action: ${action}. Verify the request body and Content-Type header and ` +
      'try again.',
  )
}

/** How cinder words what the kernel says on its behalf (cinder/api/openstack/wsgi.py). */
export const dialect: Dialect = {
  ...faultsByStatus({
    faultType: 'application/json',
    retryAfterIn: [413],
    mediaTypes: ['application/json', 'application/vnd.openstack.volume+json'],
    invalid: (schema, value) => badRequest(fieldMessage(schema, value, 'body')),
    projectMismatch: () => badRequest('Malformed request url'),
    unknownAction: noSuchAction,
    microversionOfOthers: () => badRequest(),
    bodyMissing: () => badRequest("None is not of type 'object'"),
  }),
  // The handlers of default types have words of their own (cinder/utils.py).
  policyRefused: (rule) =>
    rule.startsWith('volume_extension:default_')
      ? 'You are not authorized to perform this operation.'
      : undefined,
  actionMissing: (body) =>
    body === undefined ? noSuchAction('None') : badRequest('Malformed request body'),
  // Its schemas are of draft 4.
  wholeFloatsAreIntegers: false,
}
