import { Type as T } from 'typebox'
import type { RequestContext } from '../kernel/context.ts'
import { closed } from '../kernel/view.ts'

/** Links of Placement have a path and no address, so that they hold behind any proxy. */
export const LINKS = T.Array(closed({ rel: T.String(), href: T.String() }))

/** @param path from the root of the service */
export function pathOf({ base }: RequestContext, path: string): string {
  return new URL(base).pathname.replace(/\/$/, '') + path
}

/** Where something that was made is, with the address. */
export function locationOf({ base }: RequestContext, path: string): Record<string, string> {
  return { Location: base + path }
}
