/** Refusals that are pages: of what stands outside of a version, and of extensions. */
import { notFound, type Fault } from '../kernel/faults.ts'

/** @param detail what stands below the words that webob has for the status */
export function pageNotFound(detail = ''): Fault {
  return notFound(undefined, { details: { isPage: true, detail } })
}

/** One of those above. */
export function isPage({ details }: Fault): boolean {
  return details?.['isPage'] === true
}
