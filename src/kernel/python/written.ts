/** A part of a body that is JSON already, as `dumps` would have written it. */
export class Written {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}
