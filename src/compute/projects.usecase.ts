import type { RequestContext } from '../kernel/context.ts'
import { badRequest } from '../kernel/faults.ts'
import type { Tx } from '../storage/database.ts'
import type { ComputeEnv } from './operation.ts'

interface Call {
  readonly tx: Tx
  readonly ctx: Pick<RequestContext, 'isAdmin'>
  readonly env: Pick<ComputeEnv, 'facades'>
}

/**
 * Of those whom Identity does not tell which projects there are, any name is taken: upstream asks it
 * with the token of the request, and goes on where that is forbidden (nova/api/openstack/identity.py).
 * @throws Fault 400
 */
export async function requireProject({ tx, ctx, env }: Call, id: string): Promise<void> {
  if (!ctx.isAdmin || (await env.facades.identity.findProject(tx, id)) !== undefined) return
  throw badRequest(`Project ID ${id} is not a valid project.`)
}
