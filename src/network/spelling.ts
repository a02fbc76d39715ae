/**
 * Collections are found under either spelling of their names: `/security_groups` is `/security-groups`.
 * Source: openstack/neutron neutron/manager.py (get_controller_for_resource).
 */
import type { Operation } from '../kernel/operation.ts'

interface Node {
  /** By names with dashes. */
  readonly named: Map<string, { readonly name: string; readonly node: Node }>
  /** What follows an id. */
  item: Node | undefined
}

/** @returns a path as its operations declare it, of one in either spelling */
export function spelledAsDeclared(
  operations: readonly Pick<Operation, 'method' | 'path'>[],
  prefix: string,
): (path: string) => string {
  const root = emptyNode()
  // What is done to an item (`add_router_interface`) is no collection, and has one spelling.
  for (const { method, path } of operations) if (method === 'GET') declare(root, path)
  return (path) => (path.startsWith(`${prefix}/`) ? respelled(root, path, prefix) : path)
}

function declare(root: Node, path: string): void {
  let node = root
  for (const segment of path.split('/').slice(1)) {
    if (segment.startsWith('{')) {
      node.item ??= emptyNode()
      node = node.item
    } else {
      const found = node.named.get(dashed(segment)) ?? { name: segment, node: emptyNode() }
      node.named.set(dashed(segment), found)
      node = found.node
    }
  }
}

function respelled(root: Node, path: string, prefix: string): string {
  let node: Node | undefined = root
  const segments = path
    .slice(prefix.length)
    .split('/')
    .map((segment) => {
      if (segment === '') return segment
      const [bare, format] = segment.endsWith(FORMAT)
        ? [segment.slice(0, -FORMAT.length), FORMAT]
        : [segment, '']
      const found: { readonly name: string; readonly node: Node } | undefined = node?.named.get(
        dashed(bare),
      )
      node = found?.node ?? node?.item
      return found === undefined ? segment : found.name + format
    })
  return prefix + segments.join('/')
}

const FORMAT = '.json'

function dashed(name: string): string {
  return name.replaceAll('_', '-')
}

function emptyNode(): Node {
  return { named: new Map(), item: undefined }
}
