import { Reply } from '../kernel/operation.ts'
import type { Service } from '../kernel/service.ts'
import { baseRules, CONTEXT_IS_ADMIN } from './base-rules.ts'
import { DEPRECATED_RULES } from './deprecated-rules.ts'
import { dialect } from './dialect.ts'
import { dataOperations } from './data/data.ops.ts'
import { dataRules } from './data/data.policies.ts'
import { cacheOperations } from './cache/cache.ops.ts'
import { imageActionOperations } from './images/actions.ops.ts'
import { imageOperations } from './images/images.ops.ts'
import { imageRules } from './images/images.policies.ts'
import { showUsage } from './info/usage.ops.ts'
import { locationRules } from './locations/locations.policies.ts'
import { memberOperations } from './members/members.ops.ts'
import { metadefOperations } from './metadefs/metadefs.ops.ts'
import { METADEF_RULES } from './metadefs/policies.ts'
import type { ImageEnv } from './operation.ts'
import { schemaOperations } from './schemas/schemas.ops.ts'
import { tagOperations } from './tags/tags.ops.ts'
import { taskOperations } from './tasks/tasks.ops.ts'
import { taskRules } from './tasks/tasks.policies.ts'
import { importOperations } from './import/import.ops.ts'
import { importRules } from './import/import.policies.ts'
import { locationOperations } from './locations/locations.ops.ts'
import { storeOperations } from './stores/stores.ops.ts'
import { meantBy, V2, versionList } from './versions/version.ts'
import { versionOperations } from './versions/versions.ops.ts'

/** Image, the API that glance speaks. */
export const image: Service<ImageEnv, 'image'> = {
  type: 'image',
  title: 'Image',
  project: 'glance',
  description: 'Images: what servers and volumes are made from.',
  defaultPort: 9292,
  sharedPath: '/image',
  mounts: [V2],
  catalog: [{ type: 'image', name: 'glance', path: '' }],
  dialect,
  takesServiceTokens: true,
  checks: ['body', 'target', 'policy'],
  adminRule: CONTEXT_IS_ADMIN,
  deprecatedRules: DEPRECATED_RULES,
  rules: [
    ...baseRules,
    ...imageRules,
    ...locationRules,
    ...METADEF_RULES,
    ...dataRules,
    ...taskRules,
    ...importRules,
  ],
  operations: [
    ...versionOperations,
    ...imageOperations,
    ...imageActionOperations,
    ...memberOperations,
    ...tagOperations,
    showUsage,
    ...metadefOperations,
    ...schemaOperations,
    ...dataOperations,
    ...taskOperations,
    ...importOperations,
    ...storeOperations,
    ...locationOperations,
    ...cacheOperations,
  ],
  meantBy,
  guardsUnknownPaths: true,
  anyMethodAtRoot: true,
  mountsEndInSlash: true,
  elsewhere: ({ base, env }) =>
    new Reply({ status: 300, body: versionList(base, env.cache !== undefined) }),
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
