import { expect, test } from 'vitest'
import { loadSettings } from '../../config/load.ts'
import type { SettingName } from '../../config/settings.ts'
import { STOCK_IMAGE_OPTIONS } from '../../image/options.ts'
import { imageOf } from './image-config.ts'

async function loaded(flags: readonly (readonly [SettingName, string])[]) {
  const sources = { flags: new Map(flags), environment: {}, workingDirectory: '/nowhere' }
  const { settings } = await loadSettings(sources)
  return imageOf(settings).image!
}

test('without a word from anybody Image has the defaults of Glance', async () => {
  expect(STOCK_IMAGE_OPTIONS).toMatchObject(await loaded([]))
})

test('what is set reaches Image', async () => {
  const image = await loaded([
    ['imageUseKeystoneLimits', 'on'],
    ['imageMemberQuota', '1'],
    ['imagePropertyQuota', '2'],
    ['imageTagQuota', '3'],
  ])
  expect(image).toMatchObject({
    useLimits: true,
    maxMembers: 1,
    maxProperties: 2,
    maxTags: 3,
  })
})
