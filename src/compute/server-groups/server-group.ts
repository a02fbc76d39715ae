import type { Selectable } from 'kysely'
import { badRequest, notFound, type Fault } from '../../kernel/faults.ts'
import type { ServerGroupPolicy } from './group-policy.ts'
import type { ServerGroupsTable } from '../storage/server-group-tables.ts'

/** Servers that are to share hosts, or not to. */
export type ServerGroup = Readonly<Selectable<ServerGroupsTable>>

interface Viewer {
  readonly isAdmin: boolean
  readonly token: { readonly projectId: string | undefined }
}

/** Those of the own project, any for administrators. */
export function isSeenBy(viewer: Viewer, group: ServerGroup): boolean {
  return viewer.isAdmin || group.project_id === viewer.token.projectId
}

export function serverGroupNotFound(id: string): Fault {
  return notFound(`Instance group ${id} could not be found.`)
}

/** @throws 400 */
export function refuseRulesOf(policy: ServerGroupPolicy, rules: object): void {
  if (policy !== 'anti-affinity' && Object.keys(rules).length > 0) {
    throw badRequest('Only anti-affinity policy supports rules.')
  }
}
