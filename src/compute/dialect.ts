import { faultsByStatus, fieldMessage } from '../kernel/dialect.ts'
import { badRequest } from '../kernel/faults.ts'

/** How nova words what the kernel says on its behalf (nova/api/openstack/wsgi.py). */
export const dialect = faultsByStatus({
  faultType: 'application/json; charset=UTF-8',
  rootKeys: { 429: 'overLimit' },
  retryAfterIn: [413, 429],
  mediaTypes: ['', 'text/plain', 'application/json', 'application/vnd.openstack.compute+json'],
  invalid: (schema, value, where, relaxed) =>
    badRequest(fieldMessage(schema, value, where, relaxed)),
  projectMismatch: (inPath, inToken) =>
    badRequest(
      `Malformed request URL: URL's project_id '${inPath}' doesn't match Context's project_id ` +
        `'${inToken ?? 'None'}'`,
    ),
  unknownAction: (action) => badRequest(`There is no such action: ${action}`),
  microversionOfOthers: () => undefined,
  bodyMissing: () => badRequest("None is not of type 'object'"),
})
