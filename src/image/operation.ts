import { operationFor } from '../kernel/operation.ts'

/** Image says what it would speak, and runs on nothing yet. */
export type ImageEnv = undefined

export const operation = operationFor<ImageEnv>()
