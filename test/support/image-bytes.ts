import type { Got } from './cloud.ts'
import type { ImageCloud } from './image-cloud.ts'

export const OCTETS = { 'Content-Type': 'application/octet-stream' }

export interface ByteApi {
  /** As demo; the path begins after `/v2`. */
  put(path: string, bytes: string | Uint8Array, headers?: Record<string, string>): Promise<Got>
}

/** Sends bytes as they are, which `ImageApi` does not. */
export function byteApi({ cloud, persona }: Pick<ImageCloud, 'cloud' | 'persona'>): ByteApi {
  return {
    async put(path, bytes, headers = {}) {
      const response = await fetch(`${cloud.app.addresses.get('image')}/v2${path}`, {
        method: 'PUT',
        headers: {
          ...OCTETS,
          Accept: 'application/json',
          'X-Auth-Token': persona.token,
          ...headers,
        },
        body: typeof bytes === 'string' ? bytes : Buffer.from(bytes),
      })
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
      const body = isJson ? (JSON.parse(text) as unknown) : undefined
      return { status: response.status, headers: response.headers, text, body }
    },
  }
}
