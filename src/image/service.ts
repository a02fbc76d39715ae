import { badRequest, STOCK_MESSAGE, type Fault } from '../kernel/faults.ts'
import { Reply } from '../kernel/operation.ts'
import { dumps } from '../kernel/python.ts'
import type { Dialect, Service } from '../kernel/service.ts'
import type { ImageEnv } from './operation.ts'
import { versionOperations } from './versions/versions.ops.ts'

/**
 * Image, so far by its version documents alone: `openstack volume create` asks for them before it
 * does anything, whether or not it is given an image. All else is refused in words.
 */
export const image: Service<ImageEnv, 'image'> = {
  type: 'image',
  title: 'Image',
  project: 'glance',
  description: 'Images: only the versions of the API so far.',
  defaultPort: 9292,
  sharedPath: '/image',
  mounts: [],
  catalog: [{ type: 'image', name: 'glance', path: '' }],
  dialect: dialect(),
  takesServiceTokens: true,
  checks: ['body', 'target', 'policy'],
  rules: [],
  operations: versionOperations,
  elsewhere: ({ path }) =>
    path === '/v2' || path.startsWith('/v2/')
      ? new Reply({ status: 404, body: page(404, 'Not Found', NOT_HERE) })
      : undefined,
  // Source: glance/common/config.py.
  cors: {
    allowMethods: ['GET', 'PUT', 'POST', 'DELETE', 'PATCH'],
    allowHeaders: [
      'Content-MD5',
      'X-Image-Meta-Checksum',
      'X-Storage-Token',
      'Accept-Encoding',
      'X-Auth-Token',
      'X-Identity-Status',
      'X-Roles',
      'X-Service-Catalog',
      'X-User-Id',
      'X-Tenant-Id',
      'X-OpenStack-Request-ID',
    ],
    exposeHeaders: [
      'X-Image-Meta-Checksum',
      'X-Auth-Token',
      'X-Subject-Token',
      'X-Service-Token',
      'X-OpenStack-Request-ID',
    ],
  },
  bodyLimit: 114_688,
}

const NOT_HERE =
  'Stackling has no images yet: of the Image API it answers the version documents alone.'

/** The JSON form of webob's error page (webob/exc.py, WSGIHTTPException): Glance has no other. */
function page(status: number, title: string, message: string) {
  return { message: `${message}<br /><br />\n\n\n`, code: `${status} ${title}`, title }
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Request Entity Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

function dialect(): Dialect {
  const unread = (): Fault => badRequest(STOCK_MESSAGE[400])
  return {
    json: dumps,
    fault: ({ status, message }) => ({
      body: dumps(page(status, TITLES[status] ?? 'Error', message)),
      contentType: 'application/json',
    }),
    invalid: unread,
    projectMismatch: unread,
    unknownAction: unread,
    microversionMalformed: unread,
    microversionUnsupported: unread,
    microversionOfOthers: () => undefined,
    repeated: 'last',
    mediaTypes: new Set(['application/json']),
    mediaTypeRefused: unread,
    bodyMissing: unread,
    bodyMalformed: unread,
  }
}
