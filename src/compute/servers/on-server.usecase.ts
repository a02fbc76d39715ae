import { serverTarget } from './server-target.usecase.ts'

/** What all calls have in common that do something to a server after the answer. */
export const ON_SERVER = {
  method: 'POST',
  path: '/servers/{server_id}/action',
  target: serverTarget,
  checks: ['body', 'target', 'policy'],
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404, 409],
} as const
