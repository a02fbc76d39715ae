/** Where packets come in, and where they go. */
export interface Forwarding {
  readonly protocol: string
  readonly internal_port_id: string
  readonly internal_ip_address: string
  /** `first:last`. */
  readonly internal_port_range: string
  /** Null where the range has several. */
  readonly internal_port: number | null
  readonly external_port_range: string
  readonly external_port: number | null
}

export interface StoredForwarding extends Forwarding {
  readonly id: string
  readonly floatingip_id: string
}

/** What floating IPs show of theirs; the ports where they are single. */
export interface ShownForwarding extends Pick<
  Forwarding,
  'protocol' | 'internal_ip_address' | 'internal_port_id'
> {
  readonly id: string
  readonly internal_port?: number
  readonly external_port?: number
}
