import { NOBODY, type Wanted } from './allocation.ts'
import type { AllocationsBody, SeveralBody } from './allocations.schemas.ts'

/** What a body wants for a consumer. */
export function wantedOf(consumer: string, body: AllocationsBody): Wanted {
  const { allocations } = body
  const byProvider = Array.isArray(allocations)
    ? allocations.map((each) => [each.resource_provider.uuid, each.resources] as const)
    : Object.entries(allocations).map(([uuid, { resources }]) => [uuid, resources] as const)
  return {
    consumer,
    allocations: new Map(
      byProvider.map(([uuid, resources]) => [uuid, new Map(Object.entries(resources))]),
    ),
    projectId: body.project_id ?? NOBODY,
    userId: body.user_id ?? NOBODY,
    generation: body.consumer_generation,
    type: body.consumer_type,
  }
}

export function wantedOfAll(body: SeveralBody): readonly Wanted[] {
  return Object.entries(body).map(([consumer, each]) => wantedOf(consumer, each))
}
