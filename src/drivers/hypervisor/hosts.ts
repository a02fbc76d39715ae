/** A simulated host of another size than usual: MiB of memory, GiB of disk. */
export interface SizedHost {
  readonly name: string
  readonly vcpus?: number | undefined
  readonly memoryMb?: number | undefined
  readonly localGb?: number | undefined
}

/** A host as the configuration names it: of the usual size, unless it says another. */
export type ConfiguredHost = string | SizedHost

export function hostName(host: ConfiguredHost): string {
  return typeof host === 'string' ? host : host.name
}
