import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { SERVER_COLUMNS } from './list-parameters.ts'
import type { Server } from './server.ts'

const SOURCE: ListSource = {
  table: 'servers',
  columns: SERVER_COLUMNS,
  made: ['created_at', 'serial'],
  deleted: 'deleted_at',
  members: {
    tags: { table: 'server_tags', owner: 'server_id', ofRow: 'id', name: 'tag' },
  },
}

export function pageOfServers(tx: Tx, request: ListRequest): Promise<Server[]> {
  return listRows<Server>(tx, SOURCE, '*', request)
}

/** Ids of all that fulfil the conditions, each with what stands in a column; null where nothing does. */
export async function valuesOf(
  tx: Tx,
  { conditions, deleted }: Pick<ListRequest, 'conditions' | 'deleted'>,
  column: string,
): Promise<{ readonly id: string; readonly value: string | null }[]> {
  const { stored } = SERVER_COLUMNS.get(column)!
  const request: ListRequest = {
    ...{ conditions, deleted, order: [], limit: undefined, offset: 0, marker: undefined },
    withCount: false,
    nextPage: () => '',
  }
  return listRows(tx, SOURCE, `id, ${stored} as value`, request)
}
