import type { AppConfig } from '../../app.ts'
import type { Settings } from '../../config/settings.ts'

/** What the operator lets Image do, and where it may download from. */
export function imageOf(settings: Settings): Pick<AppConfig, 'image' | 'imageCache' | 'imports'> {
  return {
    image: {
      useLimits: settings.imageUseKeystoneLimits,
      maxMembers: settings.imageMemberQuota,
      maxProperties: settings.imagePropertyQuota,
      maxTags: settings.imageTagQuota,
      showLocations: settings.imageShowLocations,
      showDirectUrl: settings.imageShowDirectUrl,
      importMethods: settings.imageImportMethods,
      inject: settings.imageImportInject,
      injectIgnoreRoles: settings.imageImportInjectIgnoreRoles,
      decompress: settings.imageImportDecompress,
    },
    ...(settings.imageCacheDir !== undefined && {
      imageCache: {
        directory: settings.imageCacheDir,
        maxSize: settings.imageCacheMaxSize * 2 ** 20,
      },
    }),
    imports: {
      filter: {
        allowedSchemes: settings.imageImportAllowedSchemes,
        disallowedSchemes: settings.imageImportDisallowedSchemes,
        allowedHosts: settings.imageImportAllowedHosts,
        disallowedHosts: settings.imageImportDisallowedHosts,
        allowedPorts: settings.imageImportAllowedPorts,
        disallowedPorts: settings.imageImportDisallowedPorts,
        allowedNetworks: settings.imageImportAllowedNetworks,
      },
    },
  }
}
