/** A real OpenID provider as a process of its own: it prints its issuer, and ends with its parent. */
import { Oidc } from '../support/oidc.ts'

const oidc = await Oidc.start()
oidc.serve([])
process.stdout.write(`${oidc.issuer}\n`)
process.stdin.resume().once('end', () => process.exit(0))
