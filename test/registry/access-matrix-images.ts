/** Who may do what with images, by operation. */
export const IMAGES: Readonly<Record<string, string>> = {
  'versions.choose': 'anybody',
  'versions.list': 'anybody',
  'images.create': 'image maker',
  'images.list': 'image reader',
  'images.show': 'owned image, reader',
  'images.delete': 'owned image, member',
  'images.update': 'owned image, member',
  'images.deactivate': 'owned image, member',
  'images.reactivate': 'owned image, member',

  // Of an image that is shared with the other project.
  'members.list': 'shared image, reader',
  'members.add': 'shared image, owner',
  'members.show': 'shared image, reader',
  'members.update': 'shared image, member itself',
  'members.delete': 'shared image, owner',

  'tags.add': 'owned image, member',
  'tags.delete': 'owned image, member',

  'info.usage': 'any token',
  'images.upload': 'owned image, member',
  'images.stage': 'owned image, member',
  'images.download': 'owned image, member',
}
