/** What a list costs beside writing down what it answers. */
import { dumps } from '../src/kernel/python.ts'
import { median, received } from './load.ts'

/** Milliseconds that a list takes, and that serialising it takes alone. */
export async function listTimes(
  url: string,
  headers: Record<string, string>,
  wanted: { readonly collection: string; readonly length: number },
  times: number,
): Promise<{ ours: number; alone: number }> {
  const taken: number[] = []
  let text = ''
  for (let i = 0; i < times; i++) {
    const started = performance.now()
    const chunks = await received(url, headers)
    taken.push(performance.now() - started)
    text = Buffer.concat(chunks).toString()
  }
  const answer = JSON.parse(text) as Record<string, unknown[]>
  const { length } = answer[wanted.collection]!
  if (length !== wanted.length) throw new Error(`the list holds ${length} ${wanted.collection}`)
  const serialising = Array.from({ length: times }, () => {
    const started = performance.now()
    dumps(answer)
    return performance.now() - started
  })
  return { ours: median(taken), alone: median(serialising) }
}
