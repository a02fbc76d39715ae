/** On whose behalf something is done: a request's, or somebody's whose request was answered before. */
import type { RequestContext } from '../kernel/context.ts'
import { MV } from './microversions.ts'

type Asked = 'isAdmin' | 'projectId' | 'userId' | 'requestId' | 'version' | 'allows' | 'authorize'

export interface Caller extends Pick<RequestContext, Asked> {
  readonly token: { readonly projectId: string | undefined }
}

/** Whoever something is made for after the answer. */
export interface Owner {
  readonly projectId: string
  readonly userId: string
  /** Of the request by which they wanted it. */
  readonly requestId: string
}

/**
 * Somebody who sees what their project has, and of whom it was asked before whether they may do this:
 * their roles at that time are not known any more.
 */
export function onBehalfOf({ projectId, userId, requestId }: Owner): Caller {
  return {
    ...{ projectId, userId, requestId, token: { projectId } },
    ...{ isAdmin: false, version: MV.LATEST, allows: () => true, authorize: () => undefined },
  }
}
