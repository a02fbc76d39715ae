/** The cloud under test, as a recorded case sees it: addresses, tokens, and calls to prepare it. */
import { send } from './client.ts'
import { header, type Addresses } from './compare.ts'
import { Ids } from './ids.ts'
import { PORT, type Answer, type Case } from './cases.ts'

/** Who holds the tokens that the recordings call `<token:admin>` and so on. */
const PEOPLE: Readonly<Record<string, { user: string; project: string | undefined }>> = {
  admin: { user: 'admin', project: 'admin' },
  demo: { user: 'demo', project: 'demo' },
  reader: { user: 'reader', project: 'demo' },
  other: { user: 'other', project: 'other' },
  'demo-unscoped': { user: 'demo', project: undefined },
}

export class Subject {
  readonly addresses: Addresses
  readonly ids = new Ids()
  readonly #tokens = new Map<string, string>()

  constructor(addresses: Addresses) {
    this.addresses = addresses
  }

  /** Sends a recorded request with this cloud's identifiers and tokens. */
  async replay({ id, request }: Case): Promise<Answer> {
    const headers = await Promise.all(
      request.headers.map(async ([name, value]) => [name, await this.#spell(value)] as const),
    )
    const answer = await send({
      address: this.addresses.get(request.port)!,
      method: request.method,
      path: this.ids.toOurs(request.path),
      headers,
      body: request.body === undefined ? undefined : await this.#spell(request.body),
    })
    const token = header(answer, 'x-subject-token')
    if (token !== '' && request.method === 'POST') this.#tokens.set(id.split('/')[1]!, token)
    return answer
  }

  async #spell(text: string): Promise<string> {
    const name = /<token:([\w.-]+)>/.exec(text)?.[1]
    const spelled =
      name === undefined ? text : text.replace(/<token:[\w.-]+>/, await this.token(name))
    return this.ids.toOurs(spelled)
  }

  /** @param name as in `<token:name>`: a person, or the case whose answer issued it. */
  async token(name: string): Promise<string> {
    let token = this.#tokens.get(name)
    if (token === undefined) {
      const person = PEOPLE[name]
      if (person === undefined) throw new Error(`no case has issued <token:${name}>`)
      token = (await this.login(person.user, person.project)).token
      this.#tokens.set(name, token)
    }
    return token
  }

  /** Logs in by name, in the Default domain; every password is the name and `pass`. */
  async login(user: string, project: string | undefined): Promise<{ token: string; body: any }> {
    const domain = { id: 'default' }
    const auth = {
      identity: {
        methods: ['password'],
        password: { user: { name: user, domain, password: `${user}pass` } },
      },
      scope: project === undefined ? 'unscoped' : { project: { name: project, domain } },
    }
    const answer = await send({
      address: this.addresses.get(PORT.identity)!,
      method: 'POST',
      path: '/v3/auth/tokens',
      headers: [['Content-Type', 'application/json']],
      body: JSON.stringify({ auth }),
    })
    if (answer.status !== 201)
      throw new Error(`${user} cannot log in: ${answer.status} ${answer.body}`)
    return { token: header(answer, 'x-subject-token'), body: JSON.parse(answer.body) }
  }

  /**
   * A call of ours, to bring about what a case found.
   * @returns the body as JSON, undefined when it is empty
   * @throws Error when the answer is a refusal that `options.mayFail` does not expect
   */
  async call(
    port: number,
    method: string,
    path: string,
    options: { as?: string; body?: object; version?: string; mayFail?: boolean } = {},
  ): Promise<any> {
    const headers: [string, string][] = [['X-Auth-Token', await this.token(options.as ?? 'admin')]]
    if (options.body) headers.push(['Content-Type', 'application/json'])
    if (options.version) headers.push(['OpenStack-API-Version', options.version])
    const body = options.body && JSON.stringify(options.body)
    const answer = await send({ address: this.addresses.get(port)!, method, path, headers, body })
    if (answer.status >= 300 && !options.mayFail) {
      throw new Error(`preparing: ${method} ${path}: ${answer.status} ${answer.body}`)
    }
    return answer.body === '' || answer.status >= 300 ? undefined : JSON.parse(answer.body)
  }
}
