/** The tables of Network. Booleans are 0 and 1, times ISO text. */
export interface NetworkTables {}

declare module '../../storage/tables.ts' {
  interface Tables extends NetworkTables {}
}
