import { Type as T } from 'typebox'
import { closed } from '../../kernel/view.ts'
import { fresh } from '../answers.ts'
import { refusal } from '../faults.ts'
import { locationOf } from '../links.ts'
import {
  addName,
  allNames,
  findName,
  findNames,
  isNameUsed,
  isStandard,
  removeName,
  usedTraits,
} from '../names.store.ts'
import { noTraits } from '../names.ts'
import { onlyJson } from '../only-json.ts'
import { operation, target } from '../operation.ts'
import { object, TEXT } from '../schemas.ts'
import { isCustomTrait, traitFilter } from './trait.ts'
import * as policies from './traits.policies.ts'

/** Traits came with it. */
const SINCE = '1.6'

const traitTarget = target({
  load: (tx, { params }: { params: { name: string } }) => findName(tx, 'traits', params.name),
  missing: ({ name }: { readonly name: string }) => refusal(404, noTraits([name])),
})

const list = operation({
  id: 'traits.list',
  method: 'GET',
  path: '/traits',
  versions: [SINCE],
  summary: 'List traits',
  policy: policies.LIST,
  refuse: onlyJson,
  query: object<{ readonly name?: string; readonly associated?: string }>({
    name: TEXT,
    associated: TEXT,
  }),
  response: { 200: closed({ traits: T.Array(T.String()) }) },
  errors: [400, 403],
  async handle({ tx, ctx, env, query }) {
    const filter = traitFilter(query)
    const all =
      filter.names === undefined
        ? await allNames(tx, 'traits')
        : [...(await findNames(tx, 'traits', filter.names)).values()]
    const used = filter.isUsed === undefined ? undefined : await usedTraits(tx)
    const traits = all.filter(
      ({ name }) =>
        name.startsWith(filter.prefix) && (used === undefined || used.has(name) === filter.isUsed),
    )
    return fresh(ctx, env, traits, { body: { traits: traits.map(({ name }) => name) } })
  },
})

const show = operation({
  id: 'traits.show',
  method: 'GET',
  path: '/traits/{name}',
  versions: [SINCE],
  summary: 'See whether there is a trait',
  policy: policies.SHOW,
  target: traitTarget,
  success: 204,
  response: { 204: null },
  errors: [403, 404],
  handle: ({ ctx, env, target }) => fresh(ctx, env, [target]),
})

const ensure = operation({
  id: 'traits.ensure',
  method: 'PUT',
  path: '/traits/{name}',
  versions: [SINCE],
  summary: 'Create a trait, unless there is one',
  policy: policies.UPDATE,
  success: 204,
  response: { 201: null, 204: null },
  errors: [400, 403],
  async handle({ tx, ctx, env, params: { name } }) {
    if (!isCustomTrait(name)) {
      throw refusal(
        400,
        'The trait is invalid. A valid trait must be no longer than 255 characters, start with the ' +
          'prefix "CUSTOM_" and use following characters: "A"-"Z", "0"-"9" and "_"',
      )
    }
    const isNew = await addName(tx, 'traits', name, env.clock.isoNow())
    const trait = await findName(tx, 'traits', name)
    return fresh(ctx, env, trait === undefined ? [] : [trait], {
      status: isNew ? 201 : 204,
      headers: locationOf(ctx, `/traits/${name}`),
    })
  },
})

const remove = operation({
  id: 'traits.delete',
  method: 'DELETE',
  path: '/traits/{name}',
  versions: [SINCE],
  summary: 'Delete a trait',
  policy: policies.DELETE,
  target: traitTarget,
  success: 204,
  response: { 204: null },
  errors: [400, 403, 404, 409],
  async handle({ tx, target: { name } }) {
    if (isStandard('traits', name)) throw refusal(400, `Cannot delete standard trait ${name}.`)
    if (await isNameUsed(tx, 'traits', name)) {
      throw refusal(409, `The trait ${name} is in use by a resource provider.`)
    }
    await removeName(tx, 'traits', name)
  },
})

export const traitOperations = [list, show, ensure, remove]
