/** Who may do what with images, by operation. */
export const IMAGES: Readonly<Record<string, string>> = {
  'versions.choose': 'anybody',
  'versions.list': 'anybody',
  'images.create': 'image maker',
  'images.show': 'owned image, reader',
  'images.delete': 'owned image, member',
  'images.update': 'owned image, member',
  'images.deactivate': 'owned image, member',
  'images.reactivate': 'owned image, member',
}
