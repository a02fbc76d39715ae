import type { ProcessClock } from '../../kernel/clock.ts'
import type { FederationSettings } from '../federation/settings.ts'
import { OidcProvider } from './provider.ts'

/** The OpenID providers that operators have configured. */
export class OidcProviders {
  readonly settings: FederationSettings
  readonly #all: readonly OidcProvider[]

  constructor(settings: FederationSettings, clock: ProcessClock) {
    this.settings = settings
    this.#all = settings.providers.map((one) => new OidcProvider(one, clock))
  }

  find(idpId: string, protocolId: string): OidcProvider | undefined {
    return this.speaking(protocolId).find(({ settings }) => settings.identityProvider === idpId)
  }

  /** Those that stand for any identity provider with this protocol. */
  speaking(protocolId: string): readonly OidcProvider[] {
    return this.#all.filter(({ settings }) => settings.protocol === protocolId)
  }
}
