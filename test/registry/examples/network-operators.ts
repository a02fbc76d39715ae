import type { Examples } from '../world.ts'
import { network } from './network.ts'

/** What operators have of Network. */
export const networkOperatorExamples: Examples = {
  'network_ip_availabilities.list': () => ({}),
  'network_ip_availabilities.show': async (world) => ({
    params: { id: (await network(world)).id },
  }),
}
