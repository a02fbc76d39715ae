/** Providers for servers, the emptiest first. */
import { sql, type RawBuilder } from 'kysely'
import type { Dialect, Tx } from '../../storage/database.ts'
import { inIntegers, inList, statement } from '../../storage/statement.ts'
import { inventoriesOf } from '../inventories/inventories.store.ts'
import { leadingClass, type HostCandidate, type Page, type ResourceGroup } from './hosts.ts'

/** What a JSON object of amounts asks for, as rows. */
export function amountsIn(amounts: string, dialect: Dialect): RawBuilder<unknown> {
  return dialect === 'sqlite'
    ? sql`(select key as name, value as amount from json_each(${amounts}))`
    : sql`(select key as name, value::bigint as amount from json_each_text(${amounts}::json))`
}

/** Whether `have` has what `wanted` is: placement/objects/research_context.py. */
export const FITS = sql<boolean>`
  have.used + wanted.amount <= (have.total - have.reserved) * have.allocation_ratio
  and have.min_unit <= wanted.amount and have.max_unit >= wanted.amount
  and wanted.amount % have.step_size = 0`

/** As the index `provider_inventories_emptiest` has it. */
const FILL = sql<number>`(lead.used - (lead.total - lead.reserved) * lead.allocation_ratio)`

interface Parameters {
  readonly lead: string
  /** Less than nothing: as much of the leading class must be left. */
  readonly most: number
  /** JSON. */
  readonly amounts: string
  readonly classes: number
  /** How many are required. */
  readonly traits: number
  readonly required: readonly string[]
  readonly forbidden: readonly string[]
  /** JSON. */
  readonly memberOf: string
  readonly notMemberOf: readonly string[]
  readonly fill: number
  readonly id: number
  readonly limit: number
}

interface Row {
  readonly id: number
  readonly uuid: string
  readonly name: string
  readonly fill: number
}

/** The texts of a JSON array, as rows. */
function textsIn(json: RawBuilder<unknown> | string, dialect: Dialect): RawBuilder<unknown> {
  return dialect === 'sqlite'
    ? sql`(select value as text from json_each(${json}))`
    : sql`(select text from jsonb_array_elements_text(${json}::jsonb) as texts(text))`
}

/** The arrays of a JSON array, as rows. */
function setsIn(json: string, dialect: Dialect): RawBuilder<unknown> {
  return dialect === 'sqlite'
    ? sql`(select value as members from json_each(${json}))`
    : sql`(select members from jsonb_array_elements(${json}::jsonb) as sets(members))`
}

/** The end of the query: what must be so of each provider, and which ones are shown. */
function conditions(p: Parameters, dialect: Dialect): RawBuilder<unknown> {
  return sql`
    where lead.resource_class = ${p.lead} and ${FILL} <= ${p.most}
      and (${FILL}, lead.provider_id) > (${p.fill}, ${p.id})
      and not exists (
        select 1 from provider_traits as had
        where had.provider_id = lead.provider_id and had.trait in ${inList(p.forbidden)})
      and ${p.traits} = (
        select count(*) from provider_traits as had
        where had.provider_id = lead.provider_id and had.trait in ${inList(p.required)})
      and not exists (
        select 1 from provider_aggregates as joined
        where joined.provider_id = lead.provider_id
          and joined.aggregate in ${inList(p.notMemberOf)})
      and (${p.memberOf} = '[]' or not exists (
        select 1 from ${setsIn(p.memberOf, dialect)} as one_of
        where not exists (
          select 1 from ${textsIn(sql`one_of.members`, dialect)} as needed
          join provider_aggregates as joined
            on joined.aggregate = needed.text and joined.provider_id = lead.provider_id)))
      and ${p.classes} = (
        select count(*) from ${amountsIn(p.amounts, dialect)} as wanted
        join provider_inventories as have
          on have.provider_id = lead.provider_id and have.resource_class = wanted.name
        where ${FITS})
    order by ${FILL}, lead.provider_id limit ${p.limit}`
}

const COLUMNS = sql`provider.id, provider.uuid, provider.name, ${FILL} as fill`

/** Reads in the order of the index, so no more than it takes to find enough. */
const selectEmptiest = statement(
  (_db, p: Parameters, dialect) => sql<Row>`
    select ${COLUMNS} from provider_inventories as lead
    join resource_providers as provider on provider.id = lead.provider_id
    ${conditions(p, dialect)}`,
)

/** Looks at these only, whatever their order. SQLite keeps the order of a `cross join`. */
const selectAmong = statement((_db, p: Parameters & { ids: readonly string[] }, dialect) => {
  const join = dialect === 'sqlite' ? sql`cross join` : sql`inner join`
  return sql<Row>`
    select ${COLUMNS} from resource_providers as provider
    ${join} provider_inventories as lead
      on lead.provider_id = provider.id and provider.id in ${inIntegers(p.ids)}
    ${conditions(p, dialect)}`
})

/**
 * A page of the providers that have all that is asked for by themselves.
 * @param among ids of the only providers that come into question
 */
export async function emptiestProviders(
  tx: Tx,
  { resources, required, forbidden }: ResourceGroup,
  within: {
    readonly memberOf: readonly (readonly string[])[]
    readonly notMemberOf: readonly string[]
    readonly among: ReadonlySet<number> | undefined
  },
  { limit, after }: Page,
): Promise<HostCandidate[]> {
  const lead = leadingClass(resources)
  if (lead === undefined) return []
  const parameters = {
    ...{ lead, most: -resources[lead]!, limit },
    ...{ amounts: JSON.stringify(resources), classes: Object.keys(resources).length },
    ...{ required, traits: required.length, forbidden },
    ...{ memberOf: JSON.stringify(within.memberOf), notMemberOf: within.notMemberOf },
    ...(after ?? { fill: -Number.MAX_VALUE, id: 0 }),
  }
  const { among } = within
  const rows =
    among === undefined
      ? await tx.all(selectEmptiest, parameters)
      : await tx.all(selectAmong, { ...parameters, ids: [...among].map(String) })
  const inventories = await inventoriesByClass(
    tx,
    rows.map(({ id }) => id),
  )
  return rows.map(({ id, uuid, name, fill }) => ({
    ...{ uuid, name, inventories: inventories(id), position: { fill, id } },
    allocations: { [uuid]: resources },
  }))
}

/** Those of a provider, by class. */
export async function inventoriesByClass(
  tx: Tx,
  ids: readonly number[],
): Promise<(id: number) => HostCandidate['inventories']> {
  const all = Map.groupBy(await inventoriesOf(tx, ids), (inventory) => inventory.provider_id)
  return (id) => new Map((all.get(id) ?? []).map((own) => [own.resource_class, own]))
}

const selectIds = statement((db, p: { uuids: readonly string[] }) =>
  db.selectFrom('resource_providers').select('id').where('uuid', 'in', inList(p.uuids)),
)

export async function idsOf(tx: Tx, uuids: readonly string[]): Promise<ReadonlySet<number>> {
  return new Set((await tx.all(selectIds, { uuids })).map(({ id }) => id))
}

const selectMembers = statement((db, p: { aggregates: readonly string[]; limit: number }) =>
  db
    .selectFrom('provider_aggregates')
    .select('provider_id')
    .where('aggregate', 'in', inList(p.aggregates))
    .limit(p.limit),
)

/** From here on it is faster to meet members in the order of the index than to sort all of them. */
const MANY = 500

/** The providers in one of these aggregates; undefined where they are many. */
export async function fewMembersOf(
  tx: Tx,
  aggregates: readonly string[],
): Promise<ReadonlySet<number> | undefined> {
  const rows = await tx.all(selectMembers, { aggregates, limit: MANY })
  return rows.length < MANY ? new Set(rows.map((row) => row.provider_id)) : undefined
}
