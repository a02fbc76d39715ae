/** Fetches what users name by an address: the bytes of images that are imported from the web. */
export interface DownloadDriver {
  /** Whether what the address names may be fetched, as far as that can be told before it is. */
  allows(uri: string): Promise<boolean>
  /**
   * Asks for it; redirects are followed, each judged like the first address.
   * @param signal ends the download, too, once it has begun
   * @throws DownloadRefused, or what the network says
   */
  open(uri: string, signal: AbortSignal): Promise<Download>
}

export interface Download {
  /** In bytes, where the server says so. */
  readonly size: number | undefined
  /** Rejects where the connection breaks off, or a limit is passed. */
  readonly bytes: AsyncIterable<Uint8Array>
}

/** There is no point in trying again: the address, or what it answers with, is not to be had. */
export class DownloadRefused extends Error {
  override name = 'DownloadRefused'
}
