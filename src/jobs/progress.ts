import type { Failure } from './job.ts'

/** How far a job has come. */
export interface Progress {
  /** What each step that is done returned, by its name. */
  readonly made: Readonly<Record<string, unknown>>
  /** Set from when a step has failed for the last time: then steps are undone. */
  readonly failure?: Failure
  /** Names of the steps that are undone. */
  readonly undone: readonly string[]
}

const NOTHING: Progress = { made: {}, undone: [] }

export function readProgress(text: string | null): Progress {
  return text === null ? NOTHING : (JSON.parse(text) as Progress)
}

/** Null where there is nothing to write down. */
export function writeProgress(progress: Progress): string | null {
  return progress === NOTHING ? null : JSON.stringify(progress)
}

export function afterDoing(progress: Progress, step: string, result: unknown): Progress {
  return { ...progress, made: { ...progress.made, [step]: result ?? null } }
}

export function afterUndoing(progress: Progress, step: string): Progress {
  return { ...progress, undone: [...progress.undone, step] }
}

/** The first of the steps that is not done; undefined when all are. */
export function nextToDo(steps: readonly string[], { made }: Progress): string | undefined {
  return steps.find((step) => !Object.hasOwn(made, step))
}

/**
 * The next step to undo: the one that failed, then those before it, the latest first. What failed
 * in the end, after all steps, was no step.
 */
export function nextToUndo(
  steps: readonly string[],
  { made, failure, undone }: Progress,
): string | undefined {
  return steps.findLast(
    (step) => (Object.hasOwn(made, step) || step === failure?.step) && !undone.includes(step),
  )
}
