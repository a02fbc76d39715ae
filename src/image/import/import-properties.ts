/**
 * How far an import has come, as properties of the image that only the service sets.
 * Source: openstack/glance glance/async_/flows/api_image_import.py (_ImportActions).
 */
type Properties = Readonly<Record<string, string | null>>

/** The task that works on the image: while it is there, no other begins. */
export const IMPORT_TASK = 'os_glance_import_task'
/** Names of stores, joined by commas. */
const IMPORTING = 'os_glance_importing_to_stores'
const FAILED = 'os_glance_failed_import'

export function importBegins(
  properties: Properties,
  task: string,
  stores: readonly string[],
): Properties {
  return {
    ...properties,
    [IMPORT_TASK]: task,
    [IMPORTING]: joined([...namesIn(properties[IMPORTING]), ...stores]),
    [FAILED]: joined(without(properties[FAILED], stores)),
  }
}

/** A store has its copy, or will have none. */
export function storeEnds(
  properties: Properties,
  store: string,
  how: 'done' | 'failed',
): Properties {
  const failed = how === 'failed' ? [store] : []
  return {
    ...properties,
    [IMPORTING]: joined(without(properties[IMPORTING], [store])),
    [FAILED]: joined([...namesIn(properties[FAILED]), ...failed]),
  }
}

/** @param failed the stores of which nothing is known yet, where the import has failed */
export function importEnds(properties: Properties, failed: readonly string[] = []): Properties {
  const { [IMPORT_TASK]: _task, ...others } = properties
  return {
    ...others,
    [IMPORTING]: '',
    [FAILED]: joined([...namesIn(properties[FAILED]), ...failed]),
  }
}

function namesIn(text: string | null | undefined): string[] {
  return (text ?? '').split(',').filter((name) => name !== '')
}

function without(text: string | null | undefined, stores: readonly string[]): string[] {
  return namesIn(text).filter((name) => !stores.includes(name))
}

function joined(names: readonly string[]): string {
  return [...new Set(names)].sort().join(',')
}
