/** On whose behalf something is done: a request's, or the cloud's own. */
import type { RequestContext } from '../kernel/context.ts'

export interface Caller extends Pick<RequestContext, 'isAdmin' | 'allows' | 'projectId'> {
  readonly token: { readonly projectId: string | undefined }
}

/** What the cloud makes by itself it makes as an administrator would. @param projectId for whom */
export function cloudItself(projectId: string): Caller {
  return { isAdmin: true, projectId, token: { projectId }, allows: () => true }
}
