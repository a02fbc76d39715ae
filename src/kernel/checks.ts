/** What an operation holds a request to, and its own answers too. */
import type { Answer } from './answer.ts'
import { BYTES, ByteStream } from './byte-stream.ts'
import type { RequestContext } from './context.ts'
import { bounded, fitsExactly, settled } from './exact-bodies.ts'
import { versionText } from './microversion.ts'
import { AUTHENTICATED, PUBLIC, type Asked, type Operation } from './operation.ts'
import { holdsExactNumbers } from './python.ts'
import { isQuery, type SentQuery } from './query.ts'
import { dumps, Written } from './python.ts'
import { withoutUnknown } from './relax.ts'
import type { Mount, Service } from './service.ts'
import { validator } from './validate.ts'

export function checkedBody(
  operation: Operation,
  ctx: RequestContext,
  service: Pick<Service, 'dialect'>,
  mount: Mount | undefined,
  sent: unknown,
): unknown {
  const { kind, read } = operation.bodyFormat ?? {}
  if (read !== undefined) return read(sent, ctx)
  // Bytes are read by the handler, and a patch was checked when it was read.
  if (kind === 'bytes' || kind === 'json-patch') return sent
  const schema = operation.body?.at(ctx.version)
  if (schema === undefined) return undefined
  if (sent === undefined && operation.bodyOptional) return undefined
  const parsed = sent === undefined && service.dialect.missingIsEmpty ? {} : sent
  if (parsed === undefined) throw service.dialect.bodyMissing()
  const relaxed = mount?.relaxed ?? false
  const value = relaxed ? withoutUnknown(schema, parsed) : parsed
  if (holdsExactNumbers(parsed)) {
    const limited = bounded(schema)
    if (fitsExactly(limited, value)) return settled([schema], value)
    throw service.dialect.invalid(limited, value, 'body', relaxed, operation)
  }
  if (!validator(schema)(value)) {
    throw service.dialect.invalid(schema, value, 'body', relaxed, operation)
  }
  return value
}

/** The texts of the parameters, which is what a handler gets whose query is a plain schema. */
export function checkedQuery(
  operation: Operation,
  sent: SentQuery,
  service: Pick<Service, 'dialect'>,
): unknown {
  const { query: shape } = operation
  const schema = shape?.at(sent.ctx.version)
  if (schema === undefined) return undefined
  const query = sent.texts(service.dialect.repeated)
  if (!validator(schema)(query)) {
    throw service.dialect.invalid(schema, query, 'query', false, operation)
  }
  if (isQuery(shape)) shape.check?.(sent)
  return query
}

/** @param attributes of the target, where it was found before */
export function authorize(
  operation: Operation,
  asked: Asked,
  attributes: Record<string, unknown> | undefined,
): void {
  const { policy } = operation
  if (policy === PUBLIC || policy === AUTHENTICATED) return
  if (operation.authorize !== undefined) return operation.authorize(asked, attributes)
  asked.ctx.authorize(policy, operation.judgedOn?.(asked) ?? attributes)
}

export function mistakeIn(
  operation: Operation,
  ctx: RequestContext,
  service: Service,
  answer: Answer,
): string | undefined {
  const where = `${service.type} ${operation.id} at ${versionText(ctx.version)}`
  const shape = operation.response[answer.status]
  if (shape === undefined) return `${where} answered ${answer.status}, which it does not declare`
  if (shape === null) {
    return answer.body === undefined ? undefined : `${where} answered with an undeclared body`
  }
  const schema = shape.at(ctx.version)
  const isBytes = answer.body instanceof ByteStream
  if (isBytes !== (schema === BYTES)) {
    return `${where} answered with ${isBytes ? 'bytes' : 'no bytes'}, against its declaration`
  }
  const body = unwritten(answer.body)
  if (isBytes || schema === undefined || validator(schema)(body)) return undefined
  const reason = service.dialect.invalid(schema, body, 'body', false, operation).message
  return `${where} answered what it does not declare: ${reason}`
}

/** A body with all that it says, where a part of it is JSON already. */
function unwritten(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body
  return holdsWritten(body) ? JSON.parse(dumps(body)) : body
}

/** Whole lists are written ahead, and numbers that no double holds, wherever they are. */
function holdsWritten(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return value instanceof Written || Object.values(value).some(holdsWritten)
}
