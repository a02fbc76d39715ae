/** Identity as a part of the program. */
import { serviceModule, type Parts } from '../module.ts'
import { bootstrap } from './bootstrap/bootstrap.usecase.ts'
import { disableInactiveUsers } from './users/inactivity.usecase.ts'
import {
  createAuthenticator,
  createIdentity,
  IDENTITY_FACADE,
  refuseDeepTrees,
  type IdentityOptions,
} from './facade.ts'
import { identity } from './service.ts'
import { IDENTITY_MIGRATIONS } from './storage/migrations/index.ts'

export interface IdentityConfig extends IdentityOptions {
  /** Of the users of a new cloud. */
  readonly adminPassword: string
  readonly demoPassword: string
  /** The region of a new cloud. */
  readonly region: string
}

export const identityModule = serviceModule({
  service: identity,
  migrations: IDENTITY_MIGRATIONS,
  wire: ({ config, ...parts }: Parts<IdentityConfig>) => createIdentity({ ...config, ...parts }),
  facade: () => IDENTITY_FACADE,
  authenticator: (env) => createAuthenticator(env),
  async prepare(env, { config, catalog }) {
    const isNew = await bootstrap(env, { ...config, catalog })
    await refuseDeepTrees(env)
    return isNew
  },
  start: (env) => disableInactiveUsers(env),
})
