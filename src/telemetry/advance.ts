/** `POST /stackling/advance`: how a test says that work which waits has taken long enough. */
import type { App } from '../app.ts'
import { AuthenticationRequired, badRequest, forbidden } from '../kernel/faults.ts'
import type { ProgramRoute } from '../kernel/program-routes.ts'

/**
 * With manual transitions every job waits: all of them go on, or with `{"resource_id": "…"}` in the
 * body those of one resource. Answers `{"advanced": <number of jobs>}` once they are due, without
 * waiting for them to be done. For holders of the role admin, in any scope. Refusals are in the
 * words of the first service on the port.
 */
export function advance(app: App): ProgramRoute {
  return {
    method: 'POST',
    path: '/stackling/advance',
    async handle({ headers, body }) {
      const text = headers['x-auth-token']
      const token = typeof text === 'string' && (await app.authenticator.authenticate(text))
      if (!token) throw new AuthenticationRequired()
      if (!token.roles.includes('admin')) throw forbidden('Only administrators may advance work.')
      return { body: { advanced: await app.jobs.advance(filterIn(body)) } }
    },
  }
}

/** @throws Fault 400 where it is not what the server understands: it must not advance too much. */
function filterIn(body: Buffer | undefined): { resourceId?: string } {
  if (body === undefined || body.length === 0) return {}
  const { resource_id: resourceId, ...rest } = objectIn(body)
  if (Object.keys(rest).length > 0) {
    throw badRequest(`The body may have resource_id only, not ${Object.keys(rest).join(', ')}.`)
  }
  if (resourceId === undefined) return {}
  if (typeof resourceId !== 'string') throw badRequest('resource_id must be a string.')
  return { resourceId }
}

function objectIn(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString())
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch {
    // Said below.
  }
  throw badRequest('The body must be a JSON object, or empty.')
}
