/** What logs want of ports. Source: openstack/neutron neutron/services/logapi/logging_plugin.py. */
import type { NetworkCall } from '../operation.ts'
import { deleteLogsOf } from './logs.store.ts'

export const useByLogs = {
  release: ({ tx }: NetworkCall, portIds: readonly string[]) =>
    deleteLogsOf(tx, 'target_id', portIds),
}
