import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { countRows, listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import type { Backup, BackupName } from './backup.ts'
import { BACKUP_COLUMNS } from './columns.ts'

const SOURCE: ListSource = {
  table: 'backups',
  columns: BACKUP_COLUMNS,
  storedKey: (id) => id.toLowerCase(),
  made: ['created_at', 'serial'],
}

/** @throws 404 for a marker that is no backup */
export function pageOfBackups(tx: Tx, request: ListRequest): Promise<readonly Backup[]> {
  return listRows(tx, SOURCE, 'backups.*', request)
}

/** The same page, names only. */
export function pageOfBackupNames(tx: Tx, request: ListRequest): Promise<readonly BackupName[]> {
  return listRows(tx, SOURCE, 'backups.id, backups.name', request)
}

/** How many backups a request finds, on all pages together. */
export function countBackups(tx: Tx, request: ListRequest): Promise<number> {
  return countRows(tx, SOURCE, request)
}
