/** How much Image allows, by the names that Glance's options have. */
import { count, flag } from './kinds.ts'
import { setting } from './setting.ts'

export const IMAGE_SETTINGS = {
  imageUseKeystoneLimits: setting({
    kind: flag,
    default: false,
    shown: 'off',
    help:
      'Whether projects are held to the limits that Identity has for Image: image_size_total, ' +
      'image_stage_total (MiB), image_count_total and image_count_uploading. What has no ' +
      'registered limit may then not be used at all.',
    topic: 'image',
  }),
  imageMemberQuota: setting({
    kind: count(0),
    default: 128,
    help: 'With how many projects an image may be shared.',
    topic: 'image',
  }),
  imagePropertyQuota: setting({
    kind: count(0),
    default: 128,
    help: 'How many properties of its own an image may have.',
    topic: 'image',
  }),
  imageTagQuota: setting({
    kind: count(0),
    default: 128,
    help: 'How many tags an image may have.',
    topic: 'image',
  }),
}
