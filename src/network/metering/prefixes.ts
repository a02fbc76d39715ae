/**
 * Prefixes of addresses that are metered. Source: openstack/neutron
 * neutron/services/metering/metering_plugin.py (validate_metering_label_rule).
 */
import { Type as T } from 'typebox'
import type { AttributeType } from '../../kernel/attributes/attribute.ts'
import type { Fault } from '../../kernel/faults.ts'
import { networkText, parseNetwork } from '../../kernel/ip/cidr.ts'
import { overlaps } from '../../kernel/ip/range.ts'
import { repr, str } from '../../kernel/python.ts'
import { nullable } from '../../kernel/view.ts'
import { meteringInvalid } from '../faults/metering.ts'

const NAMES = ['remote_ip_prefix', 'source_ip_prefix', 'destination_ip_prefix'] as const

type Prefixes = { readonly [K in (typeof NAMES)[number]]: string | null }

/** What it is the resource says itself, not the table: then nothing else of the body is wrong. */
export function meteredPrefix(): AttributeType<string | null> {
  return { schema: nullable(T.String()), column: 'text', reason: () => undefined }
}

/**
 * The prefixes as they are stored: with a length, and the bits of a host as they were sent.
 * @throws Fault 400 Invalid
 */
export function readPrefixes(sent: Prefixes): Prefixes {
  const [remote, source, destination] = NAMES.map((name) => read(name, sent[name]))
  if (remote && (source || destination)) {
    throw meteringInvalid(
      "Cannot use 'remote-ip-prefix' in conjunction with 'source-ip-prefix' or " +
        "'destination-ip-prefix'.",
    )
  }
  if (!remote && !source && !destination) {
    throw meteringInvalid(
      "You must define at least one of the following parameters 'remote_ip_prefix', or " +
        "'source_ip_prefix' or 'destination_ip_prefix'.",
    )
  }
  return {
    remote_ip_prefix: remote ?? null,
    source_ip_prefix: source ?? null,
    destination_ip_prefix: destination ?? null,
  }
}

/** Undefined where none was sent. @throws Fault */
function read(name: string, value: unknown): string | undefined {
  if (value === null || value === '') return undefined
  const network = typeof value === 'string' ? parseNetwork(value) : undefined
  if (network === undefined) throw noPrefix(name, value)
  return networkText(network)
}

function noPrefix(name: string, value: unknown): Fault {
  return meteringInvalid(
    `${name}: ${str(value)} is invalid [${repr(value)} does not appear to be an IPv4 or IPv6 interface].`,
  )
}

/** Has one of the prefixes an address of the other? */
export function havePrefixesInCommon(one: string, other: string): boolean {
  const [a, b] = [parseNetwork(one)!, parseNetwork(other)!]
  return overlaps(a.cidr, b.cidr)
}
