/** `trunk_details` of a port. */
export interface TrunkDetails {
  readonly trunk_id: string
  readonly sub_ports: readonly {
    readonly segmentation_id: number
    readonly segmentation_type: string
    readonly port_id: string
    readonly mac_address: string
  }[]
}
