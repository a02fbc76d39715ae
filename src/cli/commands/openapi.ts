/** `stackling openapi`: the document of one service. */
import { version } from '../../kernel/microversion.ts'
import { openApi, type OpenApi } from '../../kernel/openapi.ts'
import { UsageError, type Run } from '../command.ts'
import { servicesNamed } from '../services.ts'
import { VERSION } from '../version.ts'

export const openapi: Run = async ({ options, io }) => {
  const type = options.get('service')
  if (type === undefined) {
    const types = servicesNamed(undefined).map((service) => service.type)
    throw new UsageError(`--service must be given: ${types.join(', ')}`)
  }
  const asked = options.get('version') ?? 'latest'
  io.out(JSON.stringify(documentOf(type, asked), undefined, 2))
  return 0
}

function documentOf(type: string, asked: string): OpenApi {
  const [service] = servicesNamed(type)
  if (asked !== 'latest' && !/^[1-9]\d*\.\d+$/.test(asked)) {
    throw new UsageError(`--version is a microversion such as 2.41, or latest, not "${asked}"`)
  }
  try {
    const chosen = asked === 'latest' ? {} : { version: version(asked) }
    return openApi(service!, { ...chosen, release: VERSION })
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error
  }
}
