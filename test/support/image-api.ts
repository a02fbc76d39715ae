import type { Cloud, Got, Persona } from './cloud.ts'

/** Sends a request to Image as one user; paths begin after `/v2`. Refusals come as JSON. */
export type ImageApi = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Got>

export function imageApi(cloud: Cloud, { token }: Persona): ImageApi {
  return (method, path, body, headers = {}) =>
    cloud.request('image', method, `/v2${path}`, {
      token,
      headers: { Accept: 'application/json', ...headers },
      ...(body !== undefined && { body }),
    })
}

export const PATCH_TYPE = 'application/openstack-images-v2.1-json-patch'
export const OLD_PATCH_TYPE = 'application/openstack-images-v2.0-json-patch'

/** Changes an image by a patch of `{op, path, value}`. */
export function patch(api: ImageApi, id: string, operations: unknown): Promise<Got> {
  return api('PATCH', `/images/${id}`, operations, { 'Content-Type': PATCH_TYPE })
}

/**
 * The status of an answer and what its refusal says, without the line ends that webob adds:
 * `404 No image found with ID x`. A detail comes after ` | `.
 */
export function refusal({ status, body }: Got): string {
  const parts = String(body?.message ?? '')
    .trim()
    .split(/\s*<br \/>\s*/)
  return `${status} ${parts.filter((part) => part !== '').join(' | ')}`
}
