import { operationFor } from '../kernel/operation.ts'

/** Image says what it would speak, and runs on nothing yet. */
export type ImageEnv = Record<never, never>

export const operation = operationFor<ImageEnv>()
