/** The table of the bench, and the line that says how far it is. */

export interface Measure {
  readonly what: string
  readonly value: number
  readonly unit: '%' | '×' | 's' | 'MB'
  /** Whether the budget is the least or the most. */
  readonly sign: '≥' | '≤'
  readonly budget: number
  /** What the value was made from. */
  readonly note?: string
}

export class Report {
  readonly #measures: Measure[] = []

  add(measure: Measure): void {
    this.#measures.push(measure)
  }

  /** One line on a terminal, written over by the next; a line each elsewhere. */
  progress(text: string): void {
    const { stderr } = process
    const done = this.#measures.length
    const line = `bench: ${text} (${done} ${done === 1 ? 'row' : 'rows'} measured)`
    stderr.write(stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`)
  }

  get met(): boolean {
    return this.#measures.every(isMet)
  }

  /** In Markdown. */
  table(): string {
    const header = ['what', 'measured', 'budget', 'met']
    const rows = this.#measures.map((measure) => [
      measure.what,
      `${shown(measure.value, measure)}${measure.note === undefined ? '' : ` (${measure.note})`}`,
      `${measure.sign} ${shown(measure.budget, measure)}`,
      isMet(measure) ? 'yes' : '**no**',
    ])
    return [header, header.map(() => '---'), ...rows]
      .map((cells) => `| ${cells.join(' | ')} |`)
      .join('\n')
  }
}

function isMet({ value, sign, budget }: Measure): boolean {
  return sign === '≥' ? value >= budget : value <= budget
}

function shown(value: number, { unit }: Measure): string {
  if (unit === '%') return `${Math.round(value * 100)} %`
  return `${value.toFixed(unit === 'MB' ? 0 : 2)} ${unit}`
}
