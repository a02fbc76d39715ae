/**
 * The five calls on the specs of a type: keys with a value or null that say what is made of the
 * type. Extra specs of volume types, group specs of group types and extra specs of flavors are such.
 * Source: openstack/cinder cinder/api/contrib/types_extra_specs.py, cinder/api/v3/group_specs.py.
 */
import { Type as T, type TSchema, type TUnsafe } from 'typebox'
import type { Tx } from '../../storage/database.ts'
import type { RequestContext } from '../context.ts'
import { badRequest, type Fault } from '../faults.ts'
import type { Operation, operationFor, Shape } from '../operation.ts'
import type { PolicyRule } from '../policy.ts'
import type { Target } from '../target.ts'
import { closed, nullable } from '../view.ts'

export type Specs = Record<string, string | null>

type Params = Readonly<Record<string, string>>

/** A call that changes specs, before its target is missed. */
export interface SpecChange<Env> {
  readonly tx: Tx
  readonly ctx: RequestContext
  readonly env: Env
  readonly params: Params
  /** As sent; undefined where one is removed. */
  readonly specs: Specs | undefined
}

export interface SpecFamily<Env, Owner> {
  /** Begins the ids of the operations: `volume_types`. */
  readonly resource: string
  /** For summaries: `a volume type`. */
  readonly what: string
  /** One of them, as the ids have it: `extra_spec`. In the plural it is the key of bodies. */
  readonly spec: string
  /** `/types/{volume_type_id}/extra_specs`. */
  readonly path: string
  /** The parameter of the path that is the key: `key`. */
  readonly key: string
  readonly versions?: readonly [min: string, max?: string]
  /** Of the calls that read; anything unless told. */
  readonly query?: Shape<object>
  /** Status of the two answers that differ between the families; 200 unless told. */
  readonly success?: { readonly create?: number; readonly delete?: number }
  readonly rules: Readonly<Record<'list' | 'show' | 'create' | 'update' | 'delete', PolicyRule>>
  readonly target: Target<Owner, Params, Env>
  /** Where it is found otherwise by what deletes. */
  readonly targetOfDelete?: Target<Owner, Params, Env>
  /** What a body may hold. */
  readonly sent: TUnsafe<Specs>
  /** The value of a spec in the answers to what sets it, which repeat what was sent. */
  readonly repeated?: TSchema
  /** What the caller may see of them. */
  shown(owner: Owner, ctx: RequestContext): Specs
  /** Deletions are not asked about by `refuseChange`. */
  readonly deletesAlways?: true
  /** Refuses a change, of a type that is missing too where that is missed last. */
  refuseChange?(change: SpecChange<Env>): Promise<void> | void
  /** Refuses specs that do not go together. */
  refuseSpecs?(owner: Owner, asked: Specs): void
  noSuchKey(params: Params, key: string, doing: 'show' | 'delete'): Fault
  write(tx: Tx, owner: Owner, specs: Specs): Promise<void>
  /** False where there is no such key. */
  remove(tx: Tx, owner: Owner, key: string): Promise<boolean>
}

/** Of answers. */
export const SPECS = specsOf(nullable(T.String()))

function specsOf(value: TSchema) {
  return T.Record(T.String(), value)
}

/** @param operation that of the service */
export function specOperations<Env, Owner>(
  operation: ReturnType<typeof operationFor<Env>>,
  family: SpecFamily<Env, Owner>,
): Operation[] {
  return [...readers(operation, family), ...writers(operation, family), remover(operation, family)]
}

function readers<Env, Owner>(
  operation: ReturnType<typeof operationFor<Env>>,
  family: SpecFamily<Env, Owner>,
): Operation[] {
  const { resource, what, spec, path, rules, target, versions, query } = family
  const ofAll = {
    method: 'GET',
    target,
    ...(versions && { versions }),
    ...(query && { query }),
    errors: query ? [400, 403, 404] : [403, 404],
  } as const
  return [
    operation({
      ...ofAll,
      id: `${resource}.list_${spec}s`,
      path,
      summary: `List the ${words(spec)}s of ${what}`,
      policy: rules.list,
      response: { 200: closed({ [`${spec}s`]: SPECS }) },
      handle: ({ ctx, target: owner }) => ({ [`${spec}s`]: family.shown(owner, ctx) }),
    }),
    operation({
      ...ofAll,
      id: `${resource}.show_${spec}`,
      path: `${path}/{${family.key}}`,
      summary: `Show one ${words(spec)} of ${what}`,
      policy: rules.show,
      response: { 200: SPECS },
      handle({ ctx, target: owner, params }) {
        const key = keyIn(family, params)
        const shown = family.shown(owner, ctx)
        if (!Object.hasOwn(shown, key)) throw family.noSuchKey(params, key, 'show')
        return Object.fromEntries([[key, shown[key]]])
      },
    }),
  ]
}

function writers<Env, Owner>(
  operation: ReturnType<typeof operationFor<Env>>,
  family: SpecFamily<Env, Owner>,
): Operation[] {
  const { resource, what, spec, path, rules, sent, success, repeated } = family
  const all = `${spec}s`
  const answered = repeated === undefined ? SPECS : specsOf(repeated)
  return [
    operation({
      ...changing(family),
      id: `${resource}.create_${all}`,
      method: 'POST',
      path,
      summary: `Set ${words(all)} of ${what}`,
      policy: rules.create,
      body: closed({ [all]: sent }),
      success: success?.create ?? 200,
      response: { [success?.create ?? 200]: closed({ [all]: answered }) },
      refuse: (call) => family.refuseChange?.({ ...call, specs: call.body[all] }),
      async handle({ tx, target: owner, body }) {
        family.refuseSpecs?.(owner, body[all]!)
        await family.write(tx, owner, body[all]!)
        return body
      },
    }),
    operation({
      ...changing(family),
      id: `${resource}.update_${spec}`,
      method: 'PUT',
      path: `${path}/{${family.key}}`,
      summary: `Set one ${words(spec)} of ${what}`,
      policy: rules.update,
      body: T.Unsafe<Specs>({ ...sent, minProperties: 1, maxProperties: 1 }),
      response: { 200: answered },
      refuse: (call) => family.refuseChange?.({ ...call, specs: call.body }),
      async handle({ tx, target: owner, params, body }) {
        const isNamed = Object.hasOwn(body, keyIn(family, params))
        if (!isNamed) throw badRequest('Request body and URI mismatch')
        family.refuseSpecs?.(owner, body)
        await family.write(tx, owner, body)
        return body
      },
    }),
  ]
}

function remover<Env, Owner>(
  operation: ReturnType<typeof operationFor<Env>>,
  family: SpecFamily<Env, Owner>,
): Operation {
  const { resource, what, spec, path, success } = family
  const refusesDeletion = family.refuseChange !== undefined && family.deletesAlways !== true
  return operation({
    ...changing(family),
    id: `${resource}.delete_${spec}`,
    method: 'DELETE',
    path: `${path}/{${family.key}}`,
    summary: `Remove one ${words(spec)} of ${what}`,
    policy: family.rules.delete,
    target: family.targetOfDelete ?? family.target,
    success: success?.delete ?? 200,
    response: { [success?.delete ?? 200]: null },
    errors: refusesDeletion ? [400, 403, 404] : [403, 404],
    refuse: (call) =>
      refusesDeletion ? family.refuseChange?.({ ...call, specs: undefined }) : undefined,
    async handle({ tx, target: owner, params }) {
      const key = keyIn(family, params)
      if (!(await family.remove(tx, owner, key))) throw family.noSuchKey(params, key, 'delete')
    },
  })
}

/** What the calls that write have in common. */
function changing<Env, Owner>({ target, versions }: SpecFamily<Env, Owner>) {
  return { target, ...(versions && { versions }), errors: [400, 403, 404] }
}

function keyIn({ key }: { readonly key: string }, params: Params): string {
  return params[key]!
}

function words(id: string): string {
  return id.replaceAll('_', ' ')
}
