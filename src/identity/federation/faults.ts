/** Refusals of federation, in the words of keystone/exception.py. */
import { notFound, type Fault } from '../../kernel/faults.ts'

export function missingProvider(id: string): Fault {
  return notFound(`Could not find Identity Provider: ${id}.`)
}

export function missingServiceProvider(id: string): Fault {
  return notFound(`Could not find Service Provider: ${id}.`)
}

export function missingProtocol(idpId: string, id: string): Fault {
  return notFound(`Could not find federated protocol ${id} for Identity Provider: ${idpId}.`)
}

export function missingMapping(id: string): Fault {
  return notFound(`Could not find mapping: ${id}.`)
}
