import type { ImageEnv } from '../../operation.ts'
import { createNamespace } from '../namespaces/namespaces.usecase.ts'
import { insertResourceTypes, listResourceTypes } from '../resource-types/resource-types.store.ts'
import { DEFINITIONS, RESOURCE_TYPES } from './definitions.ts'

/**
 * Makes the definitions of a cloud that never had any: resource types are never deleted. Of several
 * replicas one makes them.
 */
export async function presetDefinitions({ database, clock }: ImageEnv): Promise<void> {
  if ((await database.read(listResourceTypes)).length > 0) return
  await database.write(async (tx) => {
    const at = { created_at: clock.isoNow(), updated_at: null }
    if (!(await insertResourceTypes(tx, RESOURCE_TYPES, at))) return
    for (const { associations, properties, objects, ...about } of DEFINITIONS) {
      const values = { ...about, visibility: 'public', protected: 1, owner: 'admin' }
      await createNamespace(tx, { values, associations, properties, objects, tags: undefined }, at)
    }
  })
}
