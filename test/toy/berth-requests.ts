/** Requests to the berths of the toy. */
import type { Database } from '../../src/storage/database.ts'
import { openForTest } from '../support/databases.ts'
import { createBerths } from './berths.store.ts'
import { createFenders } from './fenders.store.ts'
import { startToy, type Toy } from './toy.ts'

export const QUAY = '0b3cd2a4-4f5f-4d8e-9d0a-3d6ad1a8e6b1'
export const MEMBER = 'member@p'
export const ADMIN = 'admin@root'

export type Shown = Record<string, unknown> & { id: string }

export interface Asked {
  readonly token?: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

export interface Harbour extends Toy {
  /** `path` follows `/berths`. @returns of a refusal `type: message` as `refusal` */
  ask(
    method: string,
    path: string,
    asked?: Asked,
  ): Promise<{ status: number; answer: any; refusal: string | undefined }>
  /** A new berth of `token`'s project. */
  make(values?: object, token?: string): Promise<Shown>
  /** What a list shows, and its links. */
  list(query: string, token?: string): Promise<{ berths: Shown[]; links: Link[] | undefined }>
}

export interface Link {
  readonly rel: string
  readonly href: string
}

export async function startHarbour(given?: Database): Promise<Harbour> {
  const database = given ?? (await openForTest('sqlite::memory:'))
  await createBerths(database)
  await createFenders(database)
  const toy = await startToy({ database })
  const ask: Harbour['ask'] = async (method, path, { token = MEMBER, body, headers } = {}) => {
    const response = await fetch(`${toy.harbour}/berths${path}`, {
      method,
      headers: { 'X-Auth-Token': token, 'Content-Type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const answer = text === '' ? undefined : JSON.parse(text)
    const fault = answer?.NeutronError
    return { status: response.status, answer, refusal: fault && `${fault.type}: ${fault.message}` }
  }
  return {
    ...toy,
    ask,
    async make(values = {}, token = MEMBER) {
      const body = { berth: { quay_id: QUAY, ...values } }
      const { status, answer, refusal } = await ask('POST', '', { token, body })
      if (status !== 201) throw new Error(`no berth was made: ${refusal}`)
      return answer.berth
    },
    async list(query, token) {
      const { status, answer, refusal } = await ask('GET', query, { ...(token && { token }) })
      if (status !== 200) throw new Error(`nothing was listed: ${refusal}`)
      return { berths: answer.berths, links: answer.berths_links }
    },
  }
}
