/**
 * The dialect of Compute's queries and lists: which parameters there are at a microversion, which
 * may not repeat, how pages and their links look.
 * Source: openstack/nova nova/api/validation/parameter_types.py (single_param),
 * nova/api/openstack/common.py (get_pagination_params, get_limit_and_marker, _get_next_link).
 */
import { Type as T, type TSchema } from 'typebox'
import type { RequestContext } from '../kernel/context.ts'
import { badRequest, type Fault } from '../kernel/faults.ts'
import { limitIn, ownAddress } from '../kernel/lists/paging.ts'
import { EVERYTHING, type ListRequest } from '../kernel/lists/request.ts'
import type { Version } from '../kernel/microversion.ts'
import { repr } from '../kernel/python.ts'
import { queryOf, SentQuery, withQuery, type Query } from '../kernel/query.ts'
import { stepped } from '../kernel/view.ts'
import { NATURAL_NUMBER } from './parameters.ts'

interface Parameter {
  readonly schema: TSchema
  /** The microversion that brought it. */
  readonly from: Version
  /** Even where other parameters must not. */
  readonly mayRepeat?: true
}

/** One that changes is declared once for each of its forms, the oldest first. */
type Forms = Parameter | readonly Parameter[]

interface NovaQuery {
  readonly parameters: Readonly<Record<string, Forms>>
  /** From this microversion on other parameters are refused, and so are repeated ones. */
  readonly strictFrom: Version
}

/** The texts of the parameters in force; the last of a repeated one counts. */
export type Texts = Readonly<Record<string, string | undefined>>

/** The first text of a parameter, where that one counts. Nothing has checked it. */
export function firstText(ctx: RequestContext, name: string): string | undefined {
  return new SentQuery(ctx, undefined).parameters.get(name) ?? undefined
}

/** Declares the query of an operation that is no list. */
export function novaQuery(declared: NovaQuery): Query<Texts> {
  return queryOf(shapeOf(declared), {
    check: (sent) => refuseRepeated(declared, sent),
    read: (sent) => textsIn(declared, sent),
  })
}

export interface NovaRequest extends ListRequest {
  /** What a list is asked for besides. */
  readonly texts: Texts
}

interface NovaList extends NovaQuery {
  /** The microversion from which on the list comes in pages; before, there is no limit either. */
  readonly pagedFrom: Version
  /** `limit` and `marker` may repeat, even where other parameters must not. */
  readonly pagesMayRepeat?: true
  /** The refusal of a marker, where the resource has its own words. */
  markerMissing?(id: string): Fault
}

/** Declares a list. `limit` and `marker` come with its pages. */
export function novaList(list: NovaList): Query<NovaRequest> {
  const paging = { from: list.pagedFrom, ...(list.pagesMayRepeat && { mayRepeat: true as const }) }
  const declared: NovaQuery = {
    strictFrom: list.strictFrom,
    parameters: {
      limit: { schema: NATURAL_NUMBER, ...paging },
      marker: { schema: T.String(), ...paging },
      ...list.parameters,
    },
  }
  return queryOf(shapeOf(declared), {
    check: (sent) => refuseRepeated(declared, sent),
    read(sent) {
      const texts = textsIn(declared, sent)
      if (sent.ctx.version < list.pagedFrom) return { ...EVERYTHING, texts }
      return { ...EVERYTHING, texts, ...pageIn(sent, texts, list) }
    },
  })
}

function pageIn({ parameters, ctx }: SentQuery, texts: Texts, { markerMissing }: NovaList) {
  const { marker: id } = texts
  const missing = () => markerMissing?.(id!) ?? badRequest(`marker [${id}] not found`)
  return {
    limit: limitIn(parameters),
    marker: id === undefined ? undefined : { id, as: 'row' as const, missing },
    nextPage: (last: string) => pageAfter(ctx, texts, last),
  }
}

/** The address of the page after an item. Links repeat what a list knows: by name, each once. */
export function pageAfter(ctx: RequestContext, texts: Texts, last: string): string {
  const known = new URLSearchParams()
  for (const name of Object.keys(texts).toSorted()) known.set(name, texts[name]!)
  return withQuery(ownAddress(ctx), known, { marker: last })
}

function shapeOf({ parameters, strictFrom }: NovaQuery) {
  const declared = Object.entries(parameters).map(
    ([name, forms]) => [name, formsOf(forms)] as const,
  )
  const changes = declared.flatMap(([, forms]) => forms.map(({ from }) => from))
  const steps = new Set([0, strictFrom, ...changes])
  return stepped(
    [...steps].sort((a, b) => a - b),
    (asked) => {
      const properties = declared.flatMap(([name, forms]) => {
        const form = forms.findLast(({ from }) => asked >= from)
        return form === undefined ? [] : [[name, T.Optional(form.schema)] as const]
      })
      const additionalProperties = asked < strictFrom
      return T.Object(Object.fromEntries(properties), { additionalProperties })
    },
  )
}

function textsIn({ parameters: declared }: NovaQuery, { parameters, ctx }: SentQuery): Texts {
  const known = Object.entries(declared).filter(([, forms]) => {
    return ctx.version >= formsOf(forms)[0]!.from
  })
  const texts = known.flatMap(([name]) => {
    const text = parameters.getAll(name).at(-1)
    return text === undefined ? [] : [[name, text] as const]
  })
  return Object.fromEntries(texts)
}

function formsOf(forms: Forms): readonly Parameter[] {
  return [forms].flat()
}

/** @throws 400 */
function refuseRepeated({ parameters: declared, strictFrom }: NovaQuery, sent: SentQuery): void {
  if (sent.ctx.version < strictFrom) return
  for (const [name, forms] of Object.entries(declared)) {
    if (formsOf(forms).some(({ mayRepeat }) => mayRepeat)) continue
    const values = sent.parameters.getAll(name)
    if (values.length < 2) continue
    const shown = repr(values)
    throw badRequest(
      `Invalid input for query parameters ${name}. Value: ${shown}. ${shown} is too long`,
    )
  }
}
