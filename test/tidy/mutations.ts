/** Whether the table of `npm run mutate` still fits the program. */
import { mutated, MUTATIONS, type Mutation } from '../mutations.ts'
import { FILES, text } from './tree.ts'

export function outdatedMutations(): string[] {
  return MUTATIONS.flatMap((mutation) =>
    problemsOf(mutation).map(
      (problem) =>
        `test/mutations.ts, "${mutation.mistake}": ${problem}. Write the same mistake for the ` +
        'program as it is now, and see it killed by `npm run mutate`.',
    ),
  )
}

function problemsOf(mutation: Mutation): string[] {
  const { file, tests } = mutation
  const gone = [file, ...tests].filter((path) => !FILES.includes(path))
  if (gone.length > 0) return gone.map((path) => `there is no ${path}`)
  try {
    mutated(text(file), mutation)
    return tests.length > 0 ? [] : ['no test is named']
  } catch (error) {
    return [(error as Error).message]
  }
}
