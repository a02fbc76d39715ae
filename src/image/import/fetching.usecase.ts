/** How the bytes of an import come to where they wait for the stores. */
import { stageBytes } from '../data/staging.usecase.ts'
import type { ImageEnv } from '../operation.ts'
import type { ImportMethod } from './import-request.ts'

export interface ImportPayload {
  readonly task: string
  readonly image: string
  readonly method: ImportMethod
  readonly uri: string | null
  readonly stores: readonly string[]
  readonly mustSucceed: boolean
  readonly inject: Readonly<Record<string, string>>
}

type Env = Pick<ImageEnv, 'database' | 'stores' | 'custody' | 'downloads'>

/** Downloads what is to be downloaded. @returns why it failed @throws why `signal` was aborted */
export async function fetchSource(
  env: Env,
  { image, uri }: Pick<ImportPayload, 'image' | 'uri'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (uri === null) return undefined
  try {
    const { size, bytes } = await env.downloads.open(uri, signal)
    const staged = await stageBytes(env, image, bytes, size)
    if (size === undefined || size === staged) return undefined
    return `${staged} bytes came instead of ${size}`
  } catch (error) {
    // What the end of the process broke off is begun again by the next one.
    signal.throwIfAborted()
    return (error as Error).message
  }
}
