/**
 * The objects of a list that a text holds, such as a property that its owner wrote. Whatever is no
 * list in JSON holds none, and what else the list holds is passed over.
 */
export function listedObjects(text: string): readonly Readonly<Record<string, unknown>>[] {
  try {
    const value: unknown = JSON.parse(text)
    if (!Array.isArray(value)) return []
    return value.filter((item) => typeof item === 'object' && item !== null)
  } catch {
    return []
  }
}
