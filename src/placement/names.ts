/** What is said of names that there are not (placement/exception.py). */

export function noClass(name: string): string {
  return `No such resource class ${name}.`
}

export function noTraits(names: Iterable<string>): string {
  return `No such trait(s): ${[...names].sort().join(', ')}.`
}
