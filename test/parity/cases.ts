/**
 * What a real OpenStack answered, as tables in cases/: a group of cases a file, in the order in
 * which they ran, since each finds what those before it left. Each was asked of Nova 26, Cinder 21
 * and Keystone 22 (Zed) with curl. Identifiers, times and audit ids are made up; of the catalogue
 * only what Stackling offers is kept.
 */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

export type Header = readonly [name: string, value: string]

/** Where each service was asked. */
export const PORT = { identity: 5000, compute: 8774, 'block-storage': 8776 } as const

type ServiceType = keyof typeof PORT

export interface Request {
  readonly method: string
  /** Of the service that was asked, see PORT. */
  readonly port: number
  /** Path and query, byte for byte. */
  readonly path: string
  readonly headers: readonly Header[]
  readonly body: string | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: readonly Header[]
  readonly body: string
}

export interface Case {
  /** `<group>/<case>`, unique. */
  readonly id: string
  readonly request: Request
  readonly answer: Answer
}

/** A case as it is written. */
interface Written {
  readonly case: string
  /** Method, service and path. */
  readonly send: string
  /** Whose token it sends: a person of subject.ts, or the case whose answer issued it. */
  readonly as?: string
  /**
   * Its other headers, `Name: value`. A body is JSON unless they say otherwise; `Content-Type:`
   * sends none.
   */
  readonly with?: readonly string[]
  readonly body?: string
  readonly status: number
  /** Headers of the answer in place of the usual ones of the same name. */
  readonly headers?: readonly string[]
  /** Usual headers that the answer lacks, by name, with blanks between. */
  readonly without?: string
  /** The body of the answer. */
  readonly answer?: string
}

const GROUPS = [
  'a_aggregates',
  'a2_aggregates_az',
  'b_volume_metadata',
  'b2_volumes',
  'b3_reader_enforce_new_defaults',
  'c_keystone',
  'd_discovery',
]

/** Headers of most answers, those aside that are not compared. */
const USUAL: Readonly<Record<ServiceType, readonly Header[]>> = {
  identity: [
    ['vary', 'X-Auth-Token'],
    ['x-openstack-request-id', 'req'],
  ],
  compute: [
    ['openstack-api-version', 'compute 2.1'],
    ['x-openstack-nova-api-version', '2.1'],
    ['vary', 'OpenStack-API-Version, X-OpenStack-Nova-API-Version'],
    ['x-openstack-request-id', 'req'],
    ['x-compute-request-id', 'req'],
  ],
  'block-storage': [
    ['openstack-api-version', 'volume 3.0'],
    ['vary', 'OpenStack-API-Version'],
    ['x-openstack-request-id', 'req'],
    ['x-compute-request-id', 'req'],
  ],
}

const read = (name: string): unknown =>
  parse(readFileSync(new URL(`cases/${name}.yaml`, import.meta.url), 'utf8'))

/** What `<name>` stands for, see cases/texts.yaml. */
export const TEXTS = read('texts') as Readonly<Record<string, string>>

/** All cases in the order in which they ran. */
export function readCases(): Case[] {
  return GROUPS.flatMap((group) =>
    (read(group) as readonly Written[]).map((written) => ({
      id: `${group}/${written.case}`,
      request: requestOf(written),
      answer: answerOf(written),
    })),
  )
}

function requestOf({ send, as, with: others = [], body }: Written): Request {
  const [, method, service, path] = /^(\S+) (\S+) (.*)$/s.exec(send)!
  const headers: Header[] = as === undefined ? [] : [['X-Auth-Token', `<token:${as}>`]]
  if (body !== undefined && !others.some((line) => /^content-type:/i.test(line))) {
    headers.push(['Content-Type', 'application/json'])
  }
  headers.push(...others.flatMap((line) => header(line) ?? []))
  return {
    method: method!,
    port: PORT[service as ServiceType],
    path: spelledOut(path!),
    headers,
    body: body === undefined ? undefined : spelledOut(body),
  }
}

function answerOf({ send, status, headers = [], without = '', answer = '' }: Written): Answer {
  const own = headers.flatMap((line) => header(line) ?? [])
  const others = new Set([...own.map(([name]) => name), ...without.split(' ')])
  const usual = [...USUAL[send.split(' ')[1] as ServiceType]]
  if (answer !== '') usual.push(['content-type', 'application/json'])
  return {
    status,
    headers: [...usual.filter(([name]) => !others.has(name)), ...own],
    body: spelledOut(answer),
  }
}

/** Undefined for `Name:`, which keeps the header from being sent; `Name: ` sends it empty. */
function header(line: string): [Header] | undefined {
  const [, name, value] = /^([^:]+): (.*)$/s.exec(line) ?? []
  return name === undefined ? undefined : [[name, spelledOut(value!)]]
}

/** Puts in what is cut short: `<name>`, `<x*255>` for 255 times x, `<k0..k9>` for ten members. */
function spelledOut(text: string): string {
  return text
    .replaceAll(/<([a-z][a-z0-9-]*)>/g, (all, name: string) =>
      name in TEXTS ? spelledOut(TEXTS[name]!) : all,
    )
    .replaceAll(/<(.)\*(\d+)>/gsu, (_, text: string, count: string) => text.repeat(Number(count)))
    .replaceAll(/<k0\.\.k(\d+)>/g, (_, last: string) =>
      Array.from({ length: Number(last) + 1 }, (_, i) => `"k${i}": "v"`).join(', '),
    )
}
