/** Who may do what with tags of a network, by operation. */
export const NETWORK_TAGS: Readonly<Record<string, string>> = {
  'tags.list': 'tags of a network, reader',
  'tags.show': 'tags of a network, reader',
  'tags.replace': 'tags of a network, member',
  'tags.add_several': 'tags of a network, member',
  'tags.add': 'tags of a network, member',
  'tags.delete': 'tags of a network, member',
  'tags.delete_all': 'tags of a network, member',
}
