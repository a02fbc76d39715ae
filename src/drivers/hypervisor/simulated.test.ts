import { describe, expect, test } from 'vitest'
import { SimulatedHypervisor } from './simulated.ts'

const MINUTE = 60_000
const NOW = Date.UTC(2026, 0, 2, 16, 24, 1)

describe('simulated hosts', () => {
  test('tell the same in every replica and at every start', () => {
    const [one, other] = [new SimulatedHypervisor(['a']), new SimulatedHypervisor(['b', 'a'])]
    expect(one.describe('a')).toEqual(other.describe('a'))
    expect(one.uptime('a', 0, NOW)).toBe(other.uptime('a', 0, NOW))
  })

  test('differ in their addresses, which are addresses of hosts', () => {
    const hypervisor = new SimulatedHypervisor([])
    const names = Array.from({ length: 500 }, (_, index) => `host-${index}`)
    const addresses = names.map((name) => hypervisor.describe(name).hostIp)
    expect(new Set(addresses).size).toBe(names.length)
    for (const address of addresses) expect(address).toMatch(/^10\.\d+\.\d+\.\d+$/)
    expect(addresses.filter((address) => /\.(0|255)$/.test(address))).toEqual([])
  })

  test('have the processors that their topology makes', () => {
    const sized = [6, 8].map((vcpus) => ({ name: `of-${vcpus}`, vcpus }))
    const hypervisor = new SimulatedHypervisor(sized)
    const described = ['a', 'of-6', 'of-8'].map((host) => hypervisor.describe(host))
    expect(described.map(({ vcpus }) => vcpus)).toEqual([32, 6, 8])
    for (const { vcpus, cpuInfo } of described) {
      const { sockets, cores, threads } = cpuInfo.topology
      expect(sockets * cores * threads).toBe(vcpus)
    }
  })

  test('are as large as they are said to be', () => {
    const hypervisor = new SimulatedHypervisor([{ name: 'a', memoryMb: 4096, localGb: 7 }, 'b'])
    expect(hypervisor.hosts).toEqual(['a', 'b'])
    expect(hypervisor.describe('a')).toMatchObject({ vcpus: 32, memoryMb: 4096, localGb: 7 })
    expect(hypervisor.describe('b')).toMatchObject({ memoryMb: 131_072, localGb: 2000 })
  })

  test('run once, however often they are named', () => {
    const hypervisor = new SimulatedHypervisor(['a', 'b', 'a'])
    expect(hypervisor.hosts).toEqual(['a', 'b'])
    expect([hypervisor.runs('a'), hypervisor.runs('c')]).toEqual([true, false])
  })

  test.each([
    [0, 'up 0 min'],
    [59, 'up 59 min'],
    [62, 'up  1:02'],
    [600, 'up 10:00'],
    [1440 + 5, 'up 1 day, 5 min'],
    [93 * 1440 + 18 * 60 + 25, 'up 93 days, 18:25'],
  ])('after %i minutes, uptime says so as procps does', (minutes, up) => {
    const line = new SimulatedHypervisor(['a']).uptime('a', NOW - minutes * MINUTE, NOW)
    expect(line).toMatch(/^ 16:24:01 up .*,  0 users,  load average: 0\.\d\d, 0\.\d\d, 0\.\d\d$/)
    expect(line).toContain(`${up},  0 users`)
  })

  test('a clock that went back is no age below nought', () => {
    expect(new SimulatedHypervisor(['a']).uptime('a', NOW + MINUTE, NOW)).toContain('up 0 min,')
  })
})
