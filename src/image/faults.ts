/**
 * Refusals of Glance. Their text is what webob calls the explanation; a detail stands below the
 * explanation that webob has for the status.
 */
import { Fault, notFound, STOCK_MESSAGE, type FaultOptions } from '../kernel/faults.ts'

/** `Access was denied to this resource.`, and what is wrong below it. */
export function detailed(status: number, detail: string, headers?: Record<string, string>): Fault {
  const options: FaultOptions = { details: { detail }, ...(headers && { headers }) }
  return new Fault(status, STOCK_MESSAGE[status] ?? '', options)
}

/** 404 as most calls have it, for who may not know of the image too. */
export function noImageWith(id: string): Fault {
  return notFound(`No image found with ID ${id}`, { type: 'ImageNotFound' })
}

/** The 404 of members and tags. */
export function imageNotFound(id: string): Fault {
  return notFound(`Image ${id} not found.`, { type: 'ImageNotFound' })
}
