/** Tables of what types of attributes let pass, and in which words they refuse the rest. */
import { expect } from 'vitest'
import type { AttributeType } from '../../src/kernel/attributes/attribute.ts'
import { str } from '../../src/kernel/python.ts'

export interface TypeCases {
  readonly type: AttributeType
  readonly fine: readonly unknown[]
  /** What is refused, by the reason; `%s` in it is the value. */
  readonly refused: Readonly<Record<string, readonly unknown[]>>
}

export function expectReasons({ type, fine, refused }: TypeCases): void {
  for (const value of fine) expect([value, type.reason(value)]).toEqual([value, undefined])
  for (const [reason, each] of Object.entries(refused)) {
    for (const value of each) {
      const expected = reason.replaceAll('%s', () => str(value))
      expect([value, type.reason(value)]).toEqual([value, expected])
    }
  }
}

/** What is thrown, as `type: message`. */
export function refusalOf(act: () => unknown): string | undefined {
  try {
    act()
  } catch (error) {
    const { type, message } = error as { readonly type?: string; readonly message: string }
    return `${type}: ${message}`
  }
  return undefined
}
