/** How far an attachment has come. Source: openstack/cinder cinder/objects/fields.py. */
export type AttachmentStatus = 'reserved' | 'attaching' | 'attached'

export type AttachMode = 'rw' | 'ro'
