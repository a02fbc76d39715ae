/** What each kind of token gets, by kind of operation: `ok`, or the status of the refusal. */
import type { ServiceType } from '../../src/services.ts'
import { existsSync, readFileSync } from 'node:fs'
import { DEAD_PERSONAS, FIRST_PERSONAS, MORE_PERSONAS, type Persona } from './personas.ts'
import { EXPECTED } from './access-matrix.ts'

export type Outcome = 'ok' | number

/** Columns in the order of `FIRST_PERSONAS`. */
const ROWS = rows(`
                              nobo forg read memb mana admi othm otha sysr sysa doma serv
  anybody                     ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
  gone                        410  410  410  410  410  410  410  410  410  410  410  410
  gone, by token              401  401  410  410  410  410  410  410  410  410  410  410
  refused                     403  403  403  403  403  403  403  403  403  403  403  403
  nowhere                     401  401  404  404  404  404  404  404  404  404  404  404
  any token                   401  401  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
  any project token           401  401  ok   ok   ok   ok   ok   ok   403  403  403  ok
  compute admin               401  401  403  403  403  ok   403  ok   403  403  403  403
  compute admin or service    401  401  403  403  403  ok   403  ok   403  403  403  ok
  mapped server, reader       401  401  ok   ok   ok   ok   403  ok   403  403  403  403
  mapped server, reader, nothing there  401  401  404  404  404  404  403  404  403  403  403  403
  mapped server, member, nothing there  401  401  403  404  404  404  403  404  403  403  403  403
  compute reader              401  401  ok   ok   ok   ok   ok   ok   403  403  403  403
  compute maker               401  401  403  ok   ok   ok   ok   ok   403  403  403  403
  asked of others, reader     401  401  ok   ok   ok   ok   404  ok   403  403  403  403
  asked of others, member     401  401  403  ok   ok   ok   404  ok   403  403  403  403
  quota of Compute, reader    401  401  ok   ok   ok   ok   403  ok   403  403  403  403
  owned server group, reader  401  401  ok   ok   ok   ok   404  ok   404  403  403  404
  owned server group, member  401  401  403  ok   ok   ok   404  ok   404  403  403  404
  volume admin                401  401  403  403  403  ok   403  ok   403  ok   ok   403
  volume admin, on a project  401  401  403  403  403  ok   403  ok   403  400  400  403
  volume admin, refused       401  401  403  403  403  400  403  400  403  400  400  403
  volume admin, nothing there  401  401  403  403  403  404  403  404  403  404  404  403
  volume reader               401  401  ok   ok   ok   ok   ok   ok   ok   ok   ok   403
  volume maker                401  401  403  ok   ok   ok   ok   ok   403  400  400  403
  owned volume, reader        401  401  ok   ok   ok   ok   404  ok   404  ok   ok   404
  owned volume, any token     401  401  ok   ok   ok   ok   404  ok   404  ok   ok   404
  owned volume, member        401  401  403  ok   ok   ok   404  ok   404  ok   ok   404
  owned volume, member on a project  401  401  403  ok  ok  ok  404  ok  404  400  400  404
  owned volume, member, by an image  401  401  403  ok  ok  ok  404  ok  404  404  404  404
  owned volume, refused       401  401  403  400  400  400  404  400  404  400  400  404
  owned volume, admin         401  401  403  403  403  ok   404  ok   404  ok   ok   404
  owned volume, admin on a project  401  401  403  403  403  ok  404  ok  404  400  400  404
  from owned group            401  401  403  ok   ok   ok   404  ok   403  400  400  403
  seen transfer, reader       401  401  ok   ok   ok   ok   404  ok   404  ok   ok   403
  owned quota, reader         401  401  ok   ok   ok   ok   403  ok   403  ok   ok   403
  identity admin              401  401  403  403  403  ok   403  ok   403  ok   ok   403
  identity admin, no domain   401  401  403  403  403  ok   403  ok   403  ok   403  403
  identity admin, on project  401  401  403  403  403  ok   403  ok   403  403  403  403
  identity reader             401  401  403  403  403  ok   403  ok   ok   ok   ok   403
  identity reader, no domain  401  401  403  403  403  ok   403  ok   ok   ok   403  403
  identity service or admin   401  401  403  403  403  ok   403  ok   403  ok   ok   ok
  identity owner              401  401  403  403  403  403  403  403  403  403  403  403
  identity system reader      401  401  403  403  403  403  403  403  ok   ok   403  403
  identity system admin       401  401  403  403  403  403  403  403  403  ok   403  403
  identity reader or service  401  401  403  403  403  ok   403  ok   ok   ok   ok   ok
  owned server, reader        401  401  ok   ok   ok   ok   404  ok   404  403  403  404
  owned server, member        401  401  403  ok   ok   ok   404  ok   404  403  403  404
  owned server, admin         401  401  403  403  403  ok   404  ok   404  403  403  404
  tags of a server, reader    401  401  ok   ok   ok   ok   403  ok   403  403  403  403
  tags of a server, member    401  401  403  ok   ok   ok   403  ok   403  403  403  403
  image reader                401  401  ok   ok   ok   ok   ok   ok   403  403  403  403
  image maker                 401  401  403  ok   ok   ok   ok   ok   403  403  403  403
  owned image, reader         401  401  ok   ok   ok   ok   404  ok   404  404  404  404
  owned image, member         401  401  403  ok   ok   ok   404  ok   404  404  404  404
  shared image, reader        401  401  ok   ok   ok   ok   ok   ok   404  404  404  404
  shared image, owner         401  401  403  ok   ok   ok   403  ok   404  404  404  404
  shared image, member itself  401  401  403  403  403  ok  ok   ok   404  404  404  404
  namespaces, reader          401  401  ok   ok   ok   ok   ok   ok   404  404  404  404
  namespace maker             401  401  403  403  403  ok   403  ok   404  404  404  404
  owned namespace, admin      401  401  403  403  403  ok   404  ok   404  404  404  404
  image admin                 401  401  403  403  403  ok   403  ok   403  403  403  403
  image admin, refused        401  401  403  403  403  405  403  405  403  403  403  403
  image admin, nothing there  401  401  403  403  403  404  403  404  403  403  403  403
  image admin or service      401  401  403  403  403  ok   403  ok   403  403  403  ok
  community image, admin or service  401  401  403  403  403  ok   403  ok   404  404  404  ok
  community image, service    401  401  403  403  403  403  403  403  404  404  404  ok
  owned image, admin          401  401  403  403  403  ok   404  ok   404  404  404  404
  owned image, admin, nothing there  401  401  403  403  403  404  404  404  404  403  403  404
  no such method              401  401  405  405  405  405  405  405  405  405  405  405
  placement operator          401  401  403  403  403  ok   403  ok   403  403  403  ok
  placement service           401  401  403  403  403  403  403  403  403  403  403  ok
  usage of a project, reader  401  401  ok   ok   ok   ok   403  ok   403  403  403  ok
  network admin               401  401  403  403  403  ok   403  ok   403  403  403  403
  quota of Network, reader    401  401  ok   ok   ok   ok   403  ok   403  403  403  403
  quota of Network, details   401  401  ok   ok   ok   ok   403  ok   403  ok   ok   403
  tags of a network, reader   401  401  ok   ok   ok   ok   403  ok   403  403  403  403
  topology, reader            401  401  ok   ok   ok   ok   403  ok   403  404  404  403
  topology, member            401  401  403  ok   ok   ok   403  ok   403  404  404  403
  tags of a network, member   401  401  403  ok   ok   ok   403  ok   403  403  403  403
  policy of Network, maker    401  401  403  ok   ok   ok   400  ok   400  400  400  403
  network maker               401  401  403  ok   ok   ok   ok   ok   400  400  400  403
  subnet maker                401  401  403  ok   ok   ok   403  ok   400  400  400  403
  port maker                  401  401  403  ok   ok   ok   404  ok   400  400  400  ok
  bindings of an owned port   401  401  ok   ok   ok   ok   404  ok   404  ok   ok   ok
  binding maker               401  401  403  403  403  403  403  403  400  403  403  ok
  binding, admin or service   401  401  404  404  404  ok   404  ok   404  404  404  ok
  binding, admin              401  401  404  404  404  ok   404  ok   404  ok   ok   403
  binding, service            401  401  404  404  404  403  404  403  404  404  404  ok
  trunk maker                 401  401  403  ok   ok   ok   404  ok   400  400  400  403
  owned port, member          401  401  403  ok   ok   ok   404  ok   404  404  404  ok
  owned network, reader       401  401  ok   ok   ok   ok   404  ok   404  404  404  ok
  owned network, member       401  401  403  ok   ok   ok   404  ok   404  404  404  403
  owned pool, reader          401  401  ok   ok   ok   ok   404  ok   404  404  404  404
  owned pool, member          401  401  403  ok   ok   ok   404  ok   404  404  404  404
  owned group, reader         401  401  ok   ok   ok   ok   404  ok   404  404  404  404
  owned group, member         401  401  403  ok   ok   ok   404  ok   404  404  404  404
  owned group, manager        401  401  403  403  ok   ok   404  ok   404  404  404  404
  rules of a policy, reader   401  401  ok   ok   ok   ok   404  ok   404  ok   ok   ok
  log, manager                401  401  404  404  ok   ok   404  ok   404  404  404  404
  QoS rule maker              401  401  403  403  ok   ok   403  ok   400  403  403  403
  forwarding maker            401  401  403  ok   ok   ok   403  ok   400  400  400  403
  setting maker               401  401  403  403  ok   ok   403  ok   400  400  400  403
  template maker              401  401  403  403  403  ok   403  ok   400  400  400  403
  template, reader            401  401  ok   ok   ok   ok   ok   ok   404  404  404  404
  template, admin             401  401  403  403  403  ok   403  ok   404  404  404  404
  network, admin or service   401  401  404  404  404  ok   404  ok   404  404  404  ok
  segment, admin              401  401  404  404  404  ok   404  ok   404  404  404  404
  owned router, reader        401  401  ok   ok   ok   ok   404  ok   404  404  404  404
  owned router, member        401  401  403  ok   ok   ok   404  ok   404  404  404  404
  limit of a project          401  401  ok   ok   ok   ok   403  ok   ok   ok   ok   403
  identity admin or service, no domain  401  401  403  403  403  ok   403  ok   403  ok   403  ok
`)

/** What each persona gets; undefined where nobody has written it down yet. */
export function expectedOf(service: ServiceType, id: string): Map<Persona, Outcome> | undefined {
  const name = EXPECTED[service]?.[id]
  if (name === undefined) return undefined
  const row = ROWS.get(name)
  if (row === undefined) throw new Error(`${service} ${id}: there is no row "${name}"`)
  const more = MORE.get(`${service} ${id}`)
  if (more === undefined) return undefined
  const dead = DEAD_PERSONAS.map((persona) => [persona, row.get('forger')!] as const)
  return new Map([...row, ...more, ...dead])
}

/** Only what was written by hand. */
export function writtenOf(service: ServiceType, id: string): Map<Persona, Outcome> | undefined {
  return ROWS.get(EXPECTED[service]?.[id] ?? '')
}

/** Entries for operations that are no more. */
export function staleEntries(declared: (service: ServiceType) => ReadonlySet<string>): string[] {
  return Object.entries(EXPECTED).flatMap(([service, table]) =>
    Object.keys(table)
      .filter((id) => !declared(service as ServiceType).has(id))
      .map((id) => `${service} ${id}`),
  )
}

export const ROW_NAMES = [...ROWS.keys()]

function rows(table: string): Map<string, Map<Persona, Outcome>> {
  const [, ...lines] = table.trim().split('\n')
  return new Map(
    lines.map((line) => {
      const [name, ...cells] = line.trim().split(/ {2,}|(?<=\S) (?=ok|\d{3})/)
      if (cells.length !== FIRST_PERSONAS.length)
        throw new Error(`"${name}" has ${cells.length} cells`)
      const outcomes = cells.map((cell) => (cell === 'ok' ? cell : Number(cell)))
      return [name!, new Map(FIRST_PERSONAS.map((persona, i) => [persona, outcomes[i]!]))]
    }),
  )
}

/** By service and operation; `derived.test.ts` writes it from upstream's rules. */
export const MORE_FILE = new URL('access-matrix.tsv', import.meta.url).pathname

const MORE = existsSync(MORE_FILE) ? more(readFileSync(MORE_FILE, 'utf8')) : new Map()

function more(table: string): Map<string, Map<Persona, Outcome>> {
  const [, ...lines] = table.trimEnd().split('\n')
  return new Map(
    lines.map((line) => {
      const [name, ...cells] = line.split('\t')
      const outcomes = cells.map((cell) => (cell === 'ok' ? cell : Number(cell)))
      return [name!, new Map(MORE_PERSONAS.map((persona, i) => [persona, outcomes[i]!]))]
    }),
  )
}
