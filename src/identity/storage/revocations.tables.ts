/** What ended many tokens at once, for those who ask: no token is judged by it. */
export interface IdentityRevocationEventsTable {
  kind: 'user' | 'project' | 'trust' | 'consumer'
  /** The id of what all tokens of were ended. */
  subject_id: string
  revoked_at: string
}
