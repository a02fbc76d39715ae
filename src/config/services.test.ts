/** The settings of services are written down here, so that a command can read them without loading any. */
import { describe, expect, test } from 'vitest'
import { SERVICES } from '../services.ts'
import { settingNamed, settingOf, SETTINGS } from './settings.ts'

describe.each(SERVICES.map((service) => ({ service, type: service.type })))(
  '$type',
  ({ service }) => {
    test('has a setting for its port, with its usual one as the default', () => {
      const name = settingNamed(`${service.type}-port`)
      expect(name && settingOf(name).default).toBe(service.defaultPort)
    })
  },
)

test('each optional entry of the catalogue can be switched off, and nothing else', () => {
  const optional = SERVICES.flatMap(({ catalog }) => catalog.filter(({ optional: may }) => may))
  expect(SETTINGS.catalog.default).toEqual(optional.map(({ type }) => type))
})
