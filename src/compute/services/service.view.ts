import { Type as T } from 'typebox'
import { field, nullable, View } from '../../kernel/view.ts'
import { shownReport, TIME } from '../times.ts'
import { serviceZone, type ServiceState } from './compute-service.ts'

export const serviceView = new View<ServiceState>({
  binary: field(T.String(), ({ service }) => service.binary),
  host: field(T.String(), ({ service }) => service.host),
  id: [
    field(T.Integer(), ({ service }) => service.id, { until: '2.53' }),
    field(T.String({ format: 'uuid' }), ({ service }) => service.uuid, { from: '2.53' }),
  ],
  zone: field(T.String(), ({ service }) => serviceZone(service)),
  status: field(T.Enum(['enabled', 'disabled']), ({ service }) =>
    service.disabled ? 'disabled' : 'enabled',
  ),
  state: field(T.Enum(['up', 'down']), ({ up }) => (up ? 'up' : 'down')),
  updated_at: field(nullable(TIME), ({ updatedAt }) => shownReport(updatedAt)),
  disabled_reason: field(nullable(T.String()), ({ service }) => service.disabledReason),
  forced_down: field(T.Boolean(), ({ service }) => service.forcedDown, { from: '2.11' }),
})
