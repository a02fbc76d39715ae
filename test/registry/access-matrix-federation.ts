/** Who may sign in by way of an identity provider: its users, whatever token they show. */
export const SIGNING_IN: Readonly<Record<string, string>> = {
  'federation.auth': 'anybody',
  'federation.auth_post': 'anybody',
  'websso.start': 'anybody',
  'websso.sign_in': 'anybody',
}
