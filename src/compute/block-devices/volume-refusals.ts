/**
 * How Nova passes on what Block Storage refuses. Source: openstack/nova nova/volume/cinder.py
 * (translate_cinder_exception, translate_create_exception), cinderclient's exceptions.
 */
import { badRequest, type Fault } from '../../kernel/faults.ts'

/** As the client of Block Storage words its refusal. */
export function asClientSays({ message, status }: Fault, requestId: string | null): string {
  return `${message} (HTTP ${status}) (Request-ID: ${requestId ?? 'None'})`
}

/** A volume whose state forbids what is asked. */
export function volumeRefused(refusal: Fault, requestId: string): Fault {
  return badRequest(`Invalid volume: Invalid input received: ${asClientSays(refusal, requestId)}`)
}

/** Why no volume could be made for a server, as its fault says it. */
export function creationRefused(refusal: Fault, requestId: string | null): string {
  if (refusal.status === 413 || refusal.status === 404) return refusal.message
  if (refusal.status !== 400) return asClientSays(refusal, requestId)
  return `Invalid input received: ${asClientSays(refusal, requestId)}`
}
