/**
 * From method and path to a route. Built at start from some thousand paths, so building is what
 * has to be cheap: a general router, which supports far more, takes longer to fill than all the
 * rest of the start (docs/adr/0009).
 */

interface Node<T> {
  readonly children: Map<string, Node<T>>
  /** The child for any segment that is not empty and has no child of its own name. */
  parameter: Node<T> | undefined
  /** By method: where the path ends here, and the names of its parameters in order. */
  readonly ends: Map<string, { readonly value: T; readonly names: readonly string[] }>
}

export interface Match<T> {
  readonly value: T
  readonly params: Record<string, string>
}

export class Router<T> {
  readonly #root: Node<T> = emptyNode()

  /** @param template a path with `{name}` for parameters, e.g. `/v3/{project_id}/volumes` */
  add(method: string, template: string, value: T): void {
    const names: string[] = []
    let node = this.#root
    for (const segment of template.split('/').slice(1)) {
      const name = /^\{(\w+)\}$/.exec(segment)?.[1]
      if (name === undefined) {
        const child = node.children.get(segment) ?? emptyNode<T>()
        node.children.set(segment, child)
        node = child
      } else {
        names.push(name)
        node.parameter ??= emptyNode<T>()
        node = node.parameter
      }
    }
    if (node.ends.has(method)) throw new Error(`two routes for ${method} ${template}`)
    node.ends.set(method, { value, names })
  }

  /** A segment's own name goes before a parameter. Undefined where nothing has both. */
  find(method: string, path: string): Match<T> | undefined {
    const values: string[] = []
    const end = descend(this.#root, singleSlashed(path), 1, values, method)?.ends.get(method)
    if (end === undefined) return undefined
    // Names come from templates, never from clients: no name is `__proto__`.
    const params: Record<string, string> = {}
    for (let i = 0; i < end.names.length; i++) {
      const value = decoded(values[i]!)
      if (value === undefined) return undefined
      params[end.names[i]!] = value
    }
    return { value: end.value, params }
  }
}

function emptyNode<T>(): Node<T> {
  return { children: new Map(), parameter: undefined, ends: new Map() }
}

/** Slashes that follow one another count as one, as in the real services' routers. */
function singleSlashed(path: string): string {
  return path.includes('//') ? path.replaceAll(/\/{2,}/g, '/') : path
}

/** Where the segment ends that begins at `from`. */
function endOf(path: string, from: number): number {
  const slash = path.indexOf('/', from)
  return slash < 0 ? path.length : slash
}

/** @param from where the next segment of `path` begins; past its end where there is none */
function descend<T>(
  node: Node<T>,
  path: string,
  from: number,
  values: string[],
  method: string,
): Node<T> | undefined {
  if (from > path.length) return node.ends.has(method) ? node : undefined
  const to = endOf(path, from)
  const segment = path.slice(from, to)
  const named = node.children.get(segment)
  const found = named && descend(named, path, to + 1, values, method)
  if (found !== undefined || node.parameter === undefined || segment === '') return found
  values.push(segment)
  const end = descend(node.parameter, path, to + 1, values, method)
  if (end === undefined) values.pop()
  return end
}

function decoded(segment: string): string | undefined {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
