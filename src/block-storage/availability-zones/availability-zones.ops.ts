import { Type as T } from 'typebox'
import { AUTHENTICATED } from '../../kernel/operation.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { zonesOf } from '../services/services.ts'
import { listServices } from '../services/services.store.ts'

const list = operation({
  id: 'availability_zones.list',
  method: 'GET',
  path: '/os-availability-zone',
  summary: 'List the availability zones of volumes',
  policy: AUTHENTICATED,
  query: NO_PARAMETERS,
  response: {
    200: closed({
      availabilityZoneInfo: T.Array(
        closed({ zoneName: T.String(), zoneState: closed({ available: T.Boolean() }) }),
      ),
    }),
  },
  errors: [],
  async handle({ tx, env }) {
    const zones = zonesOf(await listServices(tx, env))
    return {
      availabilityZoneInfo: zones.map(({ name, available }) => ({
        zoneName: name,
        zoneState: { available },
      })),
    }
  },
})

export const availabilityZoneOperations = [list]
