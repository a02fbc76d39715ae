import { expect, test } from 'vitest'
import { SimulatedVolumes } from './simulated.ts'

const VOLUME = { id: 'v', sizeGib: 1, pool: 'one@simulated#simulated' }
const SNAPSHOT = { id: 's', sizeGib: 1, volume: VOLUME }

test('calls can be repeated', async () => {
  const driver = new SimulatedVolumes(['one'])
  for (let i = 0; i < 2; i += 1) {
    expect(await driver.create(VOLUME)).toEqual({ providerId: null })
    expect(await driver.clone(VOLUME)).toEqual({ providerId: null })
    await driver.extend(VOLUME)
    expect(await driver.connect(VOLUME, { initiator: 'iqn' })).toEqual({ type: 'iscsi', data: {} })
    await driver.disconnect(VOLUME)
    expect(await driver.createSnapshot(SNAPSHOT)).toEqual({ providerId: null })
    expect(await driver.createFromSnapshot(VOLUME, SNAPSHOT)).toEqual({ providerId: null })
    await driver.revert(SNAPSHOT)
    await driver.deleteSnapshot(SNAPSHOT)
    await driver.delete(VOLUME)
  }
})

test('a host without an initiator cannot connect', async () => {
  const driver = new SimulatedVolumes(['one'])
  expect(await driver.connect(VOLUME, { host: 'h' })).toEqual({ missing: 'initiator' })
})

test('a test decides which calls fail', async () => {
  const driver = new SimulatedVolumes(['one'], ({ operation }) =>
    operation === 'delete' ? new Error('no') : undefined,
  )
  await driver.create(VOLUME)
  await expect(driver.delete(VOLUME)).rejects.toThrow('no')
})
