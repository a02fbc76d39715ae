import { badRequest } from '../kernel/faults.ts'

/**
 * The object that a client sent as a body.
 * @param sent undefined where there is no body
 * @throws Fault 400 (JSONRequestDeserializer of glance/common/wsgi.py)
 */
export function objectIn(sent: unknown): Readonly<Record<string, unknown>> {
  if (sent === undefined) throw badRequest('Body expected in request.')
  // The real service fails on a list.
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) {
    throw badRequest('Unexpected body type. Expected list/dict.')
  }
  return sent as Readonly<Record<string, unknown>>
}
