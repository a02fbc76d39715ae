import { expect, test } from 'vitest'
import { frontEndSpecs } from './front-end.ts'

const qos = (consumer: string, specs: Record<string, string>) => ({
  ...{ id: 'q', name: 'q', consumer },
  specs: new Map(Object.entries(specs)),
})

test('a host heeds specs of the front end and of both, not those of the backend', () => {
  expect(frontEndSpecs(undefined, 1)).toBeNull()
  expect(frontEndSpecs(qos('back-end', { a: '1' }), 1)).toBeNull()
  expect(frontEndSpecs(qos('front-end', { a: '1' }), 1)).toEqual({ a: '1' })
  expect(frontEndSpecs(qos('both', { a: '1' }), 1)).toEqual({ a: '1' })
})

test.each([
  [{ read_iops_sec_per_gb: '10' }, { read_iops_sec: 30 }],
  [{ read_iops_sec_per_gb: '10', read_iops_sec_per_gb_min: '50' }, { read_iops_sec: 50 }],
  [{ total_bytes_sec_per_gb: '10', total_bytes_sec_max: '20' }, { total_bytes_sec: 20 }],
  [{ read_iops_sec_per_gb: 'many' }, { read_iops_sec_per_gb: 'many' }],
])('of 3 GiB, %o is %o', (specs, expected) => {
  expect(frontEndSpecs(qos('both', specs), 3)).toEqual(expected)
})
