/**
 * The calls that check, make and end a link between two things, such as a user's membership of a
 * group: its path names both, and none of them has a body.
 */
import type { Fault } from '../../kernel/faults.ts'
import type { Input, Operation } from '../../kernel/operation.ts'
import type { PolicyRule } from '../../kernel/policy.ts'
import type { Target } from '../../kernel/target.ts'
import { operation, type IdentityEnv } from '../operation.ts'

type Call<T, Params> = Pick<
  Input<IdentityEnv, Params, undefined, undefined, T, 'write'>,
  'tx' | 'ctx' | 'env' | 'params' | 'target'
>

interface Part<T, Params, Result> {
  readonly id: string
  readonly summary: string
  readonly policy: PolicyRule
  /** The statuses of its refusals, where they are not 403 and 404. */
  readonly errors?: readonly number[]
  /** Where it is not found as the others find it. */
  readonly target?: Target<T, Params, IdentityEnv>
  handle(call: Call<T, Params>): Promise<Result>
}

interface LinkFamily<T, Params> {
  /** `/groups/{group_id}/users/{user_id}`. */
  readonly path: string
  readonly target: Target<T, Params, IdentityEnv>
  /** The refusal where there is no such link. */
  absent(target: T, params: Params): Fault
  /** Left out where it is declared by itself. @returns whether there is a link */
  readonly check?: Part<T, Params, boolean>
  /** To link twice is the same as once, unless it refuses. */
  readonly add: Part<T, Params, void>
  /** Left out likewise. @returns whether there was a link */
  readonly remove?: Part<T, Params, boolean>
}

export function linkOperations<T, Params>(family: LinkFamily<T, Params>): Operation[] {
  const erased = family as unknown as Family
  const { check, add, remove } = erased
  return [
    ...(check ? [operation({ ...linked(erased, check), method: 'GET' })] : []),
    operation({ ...common(erased, add), method: 'PUT', handle: add.handle }),
    ...(remove ? [operation({ ...linked(erased, remove), method: 'DELETE', lock: 'none' })] : []),
  ]
}

/** With the types forgotten that `linkOperations` has checked. */
type Family = LinkFamily<unknown, Readonly<Record<string, string>>>
type AnyPart<Result> = Part<unknown, Readonly<Record<string, string>>, Result>

/** What all three have in common. */
function common({ path, target }: Family, part: AnyPart<unknown>) {
  const { id, summary, policy, errors = [403, 404] } = part
  const response = { 204: null }
  return {
    id,
    path,
    summary,
    policy,
    target: part.target ?? target,
    success: 204,
    response,
    errors,
  }
}

/** What the two have in common that refuse where there is no link. */
function linked(family: Family, part: AnyPart<boolean>) {
  return {
    ...common(family, part),
    async handle(call: Call<unknown, Readonly<Record<string, string>>>): Promise<void> {
      if (!(await part.handle(call))) throw family.absent(call.target, call.params)
    },
  }
}
