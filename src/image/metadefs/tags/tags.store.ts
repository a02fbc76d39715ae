import { among, type ListRequest } from '../../../kernel/lists/request.ts'
import type { Tx } from '../../../storage/database.ts'
import { listRows } from '../../../storage/lists/page.ts'
import type { ListSource } from '../../../storage/lists/source.ts'
import { keyOf } from '../names.ts'
import { TAG_COLUMNS, type NamedTag } from './tag.ts'

const SOURCE: ListSource = {
  table: 'metadef_tags',
  columns: TAG_COLUMNS,
  key: 'key',
  storedKey: keyOf,
  made: ['created_at', 'id'],
}

/** A page of the tags of one namespace; the marker is the name of one of them. */
export function pageOfTags(tx: Tx, namespaceId: number, request: ListRequest): Promise<NamedTag[]> {
  const own = [{ kind: 'in', column: 'namespace_id', values: [namespaceId] }] as const
  return listRows<NamedTag>(tx, SOURCE, 'name', among(request, own))
}
