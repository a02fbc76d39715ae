/** What the end of the process broke off: it has not failed, and is begun again by the next one. */
export class Interrupted extends Error {
  override name = 'Interrupted'

  constructor() {
    super('the process ends')
  }
}
