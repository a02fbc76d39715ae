import { serverTarget } from './server-target.usecase.ts'

/** What calls to a part of a server have in common: the server is looked for before policy is asked. */
export const OF_SERVER = {
  target: serverTarget,
  checks: ['body', 'target', 'policy'],
} as const
