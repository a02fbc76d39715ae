import type { BackupDriver, BackupPlace, BackupSource, CreatedBackup } from './interface.ts'

/** One call to the driver, as a test sees it that wants it to fail. */
export interface SimulatedBackupCall {
  readonly operation: 'backup' | 'restore' | 'delete'
  readonly backup: BackupPlace
}

/**
 * Backups without bytes. A simulated volume holds zeros, and so does a backup of it: there is nothing
 * to copy, and nothing to remember beside what stands in the database.
 */
export class SimulatedBackups implements BackupDriver {
  // Clients tell by how it begins that it names a driver of cinder's backup service.
  readonly service = 'cinder.backup.drivers.simulated.SimulatedBackupDriver'
  readonly #fault: (call: SimulatedBackupCall) => Error | undefined

  /** @param fault decides which calls fail, and with what */
  constructor(fault: (call: SimulatedBackupCall) => Error | undefined = () => undefined) {
    this.#fault = fault
  }

  async backup(backup: BackupPlace, { volume }: BackupSource): Promise<CreatedBackup> {
    this.#call({ operation: 'backup', backup })
    const { id } = backup
    return {
      // The path below which cinder's driver for file systems keeps it.
      container: backup.container ?? `${id.slice(0, 2)}/${id.slice(2, 4)}/${id}`,
      serviceMetadata: `volume_${volume.id}_backup_${id}`,
      objectCount: 1,
    }
  }

  async restore(backup: BackupPlace): Promise<void> {
    this.#call({ operation: 'restore', backup })
  }

  async delete(backup: BackupPlace): Promise<void> {
    this.#call({ operation: 'delete', backup })
  }

  #call(call: SimulatedBackupCall): void {
    const error = this.#fault(call)
    if (error !== undefined) throw error
  }
}
