/** What DHCP tells a port beside the rest. Source: openstack/neutron neutron/db/extradhcpopt_db.py. */
import { BLANK_DHCP_OPTS } from './ports.table.ts'

export interface DhcpOption {
  readonly opt_name: string
  readonly opt_value: string | null
  readonly ip_version?: number
}

type Kept = Readonly<Record<string, unknown>> & DhcpOption

/** Options without a value are none, but for those that may be blank: null takes them away too. */
function isKept({ opt_name: name, opt_value: value }: DhcpOption): boolean {
  const mayBeBlank = BLANK_DHCP_OPTS.some((one) => one === name)
  return value !== null && (mayBeBlank || value !== '')
}

function whole({ opt_name: name, opt_value: value, ip_version: version = 4 }: DhcpOption): Kept {
  return { opt_name: name, opt_value: value, ip_version: version }
}

/** What a port has after options were sent: others stay, null takes one away. */
export function withOptions(has: readonly DhcpOption[], sent: readonly DhcpOption[]): Kept[] {
  const all = has.map(whole)
  for (const one of sent.map(whole)) {
    const at = all.findIndex(
      (other) => other.opt_name === one.opt_name && other.ip_version === one.ip_version,
    )
    if (at === -1) {
      if (isKept(one)) all.push(one)
    } else if (one.opt_value === null) all.splice(at, 1)
    else if (isKept(one)) all[at] = one
  }
  return all
}
