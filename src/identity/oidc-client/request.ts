/** Calls to an OpenID provider: bounded in time and size, and never led elsewhere. */
import { unavailable, type Fault } from '../../kernel/faults.ts'

const LONGEST_WAIT = 10_000
const LARGEST_ANSWER = 262_144

export interface ProviderAnswer {
  readonly status: number
  /** The body as JSON; undefined where it is none. */
  readonly body: Readonly<Record<string, unknown>> | undefined
}

export interface Request {
  readonly form?: URLSearchParams
  readonly headers?: Readonly<Record<string, string>>
}

/** Why is for the log; whoever signs in learns that it is not their fault. */
export function providerUnavailable(name: string, reason: unknown): Fault {
  const message = `The identity provider ${name} cannot be asked at the moment. Try again later.`
  return unavailable(message, { retryAfter: 5, cause: reason })
}

/** A form is posted, anything else is a GET. @throws 503 where there is no answer, or too much of one */
export async function requestProvider(
  name: string,
  url: string,
  request: Request,
): Promise<ProviderAnswer> {
  const { form, headers } = request
  try {
    const response = await fetch(url, {
      method: form === undefined ? 'GET' : 'POST',
      headers: { Accept: 'application/json', ...headers },
      ...(form && { body: form }),
      redirect: 'error',
      signal: AbortSignal.timeout(LONGEST_WAIT),
    })
    const text = await textOf(response)
    return { status: response.status, body: parsed(text) }
  } catch (error) {
    throw providerUnavailable(name, error)
  }
}

async function textOf({ body }: Response): Promise<string> {
  if (body === null) return ''
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body) {
    length += part.length
    if (length > LARGEST_ANSWER)
      throw new Error(`the answer is longer than ${LARGEST_ANSWER} bytes`)
    parts.push(part)
  }
  return new TextDecoder().decode(Buffer.concat(parts))
}

function parsed(text: string): ProviderAnswer['body'] {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
